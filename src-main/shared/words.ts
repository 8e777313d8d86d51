/** The words of the product as types. Everything here is plain data. */

import type { NotePart } from './notes.ts';

export const LABELS = ['normal', 'leak', 'unsure'] as const;
/** What a person or an import says of an image. */
export type Label = (typeof LABELS)[number];

export const VERDICTS = ['normal', 'leak', 'review'] as const;
/** What a detector says of an image; `review` lies between two thresholds. */
export type Verdict = (typeof VERDICTS)[number];

export const LAYOUTS = ['lunka', 'folders', 'mvtec', 'csv', 'flat', 'idx'] as const;
/** How a source folder is read; see engine/imports/layouts. */
export type Layout = (typeof LAYOUTS)[number];

/** Where a label came from. A person's word outranks any import's. */
export type LabelOrigin = 'person' | 'file' | 'import' | 'undo';

export const LABEL_REASONS = [
  'flagged',
  'uncertain',
  'new',
  'list',
  'suspect',
  'sample',
  'search',
  'wall',
  're-check',
] as const;
/** Why a person looked at the image: what the queue said, or which view they chose it from. */
export type LabelReason = (typeof LABEL_REASONS)[number];

/**
 * The cut(s) on the score: `score >= upper` is a leak. With `review` set, scores from `review` up to
 * `upper` are sent to a person. `lower`, where set, makes the band two-sided: a score below it is
 * suspect as well and is judged a leak.
 */
export interface Thresholds {
  upper: number;
  review?: number;
  lower?: number;
}

/** How the thresholds were found and whether any leak vouches for them. */
export interface Calibration {
  strategy: string;
  /** The numbers that the strategy went by, by name, where it takes any; see shared/thresholds.ts. */
  values?: Record<string, number>;
  thresholds: Thresholds;
  /**
   * False where no leak was at hand, or none that a cut could tell from the normals: the cut is a
   * guess from normals and must be shown as such.
   */
  proven: boolean;
  /** For people, in English: which set, how many of each class. */
  note: string;
  /** The same for translation; what earlier versions stored has none. */
  said?: NotePart[];
}

/** Counts on images of known class; `leak` is the positive class. */
export interface Confusion {
  tp: number;
  fn: number;
  tn: number;
  fp: number;
}

/** The verdict on one score. `NaN` (no score) has none: the caller must not ask. */
export function judge(score: number, thresholds: Thresholds): Verdict {
  if (score >= thresholds.upper) return 'leak';
  if (thresholds.lower !== undefined && score < thresholds.lower) return 'leak';
  if (thresholds.review !== undefined && score >= thresholds.review) return 'review';
  return 'normal';
}

/** Whether a verdict asks for a person's eye; in an evaluation it counts as leak. */
export function isFlagged(verdict: Verdict): boolean {
  return verdict !== 'normal';
}
