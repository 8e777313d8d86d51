import * as tf from '@tensorflow/tfjs';
import type { HeadScorer } from '../../shared/recipe.ts';
import type { TrainResult } from '../../shared/worker/results.ts';
import { nearestDistance } from '../features/neighbours.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { quantileOf } from '../quantile.ts';
import { coldScores } from './cold-head.ts';
import type { ColdFit } from './cold-head.ts';
import { groupsIn, rowsOfLabel } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { correction, nearestStranger, NOWHERE, pullOfStrangers } from './refit.ts';
import type { Nearness, ReviewTable } from './refit.ts';

type Review = HeadScorer['review'];

/** A normal above this share of the normals that the head did not see is not surely passed. */
const SURE = 0.995;

/** Known normals that a table keeps: some 2 kB each, and as many distances an image. */
const MOST_NORMALS = 2000;

/** Rows of the review, and of what the head was fitted on, that make the parts of the table. */
type Parts = Record<Exclude<keyof ReviewTable, 'needs'>, number[]>;

/** What a review teaches, and what it does to images that it was not about. */
export interface Lesson {
  table: ReviewTable;
  /**
   * Everything labelled, scored by a head that did not see it and corrected by what was reviewed but
   * its own look-alikes, against what was known of other folds.
   */
  afterReview: TrainResult['afterReview'];
}

export function learnReview(fit: ColdFit, review: LabelledRows, settings: Review): Lesson {
  const { basis, fold, outOfFold } = fit;
  const cold = coldScores(fit, review.features);
  const trusted = rowsOfLabel(basis, 'normal').filter((row) => !fit.doubted.has(row));
  const sure = quantileOf(trusted.map((row) => outOfFold[row]!), SURE); // prettier-ignore
  const parts = chooseParts(basis, trusted, review, (row) => cold[row]! > sure);
  const needs = parts.alarms.map((row) => cold[row]! - sure + (settings.lower.margin ?? Infinity));
  const table: ReviewTable = {
    leaks: pickRows(review.features, parts.leaks),
    normals: pickRows(review.features, parts.normals),
    alarms: pickRows(review.features, parts.alarms),
    needs: { rows: needs.length, columns: 1, values: Float32Array.from(needs) },
    knownLeaks: pickRows(basis.features, parts.knownLeaks),
    knownNormals: pickRows(basis.features, parts.knownNormals),
  };
  const groups = groupsIn(review.files);
  const strangers = (to: LabelledRows): Pick<Nearness, 'leaks' | 'normals' | 'alarms'> => {
    const own = { features: to.features, group: groupsIn(to.files) };
    const of = (part: 'leaks' | 'normals' | 'alarms') => ({
      features: table[part],
      group: parts[part].map((row) => groups[row]!),
    });
    const away = (part: 'leaks' | 'normals'): tf.Tensor1D =>
      tf.tensor1d(nearestStranger(own, of(part), settings.alike));
    const alarms = tf.tensor1d(pullOfStrangers(own, of('alarms'), table.needs, settings));
    return { leaks: away('leaks'), normals: away('normals'), alarms };
  };
  const afterReview = [
    ...corrected(basis, outOfFold, settings, () => {
      const near = strangers(basis);
      const others = (part: 'knownLeaks' | 'knownNormals', moved: tf.Tensor1D) =>
        tf.tensor1d(awayFromOtherFolds(basis.features, fold, parts[part], moved));
      return {
        ...near,
        knownLeaks: others('knownLeaks', near.alarms.greater(0)),
        knownNormals: others('knownNormals', near.leaks.less(settings.raise.reach)),
      };
    }),
    ...corrected(review, cold, settings, () => ({
      ...strangers(review),
      knownLeaks: awayFrom(table.knownLeaks, review.features),
      knownNormals: awayFrom(table.knownNormals, review.features),
    })),
  ];
  return { table, afterReview };
}

/**
 * @param trusted rows of the basis that are known to be normal
 * @param isAlarm of rows of the review: whether the head does not surely pass them
 */
function chooseParts(
  basis: LabelledRows,
  trusted: number[],
  review: LabelledRows,
  isAlarm: (row: number) => boolean,
): Parts {
  const [leaks, normals] = [rowsOfLabel(review, 'leak'), rowsOfLabel(review, 'normal')];
  return {
    leaks,
    normals,
    alarms: normals.filter(isAlarm),
    knownLeaks: rowsOfLabel(basis, 'leak'),
    knownNormals: nearestTo(pickRows(review.features, leaks), basis.features, trusted),
  };
}

/** Those of `rows` that lie nearest to any row of a sample, `MOST_NORMALS` at most, in their order. */
function nearestTo(sample: Matrix, features: Matrix, rows: number[]): number[] {
  if (sample.rows === 0) return [];
  if (rows.length <= MOST_NORMALS) return rows;
  const away = nearestDistance(pickRows(features, rows), sample);
  const order = [...rows.keys()].sort((a, b) => away[a]! - away[b]! || a - b);
  return order.slice(0, MOST_NORMALS).sort((a, b) => a - b).map((i) => rows[i]!); // prettier-ignore
}

/**
 * Distance of each row to the nearest of some rows that lie in other folds, where it matters: where
 * the review is near enough to move the row at all.
 *
 * @param moved 1 for rows that anything moves, [rows] bool
 */
function awayFromOtherFolds(
  features: Matrix,
  fold: Int32Array,
  sample: readonly number[],
  moved: tf.Tensor1D,
): Float32Array {
  const away = new Float32Array(features.rows).fill(NOWHERE);
  const rows = [...moved.dataSync().entries()].filter(([, by]) => by).map(([row]) => row);
  const of = (some: readonly number[]) => ({
    features: pickRows(features, some),
    group: some.map((row) => fold[row]!),
  });
  const nearest = nearestStranger(of(rows), of(sample), 0);
  rows.forEach((row, i) => (away[row] = nearest[i]!));
  return away;
}

function awayFrom(sample: Matrix, rows: Matrix): tf.Tensor1D {
  return sample.rows === 0
    ? tf.fill([rows.rows], NOWHERE)
    : tf.tensor1d(nearestDistance(rows, sample));
}

function corrected(
  { files }: LabelledRows,
  scores: Float64Array,
  settings: Review,
  near: () => Nearness,
): TrainResult['afterReview'] {
  const by = tf.tidy(() => correction(near(), settings));
  const values = by.dataSync<'float32'>();
  by.dispose();
  return files.map(({ id }, row) => ({ id, score: scores[row]! + values[row]! }));
}
