import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { batchLoss, pointwiseError } from '../../src-main/detector/losses/index.ts';
import { scoreErrors } from '../../src-main/detector/scorers.ts';

beforeAll(() => loadTensorFlow());

describe('losses', () => {
  const pair = (): [tf.Tensor4D, tf.Tensor4D] => [
    tf.tensor4d([0, 1, 2, 3], [2, 1, 2, 1]),
    tf.tensor4d([0, 3, 2, 0], [2, 1, 2, 1]),
  ];

  it('squares differences for mse and takes their size for mae', () => {
    expect([...pointwiseError({ name: 'mse', reduction: 'mean' }, ...pair()).dataSync()]).toEqual([
      0, 4, 0, 9,
    ]);
    expect([...pointwiseError({ name: 'mae', reduction: 'mean' }, ...pair()).dataSync()]).toEqual([
      0, 2, 0, 3,
    ]);
  });

  it('averages over the batch', () => {
    expect(batchLoss({ name: 'mse', reduction: 'mean' }, ...pair()).dataSync()[0]).toBe(3.25);
    expect(batchLoss({ name: 'mae', reduction: 'mean' }, ...pair()).dataSync()[0]).toBe(1.25);
  });
});

describe('scores', () => {
  it('averages each image apart', () => {
    const errors = tf.tensor4d([0, 4, 0, 9], [2, 1, 2, 1]);
    expect([...scoreErrors({ name: 'error' }, errors).dataSync()]).toEqual([2, 4.5]);
  });

  it('leaves the worst blocks out of a trimmed score', () => {
    // 16 x 16 pixels in 64 blocks of 2 x 2; the top quarter is far off, as under a bar.
    const bar = tf.fill([1, 4, 16, 2], 100);
    const rest = tf.fill([1, 12, 16, 2], 1);
    const errors = tf.concat([bar, rest], 1) as tf.Tensor4D;
    const [trimmed] = scoreErrors({ name: 'trimmed-error', keepPercent: 75 }, errors).dataSync();
    const [all] = scoreErrors({ name: 'trimmed-error', keepPercent: 100 }, errors).dataSync();
    expect(trimmed).toBe(1);
    expect(all).toBeCloseTo(25.75, 4);
  });
});
