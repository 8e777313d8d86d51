import type { ImageColumns } from './images.ts';
import type { Thresholds } from '../words.ts';

/** What the wall is told of a shift's images, in the order of their ids; see `ImageColumns`. */
export interface WallColumns extends ImageColumns {
  /** Size of the image itself in pixels; shared/sheets.ts reckons the small picture's from it. */
  widths: number[];
  heights: number[];
  /** Place of the image's group in the review queue that stands now; null in none. */
  groups: (number | null)[];
  /** The cell that it shows, and when it was taken; of several files of a shift, the first known. */
  cells: (string | null)[];
  times: (string | null)[];
  /** Of the detector that gave the verdicts. */
  thresholds: Thresholds | null;
}

/** One sheet of small pictures. */
export interface Sheet {
  sheet: number;
  /** Name of the picture, made of its bytes: what is asked for by it never changes. */
  file: string;
  /** Size of a slot in pixels. */
  width: number;
  height: number;
  /** Slots of images whose file could not be read. */
  missing: number[];
}

/** The sheets of a shift that are there, and how many are still being made. */
export interface WallSheets {
  sheets: Sheet[];
  left: number;
}
