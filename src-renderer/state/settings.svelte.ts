import { stored } from './stored.ts';

export const TILE_SIZES = ['small', 'medium', 'large'] as const;
export type TileSize = (typeof TILE_SIZES)[number];

/** Tile sizes in rem; tall, as the mould cells are. */
export const TILES: Record<TileSize, { width: number; height: number }> = {
  small: { width: 3.5, height: 6.75 },
  medium: { width: 5, height: 9.5 },
  large: { width: 8, height: 14.5 },
};

/** How this person likes to look at images; kept on this machine. */
export class Settings {
  #pixelated = $state(stored.read('pixelated') !== 'no');
  #tileSize = $state<TileSize>(
    TILE_SIZES.find((size) => size === stored.read('tile-size')) ?? 'medium',
  );

  /** Enlarged pixels stay squares; otherwise they are smoothed. */
  get pixelated(): boolean {
    return this.#pixelated;
  }
  set pixelated(yes: boolean) {
    this.#pixelated = yes;
    stored.write('pixelated', yes ? 'yes' : 'no');
  }

  get tileSize(): TileSize {
    return this.#tileSize;
  }
  set tileSize(size: TileSize) {
    this.#tileSize = size;
    stored.write('tile-size', size);
  }
}
