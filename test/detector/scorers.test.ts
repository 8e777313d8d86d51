import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreErrors } from '../../src-main/detector/scorers.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';

beforeAll(() => loadTensorFlow());

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
