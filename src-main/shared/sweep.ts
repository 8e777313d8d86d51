import type { Confusion, Thresholds, Verdict } from './words.ts';

/** Counting on sorted scores: any cut in O(log n), all cuts in one pass. */

/** A score and the truth; higher scores mean more likely a leak. */
export interface ScoredTruth {
  score: number;
  leak: boolean;
}

/** Scores by class, each ascending. */
export interface SortedClasses {
  normals: Float64Array;
  leaks: Float64Array;
}

export function classesOf(items: Iterable<ScoredTruth>): SortedClasses {
  const classes: Record<keyof SortedClasses, number[]> = { normals: [], leaks: [] };
  for (const { score, leak } of items) classes[leak ? 'leaks' : 'normals'].push(score);
  return {
    normals: Float64Array.from(classes.normals).sort(),
    leaks: Float64Array.from(classes.leaks).sort(),
  };
}

/** How many of the ascending scores lie below the cut, by bisection. */
export function countBelow(sorted: Float64Array, cut: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < cut) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Verdicts by class at some thresholds. */
export interface Outcomes {
  normals: Record<Verdict, number>;
  leaks: Record<Verdict, number>;
  /** `review` counts as flagged, since a person will look. */
  confusion: Confusion;
}

/** What `judge` says of every score, counted in O(log n). */
export function outcomesAt({ normals, leaks }: SortedClasses, thresholds: Thresholds): Outcomes {
  const ofNormals = verdicts(normals, thresholds);
  const ofLeaks = verdicts(leaks, thresholds);
  return {
    normals: ofNormals,
    leaks: ofLeaks,
    confusion: {
      tp: leaks.length - ofLeaks.normal,
      fn: ofLeaks.normal,
      tn: ofNormals.normal,
      fp: normals.length - ofNormals.normal,
    },
  };
}

function verdicts(
  sorted: Float64Array,
  { upper, review = upper, lower = -Infinity }: Thresholds,
): Record<Verdict, number> {
  const below = countBelow(sorted, upper);
  // Under the lower cut an image is a leak, also where the zone of review reaches further down.
  const suspect = Math.min(below, countBelow(sorted, lower));
  const zone = below - Math.max(suspect, Math.min(below, countBelow(sorted, review)));
  return {
    leak: sorted.length - below + suspect,
    review: zone,
    normal: below - suspect - zone,
  };
}

/**
 * Walks once over every cut downwards, tied scores as one step: flagged leaks and normals at or above
 * each different score, down to all of them. O(n).
 */
export function sweepDown(
  { normals, leaks }: SortedClasses,
  visit: (tp: number, fp: number) => void,
): void {
  let [tp, fp] = [0, 0];
  while (tp < leaks.length || fp < normals.length) {
    const leak = tp < leaks.length ? leaks[leaks.length - 1 - tp]! : -Infinity;
    const normal = fp < normals.length ? normals[normals.length - 1 - fp]! : -Infinity;
    const score = Math.max(leak, normal);
    // Nothing is above the score, so not below means equal; NaN must not hold the walk up for ever.
    while (tp < leaks.length && !(leaks[leaks.length - 1 - tp]! < score)) tp += 1;
    while (fp < normals.length && !(normals[normals.length - 1 - fp]! < score)) fp += 1;
    visit(tp, fp);
  }
}
