import type { HeadScorer } from '../../shared/recipe.ts';
import { pickRows, stackRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { dealFolds } from './clusters.ts';
import { allRows, fitLogistic, logitOf } from './logistic.ts';
import type { Examples, Logistic } from './logistic.ts';

/** Real images: one entry a row. */
export interface RealRows {
  /** Scaled features. */
  features: Matrix;
  leak: boolean[];
  /** Look-alikes have one number. */
  group: number[];
  /** Rows that teach nothing, and nothing made of them does; they are scored like the others. */
  doubted?: ReadonlySet<number>;
}

/** Made images, each with the real row it was made of. */
export interface MadeRows {
  features: Matrix;
  leak: boolean[];
  source: number[];
  weights: number[];
}

export interface HeadFit {
  head: Logistic;
  /**
   * One logit a real row, of a head that was fitted without this row, all its look-alikes and all
   * that was made of them.
   */
  outOfFold: Float64Array;
  /** The fold of each real row. */
  fold: Int32Array;
}

/** Leaks below this number cannot both teach a head and say whether it learnt. */
const FEWEST_LEAKS = 5;

/** Normals below this number say nothing about what is usual. */
const FEWEST_NORMALS = 20;

/** Whether there is enough of both classes for a head; whether they are all alike, `fitHead` sees. */
export function canCarryHead(files: readonly { label: string }[]): boolean {
  const leaks = files.filter(({ label }) => label === 'leak').length;
  return leaks >= FEWEST_LEAKS && files.length - leaks >= FEWEST_NORMALS;
}

/**
 * Fits the head on everything labelled and on what was made of it, and once more for each fold
 * without the fold.
 *
 * @returns undefined where the leaks, or the normals, are all alike, so that some fold would be
 *   judged by a head that never saw one
 */
export function fitHead(
  real: RealRows,
  made: MadeRows,
  scorer: HeadScorer,
  seed: number,
): HeadFit | undefined {
  const realFolds = foldsOf(real, scorer, seed);
  if (!everyFoldLeavesBoth(real.leak, realFolds)) return undefined;
  const examples = joined(real, made);
  const fold = [...realFolds, ...made.source.map((row) => realFolds[row]!)];
  const { lambda } = scorer;
  const head = fitLogistic(examples, lambda);
  const outOfFold = new Float64Array(real.features.rows);
  const rows = allRows(examples.features.rows);
  for (let left = 0; left < scorer.folds; left++) {
    const without = fitLogistic(examples, lambda, rows.filter((row) => fold[row] !== left), head); // prettier-ignore
    for (let row = 0; row < outOfFold.length; row++) {
      if (fold[row] === left) outOfFold[row] = logitOf(without, real.features, row);
    }
  }
  return { head, outOfFold, fold: realFolds };
}

/** Folds of normals and of leaks are dealt apart, so that each fold has its share of both. */
function foldsOf(real: RealRows, scorer: HeadScorer, seed: number): Int32Array {
  const folds = new Int32Array(real.features.rows);
  for (const leak of [false, true]) {
    const rows = Array.from(real.leak.keys()).filter((row) => real.leak[row] === leak);
    if (rows.length === 0) continue;
    const clusters = leak ? scorer.leakClusters : scorer.normalClusters;
    const dealt = dealFolds(
      pickRows(real.features, rows),
      rows.map((row) => real.group[row]!),
      { clusters, folds: scorer.folds },
      seed,
    );
    rows.forEach((row, i) => (folds[row] = dealt[i]!));
  }
  return folds;
}

function everyFoldLeavesBoth(leak: readonly boolean[], fold: Int32Array): boolean {
  return [false, true].every((side) => {
    const folds = new Set(fold.filter((_, row) => leak[row] === side));
    return folds.size > 1;
  });
}

/** Real rows, then made ones; the classes weigh the same together, however many there are of each. */
export function joined(real: RealRows, made: MadeRows): Examples {
  const leak = [...real.leak, ...made.leak];
  const counts = (row: number): number => (real.doubted?.has(row) ? 0 : 1);
  const weights = Float64Array.from([
    ...real.leak.map((_, row) => counts(row)),
    ...made.weights.map((weight, i) => weight * counts(made.source[i]!)),
  ]);
  const sums = [0, 0];
  weights.forEach((weight, row) => (sums[Number(leak[row])]! += weight));
  return {
    features: stackRows([real.features, made.features], real.features.columns),
    leak,
    weights: weights.map((weight, row) => weight / sums[Number(leak[row])]!),
  };
}
