import type { Confusion } from '../words.ts';

/** The set that judges detectors and teaches none, as it stands now. */
export interface GoldenSet {
  /** Number of the newest version; 0 while there is none. */
  version: number;
  /** Images by the label that counts now; `unlabelled` ones, `unsure` among them, judge nothing. */
  images: { normal: number; leak: number; unlabelled: number };
  /** Images whose label is another now than when they were taken in. */
  relabelled: number;
  /** Known look-alikes that are kept out of training because of it. */
  alike: number;
  versions: GoldenVersion[];
}

/** One growth of the set. */
export interface GoldenVersion {
  id: number;
  author: string;
  note: string;
  at: string;
  /** Images that it added, by the label that they had then. */
  added: { normal: number; leak: number };
}

/** What adding does, or with `dryRun` would do. */
export interface GoldenGrowth {
  /** Null where nothing was added: on a dry run, or because all are in it already. */
  version: number | null;
  added: { normal: number; leak: number };
  /** Images asked for that are in the set already. */
  known: number;
  /** Images of the shift that were left out, as they are not labelled normal or leak. */
  unlabelled: number;
  /** Look-alikes that no training will use from now on. */
  alike: number;
  /** Images among the added ones that the active detector has learned from. */
  learned: number;
}

/** What a detector makes of the golden set. */
export interface GoldenRates {
  detector: number;
  counts: Confusion;
  /** Images that it has no honest score of: not scored yet, or fitted on. */
  missing: number;
}
