import type { Recipe } from '../recipe.ts';
import type { Calibration, Confusion, Verdict } from '../words.ts';
import type { EpochMetrics, TrainResult } from '../worker/results.ts';
import type { GateResult } from './gate.ts';
import type { DetectorOrigin } from './versions.ts';

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

export interface TrainOutcome {
  detector: DetectorInfo;
  /** The detector that was active before, if any. */
  previous: DetectorInfo | null;
  activated: boolean;
  gate: GateResult;
  images: { normal: number; leak: number };
  fit: FitNotes;
  seconds: number;
}

/** What a person may want to know of a training that neither rates nor curve show. */
export interface FitNotes {
  /** Epochs done; none where the net was kept and only what judges by it was fitted anew. */
  epochs: number;
  bestEpoch: number;
  stopped: TrainResult['stopped'];
  /** Look-alikes of the golden set that taught nothing. */
  leftOut: number;
  /** Files that could not be read. */
  unreadable: number;
  /** What scores where the recipe's head could not be fitted; null where it could, or there is none. */
  standIn: TrainResult['scoredBy'] | null;
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
