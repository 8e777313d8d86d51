import * as tf from '@tensorflow/tfjs';

/**
 * Mean Euclidean distance of each row to its k nearest rows of a sample.
 *
 * @param rows [n, d] float32
 * @param sample [m, d] float32; where m is below k, all of it counts
 * @returns [n] float32, 0 or more
 */
export function meanNearest(rows: tf.Tensor2D, sample: tf.Tensor2D, k: number): tf.Tensor1D {
  return tf.tidy(() => {
    const squared = squaredDistances(rows, sample);
    const { values } = tf.topk(squared.neg(), Math.min(k, sample.shape[0]), false);
    return values.neg().sqrt().mean<tf.Tensor1D>(1);
  });
}

/**
 * |a - b|^2 of all pairs as |a|^2 + |b|^2 - 2 a.b, which is one matrix product; never below 0.
 *
 * @returns [n, m] float32
 */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squares = a.square().sum(1, true).add(b.square().sum(1));
    return tf.relu(squares.sub<tf.Tensor2D>(tf.matMul(a, b, false, true).mul(2)));
  });
}
