import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Matrix } from '../../src-main/detector/matrix.ts';
import { blockCount, blockErrors } from '../../src-main/detector/scorers/blocks.ts';
import { blurredResidual, worstDeviation } from '../../src-main/detector/scorers/deviation.ts';
import {
  meanError,
  negativePsnr,
  trimmedError,
  worstPatch,
} from '../../src-main/detector/scorers/error.ts';
import { rememberNormals, scorePass } from '../../src-main/detector/scorers/index.ts';
import { mahalanobis, measureCloud } from '../../src-main/detector/scorers/mahalanobis.ts';
import { meanNearest, squaredDistances } from '../../src-main/detector/scorers/nearest.ts';
import { checkScorerSettings } from '../../src-main/detector/scorers/check.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import type { Scorer } from '../../src-main/shared/recipe.ts';
import { headScorer, recipe } from './cells.ts';

beforeAll(() => loadTensorFlow());

const cross: Matrix = {
  rows: 4,
  columns: 2,
  values: Float32Array.of(3, 0, -3, 0, 0, 1, 0, -1),
};

describe('error scorers', () => {
  it('average each image apart', () => {
    const errors = tf.tensor4d([0, 4, 0, 9], [2, 1, 2, 1]);
    expect([...meanError(errors).dataSync()]).toEqual([2, 4.5]);
  });

  it('leave the worst blocks out of a trimmed score', () => {
    // 16 x 16 pixels in 64 blocks of 2 x 2; the top quarter is far off, as under a bar.
    const bar = tf.fill([1, 4, 16, 2], 100);
    const rest = tf.fill([1, 12, 16, 2], 1);
    const errors = tf.concat([bar, rest], 1) as tf.Tensor4D;
    expect(trimmedError(errors, 75).dataSync()[0]).toBe(1);
    expect(trimmedError(errors, 100).dataSync()[0]).toBeCloseTo(25.75, 4);
  });

  it('find the worst block', () => {
    const even = tf.fill([1, 16, 16, 1], 1) as tf.Tensor4D;
    const spot = tf.pad(tf.fill([1, 2, 2, 1], 8), [[0, 0], [6, 8], [4, 10], [0, 0]]); // prettier-ignore
    expect(worstPatch(even.add(spot)).dataSync()[0]).toBe(9);
    expect(worstPatch(even).dataSync()[0]).toBe(1);
  });

  it('know how many blocks there are, also where eight do not divide the size', () => {
    for (const [height, width] of [
      [16, 16],
      [28, 28],
      [48, 32],
      [9, 5],
    ] as const) {
      // prettier-ignore
      const blocks = blockErrors(tf.zeros([2, height, width, 3]));
      expect(blocks.shape).toEqual([2, blockCount(height, width)]);
    }
  });

  it('give minus the decibels of a known PSNR', () => {
    // An error of 0.1 everywhere at a peak of 1 is 20 dB; of 25.5 at a peak of 255 as well.
    const [low] = negativePsnr(tf.fill([1, 4, 4, 1], 0.01), 1).dataSync();
    const [high] = negativePsnr(tf.fill([1, 4, 4, 1], 25.5 ** 2), 255).dataSync();
    expect(low).toBeCloseTo(-20, 4);
    expect(high).toBeCloseTo(-20, 4);
    expect(negativePsnr(tf.zeros([1, 4, 4, 1]), 1).dataSync()[0]).toBeCloseTo(-120, 3);
  });
});

describe('the worst deviation', () => {
  /** Of residuals that are `usual` everywhere but where it says otherwise. */
  const worst = (residual: tf.Tensor4D, usual: tf.Tensor3D): number[] => [
    ...worstDeviation(residual, usual).dataSync(),
  ];

  it('is measured in what is usual at the place, and half of what is usual anywhere', () => {
    // The usual residuals 1 and 7 have a root mean square of 5, so the units are 3.5 and 9.5.
    const usual = tf.tensor3d([1, 7], [1, 2, 1]);
    const images = tf.tensor4d([7, 0, 0, -19, 7, 19], [3, 1, 2, 1]);
    expect(worst(images, usual)).toEqual([2, 2, 2]);
    expect(worst(tf.zeros([1, 1, 2, 1]), usual)).toEqual([0]);
  });

  it('takes the channels of a pixel together', () => {
    // Units of 1.5 and one pixel that is off by 2 and 0 units: the root of their mean square.
    const [score] = worst(tf.tensor4d([3, 0], [1, 1, 1, 2]), tf.ones([1, 1, 2]));
    expect(score).toBeCloseTo(Math.SQRT2, 5);
  });

  it('is a number where sound images leave no residual at all', () => {
    const [sound, off] = worst(tf.tensor4d([0, 1], [2, 1, 1, 1]), tf.zeros([1, 1, 1]));
    expect(sound).toBe(0);
    expect(off).toBeGreaterThan(1e6);
    expect(Number.isFinite(off)).toBe(true);
  });

  it('lets errors of one sign add up, and those of both cancel', () => {
    const even = tf.zeros<tf.Rank.R4>([1, 12, 12, 1]);
    const board = Array.from({ length: 144 }, (_, i) => ((i + Math.floor(i / 12)) % 2 ? 1 : -1));
    const grain = tf.tensor4d(board, [1, 12, 12, 1]);
    const spot = tf.ones<tf.Rank.R4>([1, 12, 12, 1]);
    // At the edge the mirrored board is no board.
    const largest = (input: tf.Tensor4D): number =>
      blurredResidual(input, even, 1).slice([0, 3, 3, 0], [1, 6, 6, 1]).abs().max().dataSync()[0]!;
    expect(largest(spot)).toBeCloseTo(1, 5);
    expect(largest(grain)).toBeLessThan(0.02);
  });
});

describe('the Mahalanobis distance', () => {
  const distance = (cloud: ReturnType<typeof measureCloud>, ...point: number[]): number => {
    const { centre, whitening } = cloud;
    const shape: [number, number] = [whitening.rows, whitening.columns];
    return mahalanobis(
      tf.tensor2d([point]),
      tf.tensor1d(centre),
      tf.tensor2d(whitening.values, shape),
    ).dataSync()[0]!;
  };

  it('is that of a cloud worked out by hand', () => {
    // Variances 4.5 and 0.5: one deviation each way is a distance of 1.
    const cloud = measureCloud(cross, 0);
    expect(distance(cloud, Math.sqrt(4.5), 0)).toBeCloseTo(1, 5);
    expect(distance(cloud, 0, Math.sqrt(0.5))).toBeCloseTo(1, 5);
    // Wholly shrunk it is a circle of the mean variance 2.5.
    expect(distance(measureCloud(cross, 1), 1, 2)).toBeCloseTo(Math.sqrt(5 / 2.5), 5);
    // Half way: variances 3.5 and 1.5.
    const half = measureCloud(cross, 0.5);
    expect(distance(half, 1, 1)).toBeCloseTo(Math.sqrt(1 / 3.5 + 1 / 1.5), 5);
  });

  it('takes correlation into account', () => {
    // Along the line of the cloud (covariance 2, 1; 1, 2) 3 are as far as 1 across it.
    const values = Float32Array.of(3, 3, -3, -3, 1, -1, -1, 1).map((v) => v / Math.sqrt(2.5));
    const cloud = measureCloud({ rows: 4, columns: 2, values }, 0);
    expect(distance(cloud, 3, 3)).toBeCloseTo(distance(cloud, 1, -1), 4);
  });

  it('is refused where a direction never varies and nothing is shrunk', () => {
    const flat = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 2, 0, 3, 0) };
    expect(() => measureCloud(flat, 0)).toThrow(/shrink/);
    expect(Number.isFinite(distance(measureCloud(flat, 0.1), 9, 9))).toBe(true);
  });
});

describe('the distance to the nearest', () => {
  const sample = tf.tensor2d([[0, 0], [3, 4], [100, 0]]); // prettier-ignore

  it('is the mean over the k nearest', () => {
    const point = tf.tensor2d([[0, 0], [3, 4]]); // prettier-ignore
    expect([...meanNearest(point, sample, 2).dataSync()]).toEqual([2.5, 2.5]);
    expect(meanNearest(point, sample, 1).dataSync()[0]).toBe(0);
  });

  it('takes the whole sample where k is larger', () => {
    const [mean] = meanNearest(tf.tensor2d([[0, 0]]), sample, 50).dataSync();
    expect(mean).toBeCloseTo(105 / 3, 4);
  });

  it('is never a root of less than nothing', () => {
    const far = tf.tensor2d([[1e4, 1e4 + 1]]);
    expect(squaredDistances(far, far).dataSync()[0]).toBeGreaterThanOrEqual(0);
  });
});

describe('scorers with a memory', () => {
  const pass = { input: tf.zeros([1, 8, 8, 1]), output: tf.zeros([1, 8, 8, 1]), code: tf.zeros([1, 2]) } as never; // prettier-ignore
  const basis = { loss: { name: 'mse', reduction: 'mean' }, deviation: 1, judge: undefined } as const; // prettier-ignore

  it('refuse to score without it', () => {
    const score = (scorer: Parameters<typeof scorePass>[0]): unknown =>
      scorePass(scorer, pass, basis);
    expect(() => score({ name: 'mahalanobis', shrinkage: 0 })).toThrow(/centre/);
    expect(() => score({ name: 'nearest', k: 3 })).toThrow(/sample/);
    expect(() => score({ name: 'worst-deviation', sigma: 1 })).toThrow(/usual/);
    expect(score({ name: 'error' })).toBeDefined();
  });

  it('remember no more than they need', () => {
    expect(rememberNormals({ name: 'error' }, cross)).toEqual({});
    expect(rememberNormals({ name: 'nearest', k: 1 }, cross)).toEqual({ sample: cross });
  });
});

describe('the settings of a scorer', () => {
  const { features, made, review } = headScorer;

  it.each([
    ['an unknown name', { name: 'nearst', k: 3 }, /Did you mean "nearest"/],
    ['nothing kept', { name: 'trimmed-error', keepPercent: 0 }, /keepPercent from 1 to 100/],
    ['too much shrinkage', { name: 'mahalanobis', shrinkage: 1.5 }, /shrinkage from 0 to 1/],
    ['half a neighbour', { name: 'nearest', k: 1.5 }, /k as a whole number/],
    ['less than no blur', { name: 'worst-deviation', sigma: -1 }, /sigma from 0 to 8/],
    ['a blur wider than the image', { name: 'worst-deviation', sigma: 6 }, /no wider/],
    ['one fold', { ...headScorer, folds: 1 }, /folds from 2 to 20/],
    ['no penalty', { ...headScorer, lambda: 0 }, /lambda/],
    ['no number', { ...headScorer, lambda: NaN }, /lambda.*NaN/],
    ['no grid', { ...headScorer, features: { ...features, rows: 0 } }, /rows from 1/],
    ['less than nothing made', { ...headScorer, made: { ...made, empty: -1 } }, /empty from 0/],
    [
      'less than no neighbours',
      { ...headScorer, neighbours: { weight: -1, most: 10 } },
      /weight from 0/,
    ],
    ['nothing to be near to', { ...headScorer, neighbours: { weight: 1, most: 0 } }, /most from 1/], // prettier-ignore
    [
      'no reach',
      { ...headScorer, review: { ...review, raise: { ...review.raise, reach: 0 } } },
      /reach/,
    ],
  ])('are refused: %s', (_, scorer, reason) => {
    expect(() => checkScorerSettings(scorer as Scorer, recipe.preprocess)).toThrow(reason);
  });

  it('are accepted where they are within their ranges', () => {
    const { neighbours: _, ...written } = headScorer;
    const accepted: Scorer[] = [
      headScorer,
      written,
      { name: 'psnr' },
      { name: 'worst-deviation', sigma: 0 },
    ];
    for (const scorer of accepted) {
      expect(() => checkScorerSettings(scorer, recipe.preprocess)).not.toThrow();
    }
  });

  it('must suit the pose: a head judges the photograph as it was taken', () => {
    const posed = { ...recipe.preprocess, pose: 'axis' } as const;
    expect(() => checkScorerSettings(headScorer, posed)).toThrow(/head.*pose "axis"/);
    expect(() => checkScorerSettings({ name: 'error' }, posed)).not.toThrow();
  });
});
