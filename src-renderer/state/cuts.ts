import { countBelow, type SortedClasses } from '../../src-main/shared/sweep.ts';
import { justAbove, midpoint } from '../../src-main/shared/thresholds/sorted.ts';
import type { Thresholds } from '../../src-main/shared/words.ts';

/** Moving cuts on the axis of scores. Pure, so that it can be tested. */

/** From the lowest to the highest; where they stand, they keep this order. */
export const CUTS = ['lower', 'review', 'upper'] as const;
export type Cut = (typeof CUTS)[number];

/** The cuts that are there, ascending. */
export function cutsOf(thresholds: Thresholds): Cut[] {
  return CUTS.filter((cut) => thresholds[cut] !== undefined);
}

/** Sets a cut; it stops short of its neighbours, so that none ever passes another. */
export function withCut(thresholds: Thresholds, cut: Cut, value: number): Thresholds {
  const others = cutsOf(thresholds).filter((other) => other !== cut);
  const place = CUTS.indexOf(cut);
  let at = value;
  for (const other of others) {
    const limit = thresholds[other]!;
    if (CUTS.indexOf(other) < place) at = Math.max(at, justAbove(limit));
    else at = Math.min(at, -justAbove(-limit));
  }
  return { ...thresholds, [cut]: at };
}

/** Without the cut; the upper one always stays. */
export function withoutCut({ upper, ...rest }: Thresholds, cut: Cut): Thresholds {
  const left: Thresholds = { upper };
  for (const other of ['review', 'lower'] as const) {
    if (other !== cut && rest[other] !== undefined) left[other] = rest[other];
  }
  return left;
}

export function sameCuts(a: Thresholds, b: Thresholds): boolean {
  return CUTS.every((cut) => a[cut] === b[cut]);
}

/**
 * The next cut that judges another image, tied scores moving together: midway between two
 * neighbouring scores, or just beyond the last. Null where no score lies on that side.
 */
export function nextCut(classes: SortedClasses, at: number, up: boolean): number | null {
  const passed = up ? atOrAbove(classes, at) : below(classes, at);
  if (passed === null) return null;
  if (up) {
    const beyond = atOrAbove(classes, justAbove(passed));
    return beyond === null ? justAbove(passed) : midpoint(passed, beyond);
  }
  const beyond = below(classes, passed);
  return beyond === null ? passed : midpoint(beyond, passed);
}

function atOrAbove({ normals, leaks }: SortedClasses, value: number): number | null {
  const found = [normals, leaks].map((scores) => scores[countBelow(scores, value)] ?? Infinity);
  return finite(Math.min(...found));
}

function below({ normals, leaks }: SortedClasses, value: number): number | null {
  const found = [normals, leaks].map(
    (scores) => scores[countBelow(scores, value) - 1] ?? -Infinity,
  );
  return finite(Math.max(...found));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Counts in equal bins from `min` to `max`; O(bins log n). What lies outside is in the end bins. */
export function binCounts(sorted: Float64Array, min: number, max: number, bins: number): number[] {
  let before = 0;
  return Array.from({ length: bins }, (_, bin) => {
    const upTo =
      bin === bins - 1 ? sorted.length : countBelow(sorted, min + ((bin + 1) * (max - min)) / bins);
    const count = upTo - before;
    before = upTo;
    return count;
  });
}

/** A number as a person types it, with a comma or a point; null where it is none. */
export function typedNumber(text: string): number | null {
  const plain = text
    .replaceAll(/[\s\u00a0\u202f]/g, '')
    .replace('−', '-')
    .replace(',', '.');
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) ? null : value;
}
