import * as tf from '@tensorflow/tfjs';
import type { HeadScorer } from '../../shared/recipe.ts';
import type { LabelledFile, TrainResult } from '../../shared/worker.ts';
import { nearestDistance } from '../features/neighbours.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import type { HeadFit } from './fit-head.ts';
import { logitOf } from './logistic.ts';
import { correction, nearestStranger } from './refit.ts';
import type { ReviewTable } from './refit.ts';

/** Labelled files with their scaled features, one row a file. */
export interface LabelledRows {
  files: LabelledFile[];
  features: Matrix;
}

export function chooseRows(
  { files, features }: LabelledRows,
  wanted: (file: LabelledFile) => boolean,
): LabelledRows {
  const rows = [...files.keys()].filter((row) => wanted(files[row]!));
  return { files: rows.map((row) => files[row]!), features: pickRows(features, rows) };
}

export function groupsIn(files: readonly LabelledFile[]): number[] {
  return files.map(({ group }) => group);
}

/** @param basis what the head was fitted on */
export function tableOf(basis: LabelledRows, review: LabelledRows): ReviewTable {
  return {
    normals: ofLabel(review, 'normal').features,
    leaks: ofLabel(review, 'leak').features,
    known: ofLabel(basis, 'leak').features,
  };
}

/**
 * What the review does to images that it was not about: everything labelled, scored by a head that
 * did not see it and corrected by what was reviewed but its own look-alikes.
 */
export function scoresAfterReview(
  { head, outOfFold, fold }: HeadFit,
  basis: LabelledRows,
  review: LabelledRows,
  settings: HeadScorer['review'],
): TrainResult['afterReview'] {
  const knownRows = [...basis.files.keys()].filter((row) => basis.files[row]!.label === 'leak');
  const known = pickRows(basis.features, knownRows);
  const knownAway = new Float32Array(basis.files.length);
  for (const left of new Set(fold)) {
    const rows = [...fold.keys()].filter((row) => fold[row] === left);
    const others = pickRows(basis.features, knownRows.filter((row) => fold[row] !== left)); // prettier-ignore
    const away = nearestDistance(pickRows(basis.features, rows), others);
    rows.forEach((row, i) => (knownAway[row] = away[i]!));
  }
  const cold = Float64Array.from(review.files.keys(), (row) => logitOf(head, review.features, row));
  return [
    ...corrected(basis, outOfFold, knownAway, review, settings),
    ...corrected(review, cold, nearestDistance(review.features, known), review, settings),
  ];
}

function corrected(
  rows: LabelledRows,
  scores: Float64Array,
  knownAway: Float32Array,
  review: LabelledRows,
  settings: HeadScorer['review'],
): TrainResult['afterReview'] {
  const away = (label: LabelledFile['label']): tf.Tensor1D => {
    const some = ofLabel(review, label);
    const sample = { features: some.features, group: groupsIn(some.files) };
    const own = { features: rows.features, group: groupsIn(rows.files) };
    return tf.tensor1d(nearestStranger(own, sample, settings.alike));
  };
  const by = tf.tidy(
    () =>
    correction({ normal: away('normal'), leak: away('leak'), known: tf.tensor1d(knownAway) }, settings), // prettier-ignore
  );
  const values = by.dataSync();
  by.dispose();
  return rows.files.map(({ id }, row) => ({ id, score: scores[row]! + values[row]! }));
}

function ofLabel(rows: LabelledRows, label: LabelledFile['label']): LabelledRows {
  return chooseRows(rows, (file) => file.label === label);
}
