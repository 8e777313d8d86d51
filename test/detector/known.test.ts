import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MadeRows, RealRows } from '../../src-main/detector/head/fit-head.ts';
import {
  gatherKnown,
  leaningOf,
  leaningOfRows,
  leaningOutOfFold,
  recallKnown,
  rememberKnown,
} from '../../src-main/detector/head/known.ts';
import type { Matrix } from '../../src-main/detector/matrix.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';

beforeAll(async () => void (await loadTensorFlow()));

/** Points of a line, one a row: each is its own name. */
const points = (...values: number[]): Matrix => ({
  rows: values.length,
  columns: 1,
  values: Float32Array.from(values),
});

const valuesOf = ({ values }: Matrix): number[] => [...values].sort((a, b) => a - b);

describe('what an image leans to', () => {
  const known = { leaks: points(10, 14), normals: points(0, 2) };

  it('is the logarithm of how much nearer a leak is than a normal', () => {
    const leaning = leaningOfRows(points(4, 6, 8), known);
    expect(leaning[0]).toBeCloseTo(Math.log(2 / 6), 3);
    expect(leaning[1]).toBeCloseTo(0, 10);
    expect(leaning[2]).toBeCloseTo(Math.log(6 / 2), 3);
  });

  it('is the same for a batch that is being scored', () => {
    const rows = points(-3, 0, 2.01, 4, 6, 8, 10, 100);
    const batch = tf.tidy(() => leaningOf(tf.tensor2d(rows.values, [8, 1]), known).dataSync());
    leaningOfRows(rows, known).forEach((value, row) => expect(batch[row]).toBeCloseTo(value, 4));
  });

  it('stays finite for copies of what is known, of either class and of both', () => {
    const both = { leaks: points(10, 0), normals: points(0, 2) };
    const [normal, leak] = leaningOfRows(points(2, 10), known);
    expect(normal).toBeCloseTo(Math.log(0.05 / 8), 2);
    expect(leak).toBeCloseTo(Math.log(8 / 0.05), 2);
    expect(leaningOfRows(points(0), both)[0]).toBe(0);
  });

  it('is asked of other folds where an image is known itself', () => {
    const byFold = {
      leaks: { features: points(10, 4), group: [0, 1] },
      normals: { features: points(0, 1), group: [0, 1] },
    };
    const [of0, of1] = leaningOutOfFold({ features: points(0, 0), group: [0, 1] }, byFold);
    // Of fold 0: the normal at 1, the leak at 4. Of fold 1: those at 0 and at 10.
    expect(of0).toBeCloseTo(Math.log(1 / 4), 2);
    expect(of1).toBeCloseTo(Math.log(0.05 / 10), 2);
  });

  it('is remembered with the detector, and missing where there is none', () => {
    expect(recallKnown(rememberKnown(known))).toEqual(known);
    expect(recallKnown({ head: points(1) })).toBeUndefined();
  });
});

describe('what is known', () => {
  const real: RealRows = {
    features: points(0, 1, 2, 3, 10, 11),
    leak: [false, false, false, false, true, true],
    group: [0, 1, 2, 3, 4, 5],
  };
  const fold = Int32Array.of(0, 1, 2, 3, 0, 1);
  /** A moved normal and a moved leak, and an empty cell made of a normal. */
  const made: MadeRows = {
    features: points(0.5, 10.5, 99),
    leak: [false, true, true],
    source: [1, 4, 2],
    weights: [1, 1, 1],
  };

  it('is every leak, some normals, and what was made of them without changing its class', () => {
    const { leaks, normals } = gatherKnown(real, made, fold, 10, 1);
    expect(valuesOf(leaks.features)).toEqual([10, 10.5, 11]);
    leaks.features.values.forEach((value, row) => expect(leaks.group[row]).toBe(value === 11 ? 1 : 0)); // prettier-ignore
    expect(valuesOf(normals.features)).toEqual([0, 0.5, 1, 2, 3]);
  });

  it('keeps the fold of each with it', () => {
    const { normals } = gatherKnown(real, made, fold, 10, 1);
    const folds = new Map([[0, 0], [0.5, 1], [1, 1], [2, 2], [3, 3]]); // prettier-ignore
    normals.features.values.forEach((value, row) =>
      expect(normals.group[row]).toBe(folds.get(value)),
    );
  });

  it('is neither what is doubted nor what was made of that', () => {
    const { normals } = gatherKnown({ ...real, doubted: new Set([1, 3]) }, made, fold, 10, 1);
    expect(valuesOf(normals.features)).toEqual([0, 2]);
  });

  it('is no more of either class than asked for, the same ones from the same seed', () => {
    expect(gatherKnown(real, made, fold, 1, 1).leaks.features.rows).toBe(2);
    const chosen = (seed: number) => gatherKnown(real, made, fold, 2, seed).normals.features;
    expect(chosen(1).rows).toBe(3);
    expect(chosen(1)).toEqual(chosen(1));
    const drawn = new Set([1, 2, 3, 4, 5, 6].map((seed) => valuesOf(chosen(seed)).join()));
    expect(drawn.size).toBeGreaterThan(1);
  });
});
