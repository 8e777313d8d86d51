import { stored } from './stored.ts';

export const TILE_SIZES = ['small', 'medium', 'large'] as const;
export type TileSize = (typeof TILE_SIZES)[number];

/** Longer side of the picture in a tile, in rem. */
const LONG_SIDE: Record<TileSize, number> = { small: 5.2, medium: 8, large: 13 };
/** Height of the line with mark and score below the picture, in rem. */
const STRIP = 1.35;

/** Size of a tile in rem for pictures of an aspect ratio (width / height), strip included. */
export function tileOf(size: TileSize, aspect: number): { width: number; height: number } {
  const long = LONG_SIDE[size];
  const width = aspect >= 1 ? long : Math.max(long * aspect, 3.4);
  const height = aspect >= 1 ? long / aspect : long;
  return { width, height: height + STRIP };
}

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
