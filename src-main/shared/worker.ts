import type { Place } from './place.ts';
import type { Recipe, Scorer } from './recipe.ts';
import type { Label } from './words.ts';

/**
 * What the engine and the detector's child process say to each other: one discriminated union each
 * way. The child gets paths and numbers and answers with metrics and files; it never sees the
 * database. Every request is answered by exactly one `done` or `failed` with the request's `id`.
 */

/** One image as the child sees it. `id` is the engine's and comes back unchanged. */
export interface ImageFile {
  id: number;
  path: string;
}

export interface LabelledFile extends ImageFile {
  label: Exclude<Label, 'unsure'>;
  /**
   * Images with one `group` are look-alikes (copies, neighbours of a burst): they are never split
   * between fit and hold-out, which would flatter the detector.
   */
  group: number;
  /**
   * Whether a person said so while reviewing. Such labels are few, come in families and are about
   * what the detector got wrong, so a head weighs them more.
   */
  reviewed: boolean;
}

export interface TrainRequest {
  type: 'train';
  id: number;
  recipe: Recipe;
  seed: number;
  images: LabelledFile[];
  /** An existing, empty folder for the weights and `detector.json`. */
  folder: string;
  /** A finished detector's folder to start the weights from; its recipe must be alike. */
  warmStart?: string;
  /**
   * An existing folder for a checkpoint after every epoch. Where it holds one of the same training
   * (recipe, seed, images) that was interrupted, this one goes on from there; a finished training
   * removes it. No two trainings may run on one folder at a time.
   */
  resume?: string;
  /**
   * A finished detector's folder whose net and scaling are taken as they are, so that only the head
   * is fitted anew: what a retrain after a review does. Its recipe must be alike but for the head.
   */
  keepNet?: string;
  /** A folder for features computed on the way; whatever lies there may be stale or be gone. */
  cache?: string;
  /** Images that only judge: `images` that show the same photographs have no part in anything. */
  apart?: ImageFile[];
}

export interface ScoreRequest {
  type: 'score';
  id: number;
  folder: string;
  images: ImageFile[];
}

export interface ReconstructRequest {
  type: 'reconstruct';
  id: number;
  folder: string;
  path: string;
  /** Damages the image as training does, from this seed, before the net gets it. */
  corruptionSeed?: number;
}

/** An unlabelled image with what the active detector says of it. */
export interface QueueImage extends ImageFile {
  score: number;
  flagged: boolean;
}

/** Groups look-alikes and orders the groups by what a decision on each is worth. */
export interface QueueRequest {
  type: 'queue';
  id: number;
  folder: string;
  images: QueueImage[];
  /** The cut: scores near it are uncertain. */
  threshold: number;
  cache?: string;
}

/** Has images placed in the detector's feature space, for the questions after it. */
export interface PlaceRequest {
  type: 'place';
  id: number;
  folder: string;
  images: ImageFile[];
  /** A folder of features that may have been computed before; need not exist. */
  cache: string;
  /** Whether to write what was computed into the cache now: of many requests, the last. */
  save: boolean;
}

/** Asks for the nearest of `among` to an image; all of them must have been placed. */
export interface NearestRequest {
  type: 'nearest';
  id: number;
  folder: string;
  image: number;
  among: Uint32Array;
  limit: number;
  cache: string;
}

/** Asks for look-alikes to be cut in two by similarity. */
export interface CutRequest {
  type: 'cut';
  id: number;
  folder: string;
  /** 1 or more; the first stays in the first part. */
  images: ImageFile[];
  cache: string;
}

export type WorkerRequest =
  | TrainRequest
  | ScoreRequest
  | ReconstructRequest
  | QueueRequest
  | PlaceRequest
  | NearestRequest
  | CutRequest;

/** Ends the fit of a training after the epoch that runs, with the best epoch's weights. Not answered. */
export interface FinishRequest {
  type: 'finish';
  /** Of the training. */
  id: number;
}

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

export type WorkerResponse =
  | { type: 'ready' }
  | { type: 'progress'; id: number; progress: TrainProgress }
  /** An epoch of a training has ended: a point of the live curve. */
  | { type: 'epoch'; id: number; metrics: EpochMetrics }
  /** Pictures to watch a training by; sent before their epoch's point. */
  | { type: 'samples'; id: number; samples: TrainSamples }
  /** A slice of a score request's answers, sent as they come so that they can be stored. */
  | { type: 'scores'; id: number; images: number[]; scores: number[] }
  | { type: 'done'; id: number; result: WorkerResults[keyof WorkerResults] }
  | { type: 'failed'; id: number; code: string; message: string };

/** A running child process, whichever host started it. */
export interface Child {
  post(request: WorkerRequest | FinishRequest): void;
  onMessage(listener: (response: WorkerResponse) => void): void;
  /** `code` is null where a signal ended it; `stderr` holds its last lines. */
  onExit(listener: (exit: { code: number | null; stderr: string }) => void): void;
  kill(): void;
}

/** Starts detector processes; passed in by the host. */
export interface Launcher {
  start(): Child;
}
