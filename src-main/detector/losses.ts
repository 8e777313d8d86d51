import * as tf from '@tensorflow/tfjs';
import type { Training } from '../shared/recipe.ts';

type Loss = Training['loss'];

const POINTWISE: Record<Loss, (target: tf.Tensor4D, output: tf.Tensor4D) => tf.Tensor4D> = {
  mse: (target, output) => tf.squaredDifference(target, output),
  mae: (target, output) => tf.tidy(() => tf.abs(tf.sub(target, output))),
};

/**
 * Error of each value, before any mean is taken; losses and scores both rest on it.
 *
 * @param target [n, h, w, c] float32
 * @param output the same shape
 * @returns the same shape, 0 or more
 */
export function pointwiseError(loss: Loss, target: tf.Tensor4D, output: tf.Tensor4D): tf.Tensor4D {
  return POINTWISE[loss](target, output);
}

/** Mean error of a batch, what training makes small: a scalar, 0 or more. */
export function batchLoss(loss: Loss, target: tf.Tensor4D, output: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => pointwiseError(loss, target, output).mean<tf.Scalar>());
}
