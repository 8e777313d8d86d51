import * as optics from '../wall/camera.ts';
import type { WallLayout } from '../wall/layout.ts';

/** Width of a cell that is looked at, in CSS pixels. */
const LOOK_PX = 240;

export interface Cell {
  column: number;
  row: number;
}

/** The part of the wall that is in sight. */
export class WallCamera {
  /** Size of the window on the wall in CSS pixels; set by the stage. */
  size = $state.raw({ width: 0, height: 0 });

  readonly #layout: () => WallLayout;
  readonly #ratio: () => number;
  /** Null where the whole wall is to be in sight, however large the window gets. */
  #at = $state.raw<optics.Camera | null>(null);

  frame: optics.Frame = $derived.by(() => ({ ...this.size, ratio: this.#ratio() }));
  at: optics.Camera = $derived.by(() =>
    this.#at
      ? optics.held(this.#at, this.#layout(), this.frame)
      : optics.whole(this.#layout(), this.frame),
  );

  /** @param ratio height of a cell by its width */
  constructor(layout: () => WallLayout, ratio: () => number) {
    this.#layout = layout;
    this.#ratio = ratio;
  }

  /** Rows that are in sight. */
  get rows(): number {
    return Math.floor(this.size.height / (this.at.size * this.frame.ratio));
  }

  fit(): void {
    this.#at = null;
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const about = at ?? { x: this.size.width / 2, y: this.size.height / 2 };
    this.#at = optics.zoomed(this.at, factor, about, this.#layout(), this.frame);
  }

  pan(dx: number, dy: number): void {
    this.#at = optics.panned(this.at, dx, dy, this.#layout(), this.frame);
  }

  /** Shows a cell large, or where one is, the whole wall again. */
  look(cell: Cell): void {
    if (this.at.size >= LOOK_PX) return this.fit();
    this.#at = optics.lookAt(cell, LOOK_PX, this.#layout(), this.frame);
  }

  /** Moves no further than it takes to have a cell in sight. */
  reveal(cell: Cell): void {
    if (this.#at) this.#at = optics.revealed(this.at, cell, this.#layout(), this.frame);
  }
}
