import { LunkaError } from './errors.ts';
import { sayNote, type NotePart } from './notes.ts';
import { suggest } from './suggest.ts';
import { reviewBudget } from './thresholds/budget.ts';
import { leastCost } from './thresholds/cost.ts';
import { leakQuantile, meanLeak, minLeak } from './thresholds/leaks.ts';
import { maxRates, tnrAtLeast, tprAtLeast } from './thresholds/limits.ts';
import { manual } from './thresholds/manual.ts';
import { normalQuantile, twoSided } from './thresholds/normals.ts';
import { equalRates, gap, maxF1, treeEntropy, treeGini, youden } from './thresholds/separation.ts';
import { justAbove, sortSet, upperQuantileCut, type CalibrationSet } from './thresholds/sorted.ts';
import {
  requireNeeds,
  resolveValues,
  type Strategy,
  type StrategyInfo,
  type StrategyNeeds,
  type StrategyValues,
} from './thresholds/strategy.ts';
import { bestYouden } from './thresholds/youden.ts';
import { isFlagged, judge, type Calibration } from './words.ts';

export { costCurve, expectedCost, type CostPoint, type Costs } from './thresholds/cost.ts';
export { NORMAL_QUANTILE } from './thresholds/normals.ts';
export type { CalibrationSet } from './thresholds/sorted.ts';
export {
  describeParameter,
  type StrategyInfo,
  type StrategyNeeds,
  type StrategyParameter,
  type StrategyValues,
} from './thresholds/strategy.ts';

const strategies: readonly Strategy[] = [
  youden,
  gap,
  treeGini,
  treeEntropy,
  maxF1,
  equalRates,
  tprAtLeast,
  tnrAtLeast,
  maxRates,
  leastCost,
  meanLeak,
  minLeak,
  leakQuantile,
  normalQuantile,
  twoSided,
  reviewBudget,
  manual,
];

/** Every strategy as plain data, in the order in which people see them. */
export const STRATEGIES: readonly StrategyInfo[] = strategies.map(
  ({ name, description, needs, parameters }) => ({ name, description, needs, parameters }),
);

export const STRATEGY_NAMES: readonly string[] = strategies.map(({ name }) => name);

/** @throws LunkaError `unknown-strategy` */
function findStrategy(name: string): Strategy {
  const strategy = strategies.find((candidate) => candidate.name === name);
  if (!strategy) {
    throw new LunkaError(
      'unknown-strategy',
      400,
      `Expected one of ${STRATEGY_NAMES.join(', ')} as threshold strategy, received "${name}".${suggest(name, STRATEGY_NAMES)}`,
    );
  }
  return strategy;
}

/**
 * What a strategy must have to choose anything.
 *
 * @throws LunkaError `unknown-strategy`
 */
export function needsOf(name: string): StrategyNeeds {
  return findStrategy(name).needs;
}

/**
 * Whether a strategy could be asked, before there are any scores.
 *
 * @throws LunkaError `unknown-strategy`, `invalid-strategy-value`
 */
export function checkStrategy(name: string, given?: number | StrategyValues): void {
  resolveValues(findStrategy(name), given);
}

/**
 * Chooses the threshold(s) from held-out scores. The answer depends on the scores alone, never on
 * their order; O(n log n).
 *
 * @param given what the strategy takes, by name; a bare number stands for its first parameter
 * @throws LunkaError `unknown-strategy`, `invalid-strategy-value`, `invalid-score`,
 *   `too-few-normals`, `too-few-leaks`, `no-shift`, `unreachable-rates`, `no-useful-cut`
 */
export function calibrate(
  name: string,
  set: CalibrationSet,
  given?: number | StrategyValues,
): Calibration {
  const strategy = findStrategy(name);
  const values = resolveValues(strategy, given);
  const sorted = sortSet(set);
  requireNeeds(strategy, sorted);
  const choice = strategy.choose(sorted, values);
  const chosen = {
    strategy: name,
    // A cut that finds none of the known leaks is vouched for by none.
    proven: sorted.leaks.some((score) => isFlagged(judge(score, choice.thresholds))),
    ...(strategy.parameters.length > 0 ? { values } : {}),
    ...choice,
    note: '',
  };
  return withNote(chosen, choice.said);
}

/** A calibration with another note, in both forms. */
export function withNote(calibration: Calibration, said: NotePart[]): Calibration {
  return { ...calibration, said, note: sayNote(said, 'en') };
}

/** What one strategy would choose, or why it refuses. */
export interface StrategyAnswer {
  name: string;
  calibration: Calibration | null;
  refusal: { code: string; message: string } | null;
}

/** The strategies that choose by themselves: all but `manual`. */
export const CHOOSING_STRATEGIES: readonly string[] = STRATEGY_NAMES.filter(
  (name) => name !== manual.name,
);

/** As `calibrate`, with a refusal as an answer. */
export function askStrategy(
  name: string,
  set: CalibrationSet,
  given?: number | StrategyValues,
): StrategyAnswer {
  try {
    return { name, calibration: calibrate(name, set, given), refusal: null };
  } catch (error) {
    if (!(error instanceof LunkaError)) throw error;
    return { name, calibration: null, refusal: { code: error.code, message: error.message } };
  }
}

/**
 * The cut with the largest TPR + TNR - 1, midway between the two neighbouring scores: the middle of
 * the gap where classes do not overlap. Of several equally good ones it is the lowest. Where none is
 * better than guessing it lies above all scores: never at the lowest, which would flag everything.
 *
 * @throws RangeError where a class is empty
 */
export function youdenCut(normals: ArrayLike<number>, leaks: ArrayLike<number>): number {
  if (normals.length === 0 || leaks.length === 0) {
    throw new RangeError('Expected scores of both classes');
  }
  const set = sortSet({ normals, leaks });
  return bestYouden(set)?.upper ?? justAbove(Math.max(set.normals.at(-1)!, set.leaks.at(-1)!));
}

/** The conformal quantile of the normals as a cut; see `upperQuantileCut`. */
export function conformalCut(normals: ArrayLike<number>, share: number): number {
  return upperQuantileCut(sortSet({ normals, leaks: [] }).normals, share);
}
