import * as tf from '@tensorflow/tfjs';

/** All here: two tensors [n, h, w, c] float32 -> the error of each value, the same shape, >= 0. */

/** (a - b)^2 */
export function mse(target: tf.Tensor4D, output: tf.Tensor4D): tf.Tensor4D {
  return tf.squaredDifference(target, output);
}

/** |a - b| */
export function mae(target: tf.Tensor4D, output: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.abs(tf.sub(target, output)));
}

/** w (a - b)^2 + (1 - w) |a - b|; w in 0..1 */
export function mseMae(target: tf.Tensor4D, output: tf.Tensor4D, mseWeight: number): tf.Tensor4D {
  return tf.tidy(() => {
    const size = mae(target, output);
    return size
      .square()
      .mul(mseWeight)
      .add<tf.Tensor4D>(size.mul(1 - mseWeight));
  });
}

/**
 * Huber (1964): d^2 / 2 up to |d| = delta, then delta (|d| - delta / 2). Written without a choice,
 * as s^2 / 2 + delta (|d| - s) with s = min(|d|, delta), so that its gradient has no undefined
 * branch.
 */
export function huber(target: tf.Tensor4D, output: tf.Tensor4D, delta: number): tf.Tensor4D {
  return tf.tidy(() => {
    const size = mae(target, output);
    const small = size.minimum(delta);
    return small.square().mul(0.5).add<tf.Tensor4D>(size.sub(small).mul(delta));
  });
}
