import * as tf from '@tensorflow/tfjs';
import { blockRows, distancesBetween, sliceRows, toTensor } from '../features/neighbours.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';

/** What one answer says about an image outside its group that is just like the group's first. */
const NEXT_TO = 0.9;

/** Groups that are ordered with respect to each other; a person answers some twenty in a sitting. */
const ORDERED = 1000;

/**
 * Puts groups into the order in which answers settle most. An answer covers its group wholly, and
 * other images the less the farther they are from the group's first, k = 0.9 exp(-(d / reach)^2).
 * Each next group is the one that adds most worth times coverage to what the groups before it cover
 * already: so big families come early, and no second one just like the first.
 *
 * Coverage has diminishing returns, so a gain worked out earlier bounds the gain now, and few have
 * to be worked out again at each step (lazy greedy, Minoux 1978).
 *
 * @param features scaled, one row an image
 * @param groups of row numbers, each beginning with its leader; no row is in two
 * @param worth of each row, 0 or more
 * @param reach distance at which an answer says little, above 0
 * @returns indices of groups, first the one to ask about first
 */
export function orderByCoverage(
  features: Matrix,
  groups: readonly number[][],
  worth: Float64Array,
  reach: number,
): number[] {
  const alone = firstGains(features, groups, worth, reach);
  const byGain = [...groups.keys()].sort((a, b) => alone[b]! - alone[a]! || a - b);
  const chosen = byGain.slice(0, ORDERED);
  const coverage = coverages(features, chosen.map((g) => groups[g]!), reach); // prettier-ignore
  const images = features.rows;
  const covered = new Float32Array(images);
  const bound = chosen.map((group) => alone[group]!);
  const gainOf = (place: number): number => {
    let gain = 0;
    for (let i = 0, at = place * images; i < images; i++, at++) {
      const more = coverage[at]! - covered[i]!;
      if (more > 0) gain += worth[i]! * more;
    }
    return gain;
  };
  const order: number[] = [];
  const left = new Set(chosen.keys());
  const fresh = new Set<number>();
  while (left.size > 0) {
    let best = -1;
    for (const place of left) if (best < 0 || bound[place]! > bound[best]!) best = place;
    if (!fresh.has(best)) {
      bound[best] = gainOf(best);
      fresh.add(best);
      continue;
    }
    order.push(chosen[best]!);
    left.delete(best);
    fresh.clear();
    for (let i = 0, at = best * images; i < images; i++, at++) {
      covered[i] = Math.max(covered[i]!, coverage[at]!);
    }
  }
  return [...order, ...byGain.slice(ORDERED)];
}

/** What each group would gain as the first of all. */
function firstGains(
  features: Matrix,
  groups: readonly number[][],
  worth: Float64Array,
  reach: number,
): Float64Array {
  const gains = new Float64Array(groups.length);
  const leaders = pickRows(features, groups.map(([leader]) => leader!)); // prettier-ignore
  const all = toTensor(features);
  const weights = tf.tensor2d(Float32Array.from(worth), [features.rows, 1]);
  const step = blockRows(features.rows);
  for (let start = 0; start < leaders.rows; start += step) {
    const block = sliceRows(leaders, start, Math.min(leaders.rows, start + step));
    const around = tf.tidy(() =>
      tf.matMul(similarity(squaredDistances(toTensor(block), all), reach), weights),
    );
    gains.set(around.dataSync<'float32'>(), start);
    around.dispose();
  }
  tf.dispose([all, weights]);
  // Members are covered wholly, which is more than their distance alone would give.
  groups.forEach((group, g) => {
    const [leader] = group;
    for (const member of group) {
      const near = NEXT_TO * Math.exp(-squaredDistance(features, leader!, member) / reach ** 2);
      gains[g]! += worth[member]! * (1 - near);
    }
  });
  return gains;
}

/** [groups, images]: how far an answer about each group covers each image. */
function coverages(features: Matrix, groups: readonly number[][], reach: number): Float32Array {
  const images = features.rows;
  const result = new Float32Array(groups.length * images);
  const leaders = pickRows(features, groups.map(([leader]) => leader!)); // prettier-ignore
  const step = blockRows(images);
  for (let start = 0; start < leaders.rows; start += step) {
    const block = sliceRows(leaders, start, Math.min(leaders.rows, start + step));
    const squared = distancesBetween(block, features);
    for (let i = 0; i < squared.length; i++) {
      result[start * images + i] = NEXT_TO * Math.exp(-squared[i]! / reach ** 2);
    }
  }
  groups.forEach((group, g) => group.forEach((member) => (result[g * images + member] = 1)));
  return result;
}

function similarity(squared: tf.Tensor2D, reach: number): tf.Tensor2D {
  return squared
    .div(-(reach ** 2))
    .exp()
    .mul<tf.Tensor2D>(NEXT_TO);
}

function squaredDistance({ columns, values }: Matrix, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < columns; j++) {
    sum += (values[a * columns + j]! - values[b * columns + j]!) ** 2;
  }
  return sum;
}
