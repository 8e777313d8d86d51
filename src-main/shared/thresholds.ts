import { LunkaError } from './errors.ts';
import type { Calibration } from './words.ts';

/** Scores of images that the detector was not fitted on, by class. */
export interface CalibrationSet {
  normals: number[];
  leaks: number[];
}

interface Strategy {
  /** One sentence for people. */
  description: string;
  choose(set: CalibrationSet, value: number | undefined): Calibration;
}

/** Share of the normals that pass when there is no leak to measure the other side with. */
export const NORMAL_QUANTILE = 0.995;

/** Normals below which no quantile or rate means anything. */
const FEWEST_NORMALS = 5;

const strategies: Record<string, Strategy> = {
  youden: {
    description:
      'Largest TPR + TNR - 1 (Youden 1950); the middle of the gap where several cuts are best.',
    choose({ normals, leaks }) {
      requireNormals(normals, 'youden');
      if (leaks.length === 0)
        return strategies['normal-quantile']!.choose({ normals, leaks }, undefined);
      return {
        strategy: 'youden',
        thresholds: { upper: youdenCut(normals, leaks) },
        proven: true,
        note: `Chosen on ${normals.length} normals and ${leaks.length} leaks held out of the fit.`,
      };
    },
  },
  'normal-quantile': {
    description: 'Lets a given share of the normals pass (0.995 by default); needs no leak.',
    choose({ normals, leaks }, value = NORMAL_QUANTILE) {
      requireNormals(normals, 'normal-quantile');
      if (!(value > 0 && value < 1)) {
        throw invalidValue('normal-quantile', 'a share between 0 and 1', value);
      }
      return {
        strategy: 'normal-quantile',
        thresholds: { upper: conformalCut(normals, value) },
        proven: leaks.length > 0,
        note:
          leaks.length > 0
            ? `Lets ${value * 100} % of ${normals.length} held-out normals pass; ${leaks.length} leaks are at hand to prove it.`
            : `Not proven: no leak is known. Lets ${value * 100} % of ${normals.length} held-out normals pass.`,
      };
    },
  },
  manual: {
    description: 'The cut that a person gives.',
    choose({ leaks }, value) {
      if (value === undefined || !Number.isFinite(value)) {
        throw invalidValue('manual', 'a number as the cut', value);
      }
      return {
        strategy: 'manual',
        thresholds: { upper: value },
        proven: leaks.length > 0,
        note: 'Set by hand.',
      };
    },
  },
};

export const STRATEGIES = Object.keys(strategies);

/**
 * Chooses the threshold(s) from held-out scores.
 *
 * @param value what the strategy takes, where it takes something
 * @throws LunkaError `unknown-strategy`, `too-few-normals`, `invalid-strategy-value`
 */
export function calibrate(name: string, set: CalibrationSet, value?: number): Calibration {
  const strategy = strategies[name];
  if (!strategy) {
    throw new LunkaError(
      'unknown-strategy',
      400,
      `Expected one of ${STRATEGIES.join(', ')} as threshold strategy, received "${name}".`,
    );
  }
  return strategy.choose(set, value);
}

/**
 * The cut with the largest TPR + TNR - 1, midway between the two neighbouring scores. Where several
 * cuts are equally good (classes that do not overlap have a whole gap of them) it is the middle of
 * the first such run. Where none is better than guessing it lies above all scores: never at the
 * lowest, which would flag everything.
 *
 * @throws RangeError where a class is empty
 */
export function youdenCut(normals: number[], leaks: number[]): number {
  if (normals.length === 0 || leaks.length === 0) {
    throw new RangeError('Expected scores of both classes');
  }
  const items = [
    ...normals.map((score) => ({ score, leak: false })),
    ...leaks.map((score) => ({ score, leak: true })),
  ].sort((a, b) => a.score - b.score);
  let passed = 0;
  let missed = 0;
  let best = 0;
  let cut = above(items.at(-1)!.score);
  for (let i = 0; i < items.length; i++) {
    if (items[i]!.leak) missed += 1;
    else passed += 1;
    const next = items[i + 1]?.score;
    if (next === undefined || next === items[i]!.score) continue;
    const j = passed / normals.length - missed / leaks.length;
    if (j > best) {
      best = j;
      cut = midpoint(items[i]!.score, next);
    }
  }
  return cut;
}

/** A value above `low` and at most `high`, also where rounding would fold the two together. */
function midpoint(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}

/**
 * The conformal quantile (Vovk et al. 2005): with n normals, the ceil((n + 1) * share)-th smallest
 * score lets a new normal pass with at least that probability. The cut lies just above it, since a
 * score at the cut is a leak; beyond the largest score where n is too small for the share.
 */
export function conformalCut(normals: number[], share: number): number {
  const sorted = normals.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * share));
  const score = sorted[rank - 1]!;
  return rank < sorted.length
    ? midpoint(score, sorted[rank]!)
    : above(score);
}

/** Just above a score, so that it still passes. */
function above(score: number): number {
  return score + Math.max(Math.abs(score) * 1e-6, Number.MIN_VALUE);
}

function requireNormals(normals: number[], strategy: string): void {
  if (normals.length < FEWEST_NORMALS) {
    throw new LunkaError(
      'too-few-normals',
      422,
      `Expected at least ${FEWEST_NORMALS} held-out normals for "${strategy}", received ${normals.length}. Label more normal images and train again.`,
    );
  }
}

function invalidValue(strategy: string, expected: string, received: unknown): LunkaError {
  return new LunkaError(
    'invalid-strategy-value',
    400,
    `Expected ${expected} for "${strategy}", received ${String(received)}.`,
  );
}
