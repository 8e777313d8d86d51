import type { NamesRead } from './api/imports.ts';
import type { Place } from './place.ts';
import type { Recipe } from './recipe.ts';
import type {
  Calibration,
  Confusion,
  Label,
  LabelOrigin,
  LabelReason,
  Layout,
  Verdict,
} from './words.ts';
import type { EpochMetrics } from './worker.ts';
import type { GateResult } from './api/gate.ts';
import type { DetectorOrigin } from './api/versions.ts';

export type { GateFinding, GateResult } from './api/gate.ts';

/** The shapes in which the engine answers. Times are ISO 8601 in UTC; ids are the database's own. */

/** Request header: the key of the project that a request is meant for; another one refuses it. */
export const PROJECT_HEADER = 'x-lunka-project';

export interface Health {
  ok: true;
  version: string;
  pid: number;
  /** Resident memory of the process that owns the database, in MB. */
  memoryMb: number;
  uptimeSeconds: number;
}

/** What the host knows beyond one project; asked before anything is open. */
export interface WorkbenchInfo {
  version: string;
  /** `desktop` has native dialogs behind `window.lunka`, `browser` has not. */
  host: 'desktop' | 'browser';
  project: ProjectInfo | null;
  recent: { folder: string; name: string; exists: boolean; openedAt: string }[];
}

export interface ProjectInfo {
  /** Random, made once; part of immutable image URLs. */
  key: string;
  name: string;
  folder: string;
  createdAt: string;
}

export interface ProjectSummary extends ProjectInfo {
  images: number;
  occurrences: number;
  labels: Record<Label, number>;
  unlabelled: number;
  unreadable: number;
  shifts: ShiftInfo[];
  active: DetectorInfo | null;
  /** Decisions of people since the active detector was trained: what a retrain would newly use. */
  newDecisions: number;
  /** Running or queued job, if any. */
  job: Job | null;
}

export interface ShiftInfo {
  id: number;
  name: string;
  createdAt: string;
  images: number;
  /** Scored by the active detector. */
  scored: number;
  /** Verdict leak or review by the active detector, with and without a person's label. */
  flagged: number;
  flaggedLeft: number;
  reviewed: number;
  leaks: number;
}

/**
 * Images in columns: entry i of every array speaks of one image. A page holds at most `limit`
 * images; `next` continues it, null at the end. Scores are null where there is none.
 */
export interface ImageColumns {
  total: number;
  ids: number[];
  scores: (number | null)[];
  verdicts: (Verdict | null)[];
  labels: (Label | null)[];
  next: string | null;
}

export interface LabelEvent {
  id: number;
  batch: number;
  label: Label | null;
  author: string;
  origin: LabelOrigin;
  detector: number | null;
  reason: LabelReason | null;
  at: string;
}

export interface ImageDetail {
  id: number;
  hash: string;
  width: number;
  height: number;
  format: string;
  bytes: number;
  occurrences: {
    source: string;
    file: string;
    shift: string | null;
    /** Cell of the conveyor, and when the photograph was taken, where the import was told. */
    cell: string | null;
    takenAt: string | null;
  }[];
  score: number | null;
  verdict: Verdict | null;
  label: Label | null;
  history: LabelEvent[];
}

/** Base64 of interleaved RGB bytes; see shared/worker.ts `Reconstruction`. */
export interface Evidence {
  width: number;
  height: number;
  input: string;
  reconstruction: string;
  difference: string;
  place: Place;
  score: number;
  detector: number;
}

export interface LabelBatch {
  id: number;
  origin: LabelOrigin;
  author: string;
  at: string;
  detector: number | null;
  reason: LabelReason | null;
  images: number;
  /** The one label the batch gave, or null where it gave several or took them back. */
  label: Label | null;
  undoes: number | null;
  undone: boolean;
  /** An image of the batch, for going back to where it was given; null where it changed none. */
  sample: number | null;
}

export interface DetectorInfo {
  id: number;
  name: string;
  preset: string;
  createdAt: string;
  state: 'active' | 'candidate' | 'retired';
  parent: number | null;
  author: string;
  note: string;
  calibration: Calibration;
  /** Rates on the images held out of its fit; null counts where a class is missing. */
  heldOut: Confusion;
  gate: GateResult | null;
  /** When its weights and scores were thrown away; null while they are there. */
  prunedAt: string | null;
  /** Of a detector that another project has made. */
  origin: DetectorOrigin | null;
}

export interface DetectorDetail extends DetectorInfo {
  recipe: Recipe;
  seed: number;
  epochs: EpochMetrics[];
  bestEpoch: number;
  parameters: number;
  seconds: number;
  /** SHA-256 of the weights; null for detectors of before this was kept. */
  weightsHash: string | null;
  /** SHA-256 over the sorted list of image hashes and labels that it was made from. */
  dataHash: string;
  /** Images that it was made from: fitted, held out, reviewed. */
  fitted: number;
  /** What scores: the recipe's scorer, or what stands in for a head that could not be fitted. */
  scoredBy: string;
}

/** Score histogram with equal bins from `min` to `max`; counts by class. */
export interface Histogram {
  min: number;
  max: number;
  normal: number[];
  leak: number[];
  unlabelled: number[];
  calibration: Calibration | null;
}

export type JobKind =
  | 'demo'
  | 'queue'
  | 'import'
  | 'train'
  | 'retrain'
  | 'score'
  | 'evaluate'
  | 'detect'
  | 'export'
  | 'experiment'
  | 'import-detector';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export interface JobProgress {
  /** What is going on: `scanning`, `reading`, `training`, `scoring`, `calibrating`, `gate`. */
  phase: string;
  done: number;
  total: number;
  /** Of an experiment: which of its trainings this is, from 1. */
  run?: number;
  runs?: number;
  epoch?: number;
  epochs?: number;
  loss?: number;
  validationLoss?: number;
  imagesPerSecond?: number;
  secondsLeft?: number;
}

export interface Job {
  id: number;
  kind: JobKind;
  state: JobState;
  parameters: unknown;
  progress: JobProgress | null;
  /** Live curve of a training job. */
  epochs: EpochMetrics[];
  result: unknown;
  error: { code: string; message: string } | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** Server-sent event: `id` counts up by one, so a client that missed some polls the job once. */
export interface JobEvent {
  id: number;
  job: Job;
}

export interface ImportResult {
  source: string;
  layout: Layout;
  shift: string | null;
  dryRun: boolean;
  files: number;
  names: NamesRead;
  /** New images, further occurrences of known ones, files that an earlier import had taken. */
  added: number;
  copies: number;
  known: number;
  labels: Record<Label, number>;
  unreadable: { file: string; reason: string }[];
  conflicts: LabelConflict[];
}

/** One image to which two sources give different labels. */
export interface LabelConflict {
  files: { file: string; label: Label }[];
  /** What stands now, and why; null where a person took the label back. */
  kept: Label | null;
  reason: string;
}

export interface TrainOutcome {
  detector: DetectorInfo;
  /** The detector that was active before, if any. */
  previous: DetectorInfo | null;
  activated: boolean;
  gate: GateResult;
  images: { normal: number; leak: number };
  seconds: number;
}

export interface Evaluation extends Confusion {
  images: number;
  leaks: number;
  normals: number;
  tpr: number | null;
  tnr: number | null;
  auroc: number | null;
  averagePrecision: number | null;
  /** Images among them that the detector was made from: more than none flatters it. */
  learned: number;
  detector: number;
  threshold: number;
  unreadable: { file: string; reason: string }[];
}

export interface Detection {
  file: string;
  score: number | null;
  verdict: Verdict | null;
  error: string | null;
}

export interface QueueGroup {
  id: string;
  reason: string;
  images: { id: number; file: string; score: number; verdict: Verdict }[];
}
