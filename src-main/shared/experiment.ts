import type { EpochMetrics } from './worker/results.ts';
import type { RatePoint } from './curves.ts';
import type { Interval } from './statistics.ts';
import type { Calibration, Confusion } from './words.ts';

/** What an experiment found: `report.json`, and all that its page shows. */
export interface ExperimentReport {
  name: string;
  /** Of what was asked for; names the folder that the report lies in. */
  hash: string;
  version: string;
  at: string;
  spec: unknown;
  /** Images labelled in the project, without those that judge. */
  learnedFrom: { normals: number; leaks: number };
  judgedBy: { what: string; normals: number; leaks: number };
  cells: CellReport[];
}

/** One recipe, over its seeds. */
export interface CellReport {
  name: string;
  /** Null where no seed could be trained. */
  parameters: number | null;
  runs: RunReport[];
  /** Seeds that could not be trained, and why. */
  refused: { seed: number; reason: string }[];
  auroc: Spread | null;
  averagePrecision: Spread | null;
  trainSeconds: Spread | null;
  strategies: StrategySummary[];
}

/** Over the seeds that have such a number; `deviation` is the sample's, null for one seed. */
export interface Spread {
  mean: number;
  deviation: number | null;
  of: number;
  /** Seeds asked for. */
  seeds: number;
}

/** `0.912 ± 0.004`, and of how many seeds where not all have it; null where there is nothing. */
export function saySpread(spread: Spread | null, digits = 3): string | null {
  if (!spread) return null;
  const { mean, deviation, of, seeds } = spread;
  const around = deviation === null ? '' : ` ± ${deviation.toFixed(digits)}`;
  return `${mean.toFixed(digits)}${around}${of < seeds ? ` (${of} of ${seeds})` : ''}`;
}

export interface StrategySummary {
  strategy: string;
  tpr: Spread | null;
  tnr: Spread | null;
  precision: Spread | null;
  f1: Spread | null;
  accuracy: Spread | null;
}

export interface RunReport {
  seed: number;
  epochs: EpochMetrics[];
  bestEpoch: number;
  stopped: string;
  backend: string;
  fitted: number;
  trainSeconds: number;
  /** Epochs that had been done before a stop and are not in `trainSeconds`. */
  resumedAfter: number;
  scoreSeconds: number;
  unreadable: { name: string; reason: string }[];
  auroc: number | null;
  averagePrecision: number | null;
  roc: RatePoint[];
  precisionRecall: RatePoint[];
  strategies: StrategyReport[];
}

/** What a strategy chose from the held-out scores, and what became of it on the judged images. */
export type StrategyReport = { strategy: string } & (
  | {
      calibration: Calibration;
      counts: Confusion;
      /** With the exact 95 % interval (Clopper and Pearson); null where the class is missing. */
      tpr: RateReport | null;
      tnr: RateReport | null;
      precision: number | null;
      f1: number | null;
      accuracy: number | null;
    }
  | { refused: string }
);

export interface RateReport extends Interval {
  rate: number;
}

/** What the command prints: where the report is, and its table. */
export interface ExperimentOutcome {
  name: string;
  html: string;
  json: string;
  runs: { total: number; trained: number; kept: number; refused: number };
  cells: Omit<CellReport, 'runs' | 'parameters'>[];
}
