import * as tf from '@tensorflow/tfjs';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';

/** Numbers in a block of distances, which bounds the memory whatever the number of images. */
const BLOCK_VALUES = 8_000_000;

/** Rows of `from` whose distances to `count` others make one block. */
export function blockRows(count: number): number {
  return Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, count)));
}

/**
 * Goes over the squared distances of each row of `from` to all rows of `to`, block by block.
 *
 * @param work gets [block, to.rows] and the number of its first row; gives one number a row
 */
export function overBlocks(
  from: Matrix,
  to: Matrix,
  work: (squared: tf.Tensor2D, start: number) => tf.Tensor1D,
): Float32Array {
  const all = toTensor(to);
  const result = new Float32Array(from.rows);
  const step = blockRows(to.rows);
  for (let start = 0; start < from.rows; start += step) {
    const block = sliceRows(from, start, Math.min(from.rows, start + step));
    const values = tf.tidy(() => work(squaredDistances(toTensor(block), all), start));
    result.set(values.dataSync<'float32'>(), start);
    values.dispose();
  }
  all.dispose();
  return result;
}

/** Distance of each row to the nearest of a sample of at least one row. */
export function nearestDistance(rows: Matrix, sample: Matrix): Float32Array {
  return overBlocks(rows, sample, (squared) => squared.min<tf.Tensor1D>(1).sqrt());
}

/** Leaders whose distances are worked out at a time; most would be in vain where groups are big. */
const CANDIDATES = 128;

/**
 * Leader clustering: rows in the order of how many others lie within `reach`, each taking those of
 * its neighbours that are still free. Unlike k-means it needs no number of groups, and no member is
 * farther than `reach` from the first.
 *
 * @returns groups of row numbers, the leader first, then the nearest first; every row is in one
 */
export function leaderGroups(rows: Matrix, reach: number): number[][] {
  const limit = reach ** 2;
  const crowd = overBlocks(rows, rows, (squared) =>
    squared.less(limit).toFloat().sum<tf.Tensor1D>(1),
  );
  const order = Array.from(crowd.keys()).sort((a, b) => crowd[b]! - crowd[a]! || a - b);
  const free = new Uint8Array(rows.rows).fill(1);
  const groups: number[][] = [];
  let next = 0;
  while (next < order.length) {
    const open = order.slice(next).filter((row) => free[row]);
    if (open.length === 0) break;
    const candidates = open.slice(0, Math.min(CANDIDATES, blockRows(open.length)));
    next = order.indexOf(candidates.at(-1)!, next) + 1;
    const squared = distancesBetween(pickRows(rows, candidates), pickRows(rows, open));
    for (const [i, leader] of candidates.entries()) {
      if (!free[leader]) continue;
      const away = squared.subarray(i * open.length, (i + 1) * open.length);
      const members = Array.from(open.keys())
        .filter((j) => free[open[j]!] && open[j] !== leader && away[j]! < limit)
        .sort((a, b) => away[a]! - away[b]!)
        .map((j) => open[j]!);
      const group = [leader, ...members];
      for (const row of group) free[row] = 0;
      groups.push(group);
    }
  }
  return groups;
}

/** All squared distances, [from.rows, to.rows]; for as many as fit one block. */
export function distancesBetween(from: Matrix, to: Matrix): Float32Array {
  const squared = tf.tidy(() => squaredDistances(toTensor(from), toTensor(to)));
  const values = squared.dataSync<'float32'>();
  squared.dispose();
  return values;
}

export function toTensor({ rows, columns, values }: Matrix): tf.Tensor2D {
  return tf.tensor2d(values, [rows, columns]);
}

/** A view of the rows from `start` up to `end`. */
export function sliceRows({ columns, values }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, values: values.subarray(start * columns, end * columns) };
}
