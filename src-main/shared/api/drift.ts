import type { Limits } from '../control-charts.ts';
import type { DriftVerdict, ScoresCompared, TailCompared } from '../drift.ts';
import type { Interval } from '../statistics.ts';
import type { Calibration, Confusion } from '../words.ts';
import type { DetectorInfo } from './detectors.ts';
import type { GateResult } from './gate.ts';

/** Scores of one set against those of another. */
export interface Compared {
  images: number;
  reference: number;
  /** Kolmogorov-Smirnov and the stability index; null where either side has too few images. */
  test: ScoresCompared | null;
}

export interface CellDrift extends Compared {
  cell: string;
  /** What the cell is held against: its own honest normals, else itself in earlier shifts. */
  against: 'calibration' | 'earlier' | null;
  /** `p` adjusted for the number of cells (Benjamini and Hochberg 1995); null where there is none. */
  adjusted: number | null;
  moved: boolean;
}

/** One shift against the normals that the active detector was calibrated on. */
export interface DriftReport {
  shift: { id: number; name: string };
  detector: number;
  verdict: DriftVerdict;
  /** Images that pass, labelled normal or not at all, against the calibration's that pass. */
  passed: Compared;
  /** Normals that a person has confirmed, as they were picked for review, against all of the calibration's. */
  reviewed: Compared;
  /** Flagged images beside those of the other shifts; null where there are too few. */
  flagged: TailCompared | null;
  /** Confirmed leaks beside those of the shifts in which nothing flagged is left to review. */
  leaks: TailCompared | null;
  cells: CellDrift[];
}

/** Points of a control chart; entry i of every array speaks of one shift, oldest first. */
export interface TrendPoint {
  shift: { id: number; name: string };
  /** When its first photograph was taken, else when it was imported. */
  at: string;
  images: number;
  scored: number;
  flagged: number;
  leaks: number;
  reviewed: number;
  /** Flagged and without a label. */
  left: number;
  /** Mean score of the images that pass; null without any. */
  mean: number | null;
}

/** A p-chart. A shift in which flagged images wait for a person has no rate of leaks yet. */
export interface RateChart {
  /** Mean rate of all points, and a point's own limits. */
  centre: number;
  points: ({ count: number; of: number; rate: number; limits: Limits; out: boolean } | null)[];
}

/** Of the mean score of the images that pass. */
export interface EwmaChart {
  /** The calibration's mean, and the deviation of shifts from differences of neighbours. */
  target: number;
  deviation: number;
  points: ({ value: number; limits: Limits; out: boolean } | null)[];
}

export interface Trend {
  detector: number | null;
  cell: string | null;
  points: TrendPoint[];
  flagged: RateChart | null;
  leaks: RateChart | null;
  /** Null below `FEWEST_POINTS` shifts with a mean. */
  ewma: EwmaChart | null;
  /** The cells there are, for choosing one. */
  cells: string[];
}

export interface CellRate {
  cell: string;
  images: number;
  flagged: number;
  leaks: number;
  reviewed: number;
  /** Of the confirmed leaks among all images of the cell, with its exact 95 % interval. */
  rate: number;
  interval: Interval;
  /** Whether the rate lies outside the limits of a p-chart of all cells. */
  out: boolean;
}

export interface CellMap {
  shift: { id: number; name: string } | null;
  /** Images without a cell are in no row. */
  without: number;
  centre: number;
  cells: CellRate[];
}

export interface DriftRecalibration {
  detector: DetectorInfo;
  activated: boolean;
  gate: GateResult;
  calibration: Calibration;
  /** Confirmed normals of recent shifts and known leaks, and what either cut does on them. */
  normals: number;
  leaks: number;
  shifts: string[];
  before: Confusion;
  after: Confusion;
}
