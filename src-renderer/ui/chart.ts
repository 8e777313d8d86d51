import type { Histogram } from '../../src-main/shared/api/calibration.ts';
import type { Thresholds } from '../../src-main/shared/words.ts';
import type { EpochMetrics } from '../../src-main/shared/worker/results.ts';

/** Maths of the charts: numbers in, SVG path data in the units of the view box out. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Maps `from..to` on `start..end`; an empty range lands in the middle. */
export function scale(from: number, to: number, start: number, end: number) {
  return (value: number) =>
    to > from ? start + ((value - from) / (to - from)) * (end - start) : (start + end) / 2;
}

/**
 * Height of a bar as a share of the highest, 0..1. The square root lets twenty leaks be seen beside
 * two thousand normals, and unlike a logarithm it is nought at nought.
 */
export function barHeight(count: number, highest: number): number {
  return highest > 0 && count > 0 ? Math.sqrt(count / highest) : 0;
}

/**
 * Outline of histogram bars as one closed path. Bars grow from `base` by `reach` units, upwards
 * where `reach` is negative.
 */
export function barsPath(
  counts: readonly number[],
  highest: number,
  box: Pick<Box, 'left' | 'right'>,
  base: number,
  reach: number,
): string {
  if (counts.every((count) => count === 0)) return '';
  const width = (box.right - box.left) / counts.length;
  let path = `M${round(box.left)} ${round(base)}`;
  counts.forEach((count, bin) => {
    path += `V${round(base + reach * barHeight(count, highest))}H${round(box.left + (bin + 1) * width)}`;
  });
  return `${path}V${round(base)}Z`;
}

/** The score axis of a histogram, stretched where a threshold or the marked score lies outside. */
export function scoreRange(
  histogram: Pick<Histogram, 'min' | 'max'>,
  thresholds: Thresholds | null,
  marked: number | null,
): { min: number; max: number } {
  const points = [histogram.min, histogram.max];
  if (thresholds) {
    points.push(thresholds.upper);
    if (thresholds.review !== undefined) points.push(thresholds.review);
    if (thresholds.lower !== undefined) points.push(thresholds.lower);
  }
  if (marked !== null) points.push(marked);
  const finite = points.filter(Number.isFinite);
  if (finite.length === 0) return { min: 0, max: 1 };
  return { min: Math.min(...finite), max: Math.max(...finite) };
}

export interface Point {
  x: number;
  y: number;
}

/** A polyline through the points; those that aren't finite break it. */
export function linePath(points: readonly Point[]): string {
  let path = '';
  let pen = 'M';
  for (const { x, y } of points) {
    if (!Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${round(x)} ${round(y)}`;
    pen = 'L';
  }
  return path;
}

/** Range of both losses from nought up, so that two curves can be compared by eye. */
export function lossRange(epochs: readonly EpochMetrics[]): { lowest: number; highest: number } {
  const values = epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss]);
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  return { lowest: 0, highest: highest || 1 };
}

/** About `wanted` round numbers from `min` to `max`, both inside the range. */
export function ticks(min: number, max: number, wanted = 4): number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const result: number[] = [];
  for (let k = Math.ceil(min / step); k * step <= max + step * 1e-9; k += 1) {
    result.push(Number((k * step).toPrecision(12)));
  }
  return result;
}
