import { LunkaError } from '../errors.ts';
import type { Confusion } from '../words.ts';

/** Scores of images that the detector was not fitted on, by class, in any order. */
export interface CalibrationSet {
  normals: ArrayLike<number>;
  leaks: ArrayLike<number>;
  /** Scores of a whole production shift whose classes nobody knows; for a budget. */
  shift?: ArrayLike<number> | undefined;
}

/** The same, ascending: the order of the input can change nothing from here on. */
export interface SortedSet {
  normals: Float64Array;
  leaks: Float64Array;
  shift: Float64Array | null;
}

/** @throws LunkaError `invalid-score` where a score is NaN or infinite */
export function sortSet({ normals, leaks, shift }: CalibrationSet): SortedSet {
  return {
    normals: sortScores(normals, 'the normals'),
    leaks: sortScores(leaks, 'the leaks'),
    shift: shift ? sortScores(shift, 'the shift') : null,
  };
}

/** Ascending; what is so already is taken as it is, so that sixteen strategies sort once. */
function sortScores(scores: ArrayLike<number>, where: string): Float64Array {
  const sorted = scores instanceof Float64Array ? scores : Float64Array.from(scores);
  let ascending = true;
  let last = -Infinity;
  for (const score of sorted) {
    if (score < last) ascending = false;
    last = score;
    if (!Number.isFinite(score)) {
      throw new LunkaError(
        'invalid-score',
        422,
        `Expected finite scores, received ${score} among those of ${where}. Score the images again, or train a new detector.`,
      );
    }
  }
  if (ascending) return sorted;
  return sorted === scores ? sorted.toSorted() : sorted.sort();
}

export interface Cut {
  upper: number;
  /** What the cut does on the images it was chosen on. */
  counts: Confusion;
}

/**
 * Walks once over every cut that parts the scores, upwards: each lies midway between two
 * neighbouring different scores, so at least one image is on either side and equal scores are never
 * parted. O(n) on sorted scores.
 *
 * @param visit gets one object for all cuts, overwritten as the walk goes on
 */
export function walkCuts(
  { normals, leaks }: Pick<SortedSet, 'normals' | 'leaks'>,
  visit: (upper: number, counts: Confusion) => void,
): void {
  const counts: Confusion = { tp: leaks.length, fn: 0, tn: 0, fp: normals.length };
  const lowest = (): number =>
    Math.min(
      counts.tn < normals.length ? normals[counts.tn]! : Infinity,
      counts.fn < leaks.length ? leaks[counts.fn]! : Infinity,
    );
  let low = lowest();
  while (low < Infinity) {
    while (counts.tn < normals.length && normals[counts.tn] === low) counts.tn += 1;
    while (counts.fn < leaks.length && leaks[counts.fn] === low) counts.fn += 1;
    counts.fp = normals.length - counts.tn;
    counts.tp = leaks.length - counts.fn;
    const next = lowest();
    if (next < Infinity) visit(midpoint(low, next), counts);
    low = next;
  }
}

/**
 * The cut of largest merit, the lowest of several (it finds the most leaks). A merit of -Infinity
 * rules a cut out. Null where none is left, as where all scores are the same.
 */
export function bestCut(
  set: Pick<SortedSet, 'normals' | 'leaks'>,
  merit: (counts: Confusion) => number,
): Cut | null {
  let best = -Infinity;
  let found: Cut | null = null;
  walkCuts(set, (upper, counts) => {
    const value = merit(counts);
    if (value > best) {
      best = value;
      found = { upper, counts: { ...counts } };
    }
  });
  return found;
}

/** A value above `low` and at most `high`, also where rounding would fold the two together. */
export function midpoint(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle > low ? middle : high;
}

/** Guards ranks against products such as 0.07 * 100 = 7.000000000000001. */
const ROUNDING = 1e-9;

/**
 * The conformal quantile (Vovk et al. 2005): with n normals, the ceil((n + 1) * share)-th smallest
 * score lets a new normal pass with at least that probability. The cut lies above it, midway to the
 * next larger score, since a score at the cut is a leak; just above the largest score where n is too
 * small for the share.
 *
 * @param sorted ascending, not empty
 */
export function upperQuantileCut(sorted: Float64Array, share: number): number {
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * share - ROUNDING));
  const score = sorted[rank - 1]!;
  let next = rank;
  while (next < sorted.length && sorted[next] === score) next += 1;
  return next < sorted.length ? midpoint(score, sorted[next]!) : justAbove(score);
}

/**
 * The same at the other end: a new normal lies below the cut with at most the given probability.
 * Just below the smallest score where n is too small for the share.
 */
export function lowerQuantileCut(sorted: Float64Array, share: number): number {
  const rank = Math.max(1, Math.floor((sorted.length + 1) * share + ROUNDING));
  const score = sorted[rank - 1]!;
  let below = rank - 2;
  while (below >= 0 && sorted[below] === score) below -= 1;
  return below >= 0 ? midpoint(sorted[below]!, score) : -justAbove(-score);
}

/** Just above a score, so that it still passes. */
export function justAbove(score: number): number {
  return score + Math.max(Math.abs(score) * 1e-6, Number.MIN_VALUE);
}
