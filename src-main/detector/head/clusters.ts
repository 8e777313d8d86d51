import * as tf from '@tensorflow/tfjs';
import { seededRandom, shuffle } from '../../shared/random.ts';
import { pickRows, rowOf } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';
import { toTensor } from '../features/neighbours.ts';

const ROUNDS = 12;

/**
 * k-means (Lloyd 1982) from k random rows; a cluster that loses its last row keeps its place.
 *
 * @param k 1..points.rows
 * @returns the cluster of each row, 0..k - 1; some numbers may not occur
 */
export function kMeans(points: Matrix, k: number, seed: number): Int32Array {
  const { rows, columns } = points;
  const order = shuffle(Int32Array.from({ length: rows }, (_, i) => i), seededRandom(seed)); // prettier-ignore
  const centres = pickRows(points, order.subarray(0, k));
  const all = toTensor(points);
  let cluster = new Int32Array(rows);
  for (let round = 0; round < ROUNDS; round++) {
    const nearest = tf.tidy(() => squaredDistances(all, toTensor(centres)).argMin(1));
    cluster = Int32Array.from(nearest.dataSync());
    nearest.dispose();
    const sums = new Float64Array(k * columns);
    const counts = new Int32Array(k);
    for (let i = 0; i < rows; i++) {
      const at = cluster[i]! * columns;
      counts[cluster[i]!]!++;
      for (let j = 0; j < columns; j++) sums[at + j]! += points.values[i * columns + j]!;
    }
    for (let c = 0; c < k; c++) {
      if (counts[c] === 0) continue;
      for (let j = 0; j < columns; j++) {
        centres.values[c * columns + j] = sums[c * columns + j]! / counts[c]!;
      }
    }
  }
  all.dispose();
  return cluster;
}

/**
 * Deals images to folds so that no look-alikes are parted: groups stay whole, and so do clusters of
 * groups whose mean features are near. The largest cluster goes first, each to the emptiest fold.
 *
 * @param features one row an image
 * @param group one number an image
 * @param clusters wanted at most; there is one for two groups at most, so that few images still
 *   make several
 * @returns the fold of each image, 0..folds - 1
 */
export function dealFolds(
  features: Matrix,
  group: readonly number[],
  { clusters, folds }: { clusters: number; folds: number },
  seed: number,
): Int32Array {
  const members = new Map<number, number[]>();
  group.forEach((key, row) => {
    const rows = members.get(key);
    if (rows) rows.push(row);
    else members.set(key, [row]);
  });
  const groups = [...members.values()];
  const k = Math.min(clusters, Math.max(1, Math.ceil(groups.length / 2)));
  const cluster = kMeans(meanOfEach(features, groups), k, seed);
  const sizes = new Array<number>(k).fill(0);
  groups.forEach((rows, i) => (sizes[cluster[i]!]! += rows.length));
  const foldOf = new Int32Array(k);
  const filled = new Array<number>(folds).fill(0);
  for (const c of [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b)) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf[c] = fold;
    filled[fold]! += sizes[c]!;
  }
  const result = new Int32Array(features.rows);
  groups.forEach((rows, i) => rows.forEach((row) => (result[row] = foldOf[cluster[i]!]!)));
  return result;
}

function meanOfEach(features: Matrix, groups: readonly number[][]): Matrix {
  const { columns } = features;
  const values = new Float32Array(groups.length * columns);
  groups.forEach((rows, i) => {
    const mean = values.subarray(i * columns, (i + 1) * columns);
    for (const row of rows) rowOf(features, row).forEach((v, j) => (mean[j]! += v / rows.length));
  });
  return { rows: groups.length, columns, values };
}
