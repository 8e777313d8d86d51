import type { ScoredTruth } from './metrics.ts';

/** A point of a curve in the unit square. */
export interface RatePoint {
  x: number;
  y: number;
}

/** Counts of flagged leaks and normals while the cut falls; tied scores are taken as one step. */
function* fallingCut(items: readonly ScoredTruth[]): Generator<{ tp: number; fp: number }> {
  const sorted = items.toSorted((a, b) => b.score - a.score);
  let tp = 0;
  for (let at = 0; at < sorted.length;) {
    const { score } = sorted[at]!;
    for (; at < sorted.length && sorted[at]!.score === score; at++) if (sorted[at]!.leak) tp += 1;
    yield { tp, fp: at - tp };
  }
}

/**
 * The ROC curve: x = false-positive rate, y = TPR, from (0, 0) to (1, 1); corners only. Empty where
 * a class is missing.
 */
export function rocCurve(items: readonly ScoredTruth[]): RatePoint[] {
  const leaks = items.filter(({ leak }) => leak).length;
  const normals = items.length - leaks;
  if (leaks === 0 || normals === 0) return [];
  const points: RatePoint[] = [{ x: 0, y: 0 }];
  for (const { tp, fp } of fallingCut(items)) points.push({ x: fp / normals, y: tp / leaks });
  return points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    // On a straight line up or to the right the points between add nothing.
    return (
      !(before.x === point.x && point.x === after.x) &&
      !(before.y === point.y && point.y === after.y)
    );
  });
}

/**
 * Precision (y) over recall (x), one point for every recall there is, with the highest cut that
 * reaches it. Empty without leaks.
 */
export function precisionRecallCurve(items: readonly ScoredTruth[]): RatePoint[] {
  const leaks = items.filter(({ leak }) => leak).length;
  const points: RatePoint[] = [];
  for (const { tp, fp } of fallingCut(items)) {
    const x = tp / leaks;
    if (tp > 0 && points.at(-1)?.x !== x) points.push({ x, y: tp / (tp + fp) });
  }
  return points;
}
