import * as tf from '@tensorflow/tfjs';
import type { HeadScorer, Pull } from '../../shared/recipe.ts';
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
  /** One number an alarm, above 0: what lowers it as far as it needs, and so what is like it at most. */
  needs: Matrix;
  knownLeaks: Matrix;
  /** Those nearest to the reviewed leaks: elsewhere nothing is raised. */
  knownNormals: Matrix;
}

const PARTS = ['leaks', 'normals', 'alarms', 'needs', 'knownLeaks', 'knownNormals'] as const;

/** The parts that only their nearest row speaks for. */
const NEAREST = ['leaks', 'normals', 'knownLeaks', 'knownNormals'] as const;

type Review = HeadScorer['review'];

/** Farther than any image from any other: where there is none to be near to. */
export const NOWHERE = 1e6;

/**
 * Distances of n images to the nearest row of a part of a table, and what the alarms pull them down
 * by, all [n] float32.
 */
export type Nearness = Record<(typeof NEAREST)[number] | 'alarms', tf.Tensor1D>;

/**
 * What is added to the logit: a reviewed leak raises what is like it by at most its strength, a false
 * alarm lowers what is like it by at most what it needs itself; both fall evenly to nothing at their
 * reach. What is known of the other class takes off as much as it is near itself: a raise is kept off
 * by normals, a lowering by leaks. So nothing far from the review moves, neither does a verdict that is
 * surer than the strength, and what scores clearly higher than a false alarm remains one.
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
    const lowered = tf.relu(near.alarms.sub(leak.mul(lower.strength)));
    return raised.mul(raise.strength).sub<tf.Tensor1D>(lowered);
  });
}

/** 1 for the same image, falling evenly to 0 at `reach`; of the shape of `away`. */
function closeness<T extends tf.Tensor>(away: T, reach: number): T {
  return tf.relu(tf.sub(1, away.div(reach)));
}

/** The strongest pull of any alarm: [n, alarms] distances -> [n] logits, 0 or more. */
function strongestPull(away: tf.Tensor2D, needs: Matrix, { strength, reach }: Pull): tf.Tensor1D {
  const most = tf.tensor1d(needs.values).minimum(strength);
  return closeness(away, reach).mul(most).max<tf.Tensor1D>(1);
}

/** The correction of images by a table. To be called within `tf.tidy`. */
export function correctionBy(
  features: tf.Tensor2D,
  table: ReviewTable,
  review: Review,
): tf.Tensor1D {
  const away = (rows: Matrix): tf.Tensor2D => squaredDistances(features, toTensor(rows)).sqrt();
  const nobody = (value: number): tf.Tensor1D => tf.fill([features.shape[0]], value);
  const near = NEAREST.map((part) => [
    part,
    table[part].rows === 0 ? nobody(NOWHERE) : away(table[part]).min<tf.Tensor1D>(1),
  ]);
  const alarms =
    table.alarms.rows === 0
      ? nobody(0)
      : strongestPull(away(table.alarms), table.needs, review.lower);
  return correction({ ...Object.fromEntries(near), alarms } as Nearness, review);
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
  return ofStrangers(rows, sample, alike, NOWHERE, (away) => away.min(1));
}

/** What alarms that are no look-alikes pull each row down by; see `nearestStranger`. */
export function pullOfStrangers(
  rows: Grouped,
  alarms: Grouped,
  needs: Matrix,
  { lower, alike }: Review,
): Float32Array {
  return ofStrangers(rows, alarms, alike, 0, (away) => strongestPull(away, needs, lower));
}

/**
 * @param none what a row gets where the sample is empty
 * @param work [block, sample] distances, a million for look-alikes -> one number a row
 */
function ofStrangers(
  rows: Grouped,
  sample: Grouped,
  alike: number,
  none: number,
  work: (away: tf.Tensor2D) => tf.Tensor1D,
): Float32Array {
  if (sample.features.rows === 0) return new Float32Array(rows.features.rows).fill(none);
  const groups = tf.tensor1d([...sample.group], 'int32');
  const result = overBlocks(rows.features, sample.features, (squared, start) => {
    const own = tf.tensor1d(rows.group.slice(start, start + squared.shape[0]), 'int32');
    const same = own.reshape([-1, 1]).equal(groups);
    const excluded = same.logicalOr(squared.less(alike ** 2));
    const distances = squared.sqrt();
    return work(tf.where(excluded, tf.fill(distances.shape, NOWHERE), distances));
  });
  groups.dispose();
  return result;
}

/** Before the names of the parts, so that they are nobody else's. */
const REVIEW = 'review/';

export function rememberReview(table: ReviewTable): Memory {
  return Object.fromEntries(PARTS.map((part) => [REVIEW + part, table[part]]));
}

/** Undefined where nothing was reviewed. */
export function recallReview(memory: Memory): ReviewTable | undefined {
  const alarms = memory[`${REVIEW}alarms`];
  if (!alarms) return undefined;
  // Tables of earlier versions do not say what an alarm needs: they lowered by their whole strength.
  const needs = { rows: alarms.rows, columns: 1, values: new Float32Array(alarms.rows).fill(Infinity) }; // prettier-ignore
  const parts = PARTS.map((part) => [part, memory[REVIEW + part]] as const);
  const table = { needs, ...Object.fromEntries(parts.filter(([, matrix]) => matrix)) };
  return PARTS.every((part) => part in table) ? (table as ReviewTable) : undefined;
}
