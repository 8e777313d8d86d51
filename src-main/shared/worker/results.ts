import type { Place } from '../place.ts';
import type { Scorer } from '../recipe.ts';

/** What the detector's child process answers with: see process.ts. */

/** What the net makes of the same few held-out images after an epoch. */
export interface TrainSamples {
  /** 0 is of the images themselves, before the first. */
  epoch: number;
  width: number;
  height: number;
  /** Interleaved RGB bytes of each, row by row. */
  pictures: Uint8Array[];
}

export interface TrainProgress {
  phase: 'reading' | 'training' | 'scoring';
  /** Images read or scored, or batches trained, of `total`. */
  done: number;
  total: number;
  /** From here on: only while training. Epochs count from 1. */
  epoch?: number;
  epochs?: number;
  /** Mean training loss of the epoch so far, and the last epoch's validation loss. */
  loss?: number;
  validationLoss?: number;
  imagesPerSecond?: number;
  secondsLeft?: number;
}

export interface EpochMetrics {
  epoch: number;
  loss: number;
  validationLoss: number;
  seconds: number;
}

export interface TrainResult {
  epochs: EpochMetrics[];
  /** The epoch whose weights were kept. */
  bestEpoch: number;
  /** Epochs that an interrupted training had done before; 0 where this one began anew. */
  resumedAfter: number;
  /** Why training ended. */
  stopped: 'finished' | 'early-stop' | 'by-hand' | 'not-a-number';
  /**
   * What thresholds may be chosen from. Without a head: scores of images that the net was not fitted
   * on. With a head: of everything that it was fitted on, each by a head that was fitted without the
   * image, its look-alikes and all that was made of them; the net may have seen it, as `fitted` says.
   */
  heldOut: { id: number; score: number }[];
  /**
   * Normals that a head takes for leaks without having seen them, scored as in `heldOut`. No threshold
   * may be chosen from them, and the head has learned nothing from them: their label may be wrong.
   */
  doubted: { id: number; score: number }[];
  /**
   * What a gate may compare once there are reviewed images, with a head: everything labelled, scored
   * as in `heldOut` (reviewed images by the head, which never saw them) and corrected by what was
   * reviewed but the image's own look-alikes. Reviewed images are the doubtful part of a shift and
   * look worse than it. Empty where nothing was reviewed. No threshold may be chosen from it: the cut
   * of a head stays where it was before the review.
   */
  afterReview: { id: number; score: number }[];
  /** Ids of the images whose pixels the net was fitted on, also where it was fitted before. */
  fitted: number[];
  /** Ids of the images that the head was fitted on; none where no head scores. */
  fittedByHead: number[];
  /** Ids of the images that were left out of everything, being copies of such as only judge. */
  leftOut: number[];
  /**
   * What scores: the recipe's scorer, or `trimmed-error` where that is a head and the leaks are too
   * few, or too much alike, to fit one.
   */
  scoredBy: Scorer['name'];
  parameters: number;
  seconds: number;
  backend: 'native' | 'cpu';
  unreadable: { id: number; reason: string }[];
}

export interface ScoreResult {
  scored: number;
  unreadable: { id: number; reason: string }[];
}

/** Why a group is worth a person's time. */
export type QueueReason = 'flagged' | 'uncertain' | 'new';

export interface QueueResult {
  /** Most worth first. `images` begins with the group's most typical member. */
  groups: { images: number[]; reason: QueueReason }[];
  unreadable: { id: number; reason: string }[];
}

export interface PlaceResult {
  placed: number;
  unreadable: { id: number; reason: string }[];
}

/** What distances are made of: tint and brightness, the reconstruction error by blocks, the code. */
export type FeaturePart = 'colour' | 'residual' | 'latent';

/** Up to a distance of 1 images are one group; two sound cells of one shift lie 1.5 to 2 apart. */
export interface Neighbour {
  id: number;
  distance: number;
}

export interface NearestResult {
  /** Nearest first; empty while something is missing. */
  nearest: Neighbour[];
  /** Those that have to be placed before there is an answer; the image itself may be among them. */
  missing: number[];
  /** How many of `among` could not be read and are not compared. */
  unreadable: number;
  space: FeaturePart[];
}

/** What each kind of request is answered with. */
export interface WorkerResults {
  train: TrainResult;
  score: ScoreResult;
  reconstruct: Reconstruction;
  queue: QueueResult;
  place: PlaceResult;
  nearest: NearestResult;
  cut: CutResult;
}

export interface CutResult {
  /** Every image is in one; the second is empty where there is nothing to tell them apart by. */
  parts: [number[], number[]];
}

/** Interleaved RGB bytes, row by row; all three have `width * height * 3` bytes. */
export interface Reconstruction {
  width: number;
  height: number;
  /** The image as the net sees it, after preprocessing. */
  input: Uint8Array;
  reconstruction: Uint8Array;
  /** What the net was given, where it was damaged first. */
  corrupted?: Uint8Array;
  /** Signed difference input - reconstruction: 128 is none, above it the input is brighter. */
  difference: Uint8Array;
  /** Which part of the photograph all of them show. */
  place: Place;
  score: number;
}
