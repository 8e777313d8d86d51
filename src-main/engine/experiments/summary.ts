import type {
  CellReport,
  RateReport,
  RunReport,
  Spread,
  StrategyReport,
  StrategySummary,
} from '../../shared/experiment.ts';
import { precisionRecallCurve, rocCurve } from '../../shared/curves.ts';
import { LunkaError } from '../../shared/errors.ts';
import {
  accuracy,
  auroc,
  averagePrecision,
  confusion,
  f1,
  precision,
  type ScoredTruth,
} from '../../shared/metrics.ts';
import { clopperPearson } from '../../shared/statistics.ts';
import { calibrate } from '../../shared/thresholds.ts';
import type { RunRecord } from './records.ts';
import type { Cell, ThresholdChoice } from './spec.ts';

/** All seeds of a cell, under every strategy asked for. */
export function summariseCell(
  { name, recipe }: Cell,
  { records, refused }: { records: RunRecord[]; refused: CellReport['refused'] },
  thresholds: readonly ThresholdChoice[],
): CellReport {
  const own = { strategy: recipe.threshold, value: recipe.thresholdValue };
  const choices = thresholds.length > 0 ? thresholds : [own];
  const runs = records.map((record) => summariseRun(record, choices));
  const seeds = runs.length + refused.length;
  const over = (of: (run: RunReport) => number | null) => spread(runs.map(of), seeds);
  return {
    name,
    parameters: records[0]?.training.parameters ?? null,
    runs,
    refused,
    auroc: over((run) => run.auroc),
    averagePrecision: over((run) => run.averagePrecision),
    trainSeconds: over((run) => run.trainSeconds),
    strategies: choices.map(({ strategy, value }, i) =>
      summariseStrategy(
        strategyName(strategy, value),
        runs.map((run) => run.strategies[i]!),
        seeds,
      ),
    ),
  };
}

function summariseRun(record: RunRecord, choices: readonly ThresholdChoice[]): RunReport {
  const { training, judged } = record;
  const items: ScoredTruth[] = [
    ...judged.normals.map((score) => ({ score, leak: false })),
    ...judged.leaks.map((score) => ({ score, leak: true })),
  ];
  return {
    seed: record.seed,
    epochs: training.epochs,
    bestEpoch: training.bestEpoch,
    stopped: training.stopped,
    backend: training.backend,
    fitted: record.fitted,
    trainSeconds: training.seconds,
    resumedAfter: training.resumedAfter ?? 0,
    scoreSeconds: record.scoreSeconds,
    unreadable: record.unreadable,
    auroc: auroc(items),
    averagePrecision: averagePrecision(items),
    roc: rocCurve(items),
    precisionRecall: precisionRecallCurve(items),
    strategies: choices.map((choice) => judgeBy(choice, record, items)),
  };
}

/** A strategy that refuses says why; the others of the experiment are not lost for it. */
function judgeBy(
  { strategy, value }: ThresholdChoice,
  { heldOut, judged }: RunRecord,
  items: ScoredTruth[],
): StrategyReport {
  const name = strategyName(strategy, value);
  try {
    // Some strategies look at the scores of a whole shift; none sees the truth of the judged images.
    const shift = items.map(({ score }) => score);
    const calibration = calibrate(strategy, { ...heldOut, shift }, value);
    const counts = confusion(items, calibration.thresholds);
    return {
      strategy: name,
      calibration,
      counts,
      tpr: rateOf(counts.tp, judged.leaks.length),
      tnr: rateOf(counts.tn, judged.normals.length),
      precision: precision(counts),
      f1: f1(counts),
      accuracy: accuracy(counts),
    };
  } catch (error) {
    if (!(error instanceof LunkaError)) throw error;
    return { strategy: name, refused: error.message };
  }
}

function strategyName(strategy: string, value: ThresholdChoice['value']): string {
  if (value === undefined) return strategy;
  if (typeof value === 'number') return `${strategy} ${value}`;
  const numbers = Object.entries(value).map(([name, number]) => `${name}=${number}`);
  return `${strategy} ${numbers.join(' ')}`;
}

function rateOf(successes: number, trials: number): RateReport | null {
  if (trials === 0) return null;
  return { rate: successes / trials, ...clopperPearson(successes, trials) };
}

function summariseStrategy(
  strategy: string,
  reports: StrategyReport[],
  seeds: number,
): StrategySummary {
  const judged = reports.filter((report) => 'counts' in report);
  const over = (of: (report: (typeof judged)[number]) => number | null) =>
    spread(judged.map(of), seeds);
  return {
    strategy,
    tpr: over(({ tpr }) => tpr?.rate ?? null),
    tnr: over(({ tnr }) => tnr?.rate ?? null),
    precision: over((report) => report.precision),
    f1: over((report) => report.f1),
    accuracy: over((report) => report.accuracy),
  };
}

/** Mean and sample deviation of what there is; null where there is nothing. */
export function spread(values: readonly (number | null)[], seeds: number): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : null;
  return { mean, deviation, of: known.length, seeds };
}
