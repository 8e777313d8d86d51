import type { Recipe } from '../recipe.ts';
import type { Label } from '../words.ts';

/** What the engine asks of the detector's child process: see process.ts. */

/** One image as the child sees it. `id` is the engine's and comes back unchanged. */
export interface ImageFile {
  id: number;
  path: string;
}

export interface LabelledFile extends ImageFile {
  label: Exclude<Label, 'unsure'>;
  /**
   * Images with one `group` are never split between fit and hold-out, which would flatter the detector.
   * The engine knows of no look-alikes before there is a net, and gives each image, of whatever many
   * files, a group of its own; a head finds look-alikes by itself (detector/head/clusters.ts).
   */
  group: number;
  /**
   * Whether a person said so while reviewing. Such labels are few, come in families and are about
   * what the detector got wrong, so a head keeps them beside itself (detector/head/refit.ts).
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
