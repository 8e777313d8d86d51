import type { Calibration, Confusion } from '../words.ts';

/** A line of the log of who judged when. */
export interface Activation {
  id: number;
  detector: number;
  author: string;
  /** Why, in English: the gate's finding, a calibration, or that somebody chose it by hand. */
  reason: string;
  note: string;
  at: string;
}

/** Where a detector came from that was trained elsewhere, and what was known of it there. */
export interface DetectorOrigin {
  project: string;
  /** Its name there: `v7`. */
  name: string;
  createdAt: string;
  author: string;
  note: string;
  calibration: Calibration;
  /** Rates on images that this project does not have. */
  heldOut: Confusion;
  /** Images of this project, byte for byte, that it was made from. */
  known: number;
}

/** What an export wrote. */
export interface DetectorFile {
  file: string;
  bytes: number;
  /** SHA-256 of the file. */
  sha256: string;
}

/** What pruning does, or with `dryRun` would do. */
export interface Pruning {
  /** Detectors without weights and scores from then on; their rows stay. */
  pruned: number[];
  kept: { detector: number; why: 'active' | 'before-active' | 'shares-model' | 'newest' }[];
  /** Bytes of weights, and scores, that are freed. */
  bytes: number;
  scores: number;
}

/** What the versions take up on the disk. */
export interface VersionStorage {
  detector: number;
  /** Bytes of the folder with the weights, shared with all detectors of one model; 0 once pruned. */
  bytes: number;
  scores: number;
}
