import { classesOf, sweepDown, type ScoredTruth, type SortedClasses } from './sweep.ts';

/** A point of a curve in the unit square. */
export interface RatePoint {
  x: number;
  y: number;
}

/** Corners nearer to each other than this look like one on any screen: 1 of 1,000 pixels. */
export const SCREEN = 1e-3;

/**
 * The ROC curve: x = false-positive rate, y = TPR, from (0, 0) to (1, 1); corners only. Empty where
 * a class is missing.
 */
export function rocCurve(items: Iterable<ScoredTruth>): RatePoint[] {
  return rocOf(classesOf(items));
}

/**
 * The same of sorted scores; O(n).
 *
 * @param detail corners are left out that lie within this of their neighbours, so that a corner
 *   between two longer steps stands exactly where it is; 0 keeps all
 */
export function rocOf(classes: SortedClasses, detail = 0): RatePoint[] {
  const { normals, leaks } = classes;
  if (leaks.length === 0 || normals.length === 0) return [];
  const line = thinning(detail);
  let before: RatePoint = { x: 0, y: 0 };
  let corner: RatePoint | null = null;
  line.add(before);
  sweepDown(classes, (tp, fp) => {
    const point = { x: fp / normals.length, y: tp / leaks.length };
    // On a straight line up or to the right the points between add nothing.
    if (corner && !isStraight(before, corner, point)) {
      line.add(corner);
      before = corner;
    }
    corner = point;
  });
  line.add({ x: 1, y: 1 });
  return line.end();
}

function isStraight(a: RatePoint, b: RatePoint, c: RatePoint): boolean {
  return (a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y);
}

/**
 * Precision (y) over recall (x), one point for every recall there is, with the highest cut that
 * reaches it. Empty without leaks.
 */
export function precisionRecallCurve(items: Iterable<ScoredTruth>): RatePoint[] {
  return precisionRecallOf(classesOf(items));
}

/** The same of sorted scores; O(n). For `detail` see `rocOf`. */
export function precisionRecallOf(classes: SortedClasses, detail = 0): RatePoint[] {
  const line = thinning(detail);
  let found = 0;
  sweepDown(classes, (tp, fp) => {
    if (tp > found) line.add({ x: tp / classes.leaks.length, y: tp / (tp + fp) });
    found = tp;
  });
  return line.end();
}

/**
 * Leaves out what lies nearer than `detail` both to the last point kept and to the one before. Where
 * a step leads further, the point that it starts from is kept as well.
 */
function thinning(detail: number) {
  const kept: RatePoint[] = [];
  let skipped: RatePoint | null = null;
  const near = (a: RatePoint, b: RatePoint): boolean =>
    Math.abs(a.x - b.x) < detail && Math.abs(a.y - b.y) < detail;
  return {
    add(point: RatePoint): void {
      const last = kept.at(-1);
      if (last && near(last, point)) {
        skipped = point;
        return;
      }
      if (skipped && !near(skipped, point)) kept.push(skipped);
      skipped = null;
      kept.push(point);
    },
    end(): RatePoint[] {
      if (skipped) kept.push(skipped);
      return kept;
    },
  };
}
