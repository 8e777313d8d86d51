import * as tf from '@tensorflow/tfjs';
import type { HeadScorer } from '../../shared/recipe.ts';
import { overBlocks, toTensor } from '../features/neighbours.ts';
import type { Memory } from '../judge.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';

/**
 * What a review taught: scaled features of what a person judged, and of what the head was fitted on.
 * The head itself stays as it is. A fit that weighs a few reviewed images enough to follow them moves
 * every score and the cut with them, and lost leaks that it had found before; see README.md.
 */
export interface ReviewTable {
  leaks: Matrix;
  normals: Matrix;
  /** The reviewed normals that the head did not surely pass. The others need no lowering. */
  alarms: Matrix;
  knownLeaks: Matrix;
  /** Those nearest to the reviewed leaks: elsewhere nothing is raised. */
  knownNormals: Matrix;
}

const PARTS = ['leaks', 'normals', 'alarms', 'knownLeaks', 'knownNormals'] as const;

type Review = HeadScorer['review'];

/** Farther than any image from any other: where there is none to be near to. */
export const NOWHERE = 1e6;

/** Distances of n images to the nearest of each part of a table, [n] float32. */
export type Nearness = Record<keyof ReviewTable, tf.Tensor1D>;

/**
 * What is added to the logit: a reviewed leak raises what is like it, a false alarm lowers what is
 * like it, by at most its strength, falling evenly to nothing at its reach. What is known of the other
 * class takes off as much as it is near itself: a raise is kept off by normals, a lowering by leaks.
 * So nothing far from the review moves, neither does a verdict that is surer than the strength, and
 * where both classes lie equally near the cold logit stands.
 *
 * @returns [n] float32, -lower.strength..raise.strength
 */
export function correction(near: Nearness, { raise, lower, favour }: Review): tf.Tensor1D {
  return tf.tidy(() => {
    const normal = tf.maximum(
      closeness(near.normals, raise.reach),
      closeness(near.knownNormals, raise.reach / favour),
    );
    const leak = tf.maximum(
      closeness(near.leaks, lower.reach),
      closeness(near.knownLeaks, lower.reach * favour),
    );
    const raised = tf.relu(closeness(near.leaks, raise.reach).sub(normal));
    const lowered = tf.relu(closeness(near.alarms, lower.reach).sub(leak));
    return raised.mul(raise.strength).sub<tf.Tensor1D>(lowered.mul(lower.strength));
  });
}

/** 1 for the same image, falling evenly to 0 at `reach`, [n]. */
function closeness(away: tf.Tensor1D, reach: number): tf.Tensor1D {
  return tf.relu(tf.sub(1, away.div(reach)));
}

/** The correction of images by a table. To be called within `tf.tidy`. */
export function correctionBy(
  features: tf.Tensor2D,
  table: ReviewTable,
  review: Review,
): tf.Tensor1D {
  const nearest = (rows: Matrix): tf.Tensor1D =>
    rows.rows === 0
      ? tf.fill([features.shape[0]], NOWHERE)
      : squaredDistances(features, toTensor(rows)).min<tf.Tensor1D>(1).sqrt();
  const near = PARTS.map((part) => [part, nearest(table[part])]);
  return correction(Object.fromEntries(near) as Nearness, review);
}

/** Rows with the group of look-alikes that each belongs to. */
export interface Grouped {
  features: Matrix;
  group: readonly number[];
}

/**
 * Distance to the nearest row of a sample that is no look-alike: of another group, and not within
 * `alike`. It says what a review is worth for images that nobody reviewed.
 *
 * @returns one number a row; a million where there is none
 */
export function nearestStranger(rows: Grouped, sample: Grouped, alike: number): Float32Array {
  if (sample.features.rows === 0) return new Float32Array(rows.features.rows).fill(NOWHERE);
  const groups = tf.tensor1d([...sample.group], 'int32');
  const nearest = overBlocks(rows.features, sample.features, (squared, start) => {
    const own = tf.tensor1d(rows.group.slice(start, start + squared.shape[0]), 'int32');
    const same = own.reshape([-1, 1]).equal(groups);
    const excluded = same.logicalOr(squared.less(alike ** 2));
    const distances = squared.sqrt();
    return tf.where(excluded, tf.fill(distances.shape, NOWHERE), distances).min<tf.Tensor1D>(1);
  });
  groups.dispose();
  return nearest;
}

/** Before the names of the parts, so that they are nobody else's. */
const REVIEW = 'review/';

export function rememberReview(table: ReviewTable): Memory {
  return Object.fromEntries(PARTS.map((part) => [REVIEW + part, table[part]]));
}

/** Undefined where nothing was reviewed. */
export function recallReview(memory: Memory): ReviewTable | undefined {
  const parts = PARTS.map((part) => [part, memory[REVIEW + part]] as const);
  if (parts.some(([, matrix]) => matrix === undefined)) return undefined;
  return Object.fromEntries(parts) as unknown as ReviewTable;
}
