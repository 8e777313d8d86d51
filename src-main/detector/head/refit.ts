import * as tf from '@tensorflow/tfjs';
import type { HeadScorer } from '../../shared/recipe.ts';
import { overBlocks, toTensor } from '../features/neighbours.ts';
import type { Memory } from '../judge.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';

/**
 * What a review taught: scaled features of what a person judged, and of the leaks that the head was
 * fitted on. The head itself stays as it is. A fit that weighs a few reviewed images enough to follow
 * them moves every score and the cut with them, and lost leaks that it had found before; see README.md.
 */
export interface ReviewTable {
  normals: Matrix;
  leaks: Matrix;
  known: Matrix;
}

type Review = HeadScorer['review'];

/** Farther than any image from any other: where there is none to be near to. */
const NOWHERE = 1e6;

/** Distances of n images each to the nearest reviewed normal, reviewed leak and known leak, [n]. */
export interface Nearness {
  normal: tf.Tensor1D;
  leak: tf.Tensor1D;
  known: tf.Tensor1D;
}

/**
 * What is added to the logit: a reviewed leak raises what is like it, a reviewed normal lowers what
 * is like it, by at most `strength`, falling evenly to nothing at `distance`. The nearer of the two
 * wins, and a known leak as near as the normal blocks the lowering. So nothing far from the review
 * moves, and neither does a verdict that is surer than `strength`.
 *
 * @returns [n] float32, -strength..strength
 */
export function correction(near: Nearness, { strength, distance }: Review): tf.Tensor1D {
  return tf.tidy(() => {
    const [normal, leak, known] = [near.normal, near.leak, near.known].map((away) =>
      tf.relu(tf.sub(1, away.div(distance))),
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const raised = tf.relu(leak.sub(normal));
    const lowered = tf.relu(normal.sub(leak.maximum(known)));
    return raised.sub(lowered).mul<tf.Tensor1D>(strength);
  });
}

/** The correction of images by a table. To be called within `tf.tidy`. */
export function correctionBy(
  features: tf.Tensor2D,
  { normals, leaks, known }: ReviewTable,
  review: Review,
): tf.Tensor1D {
  const nearest = (rows: Matrix): tf.Tensor1D =>
    rows.rows === 0
      ? tf.fill([features.shape[0]], NOWHERE)
      : squaredDistances(features, toTensor(rows)).min<tf.Tensor1D>(1).sqrt();
  return correction(
    { normal: nearest(normals), leak: nearest(leaks), known: nearest(known) },
    review,
  );
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

/** Names under which a detector remembers a table. */
const NAMES = { normals: 'reviewed-normals', leaks: 'reviewed-leaks', known: 'known-leaks' } as const; // prettier-ignore

export function rememberReview({ normals, leaks, known }: ReviewTable): Memory {
  return { [NAMES.normals]: normals, [NAMES.leaks]: leaks, [NAMES.known]: known };
}

/** Undefined where nothing was reviewed. */
export function recallReview(memory: Memory): ReviewTable | undefined {
  const { [NAMES.normals]: normals, [NAMES.leaks]: leaks, [NAMES.known]: known } = memory;
  return normals && leaks && known && { normals, leaks, known };
}
