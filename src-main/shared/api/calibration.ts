import type { Demands } from '../proof.ts';
import type { StrategyAnswer } from '../thresholds.ts';
import type { Calibration, Confusion } from '../words.ts';

/**
 * Sets of labelled images whose scores can be asked for:
 * - `held-out`: each scored by a fit that has seen neither it nor its look-alikes;
 * - `placing`: those without the normals whose label the training doubted; what thresholds are chosen
 *   on, and nothing is judged by, since it leaves out what may count against the detector;
 * - `golden`: images that judge and teach nothing; what rates are best proven on;
 * - `reviewed`: labelled since, or by a review, each scored by a fit that had not learned from it.
 *   A person looks mostly at what was flagged, so this is no sample of production;
 * - `fitted`: what the finished detector says of the images it was made from, which proves nothing.
 */
export const SCORE_SETS = ['held-out', 'placing', 'golden', 'reviewed', 'fitted'] as const;
export type ScoreSet = (typeof SCORE_SETS)[number];

/** Those that a person may look at. */
export const SHOWN_SETS = ['held-out', 'golden', 'reviewed', 'fitted'] as const;
export type ShownSet = (typeof SHOWN_SETS)[number];

/** What the numbers of a set may be taken for. */
export const STANDING: Record<ScoreSet, 'proof' | 'figures' | 'nothing'> = {
  'held-out': 'proof',
  placing: 'nothing',
  golden: 'proof',
  reviewed: 'figures',
  fitted: 'nothing',
};

/** Ascending scores as 64-bit floats, little-endian, in base64: 14,000 are 150 kB. */
export type PackedScores = string;

/** Scores of one set by the label that counts now, for the active detector. */
export interface SetScores {
  detector: number;
  set: ScoreSet;
  normals: PackedScores;
  leaks: PackedScores;
}

/** Scores of all images of a shift, labelled or not, by the active detector. */
export interface ShiftScores {
  detector: number;
  /** Null where there is no shift. */
  shift: { id: number; name: string } | null;
  scores: PackedScores;
}

/**
 * What a proof rests on: the active detector's verdicts on the golden set where that holds both
 * classes, else on the images held out of its fit.
 */
export interface ProofBasis {
  demands: Demands;
  /** Null where there is no detector. */
  detector: number | null;
  set: ScoreSet;
  counts: Confusion;
}

/** A strategy's answer with what its cut does on the held-out images; null where it refuses. */
export interface ComparedStrategy extends StrategyAnswer {
  counts: Confusion | null;
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
