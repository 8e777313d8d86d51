import * as tf from '@tensorflow/tfjs';
import { blockErrors } from './blocks.ts';

/** All here: [n, h, w, c] float32 errors of each value, 0 or more -> [n] float32. */

/** The mean error. */
export function meanError(errors: tf.Tensor4D): tf.Tensor1D {
  return errors.mean<tf.Tensor1D>([1, 2, 3]);
}

/** Mean over the `keepPercent` of blocks that are reconstructed best. */
export function trimmedError(errors: tf.Tensor4D, keepPercent: number): tf.Tensor1D {
  return tf.tidy(() => {
    const blocks = blockErrors(errors);
    const kept = Math.max(1, Math.round((blocks.shape[1] * keepPercent) / 100));
    // topk finds the largest, so the smallest are sought as the largest of the negated.
    const { values } = tf.topk(blocks.neg(), kept, false);
    return values.neg().mean<tf.Tensor1D>(1);
  });
}

/** The mean error of the block that is reconstructed worst: small defects do not drown. */
export function worstPatch(errors: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => blockErrors(errors).max<tf.Tensor1D>(1));
}

/** Squared errors below this share of the peak's square are taken for it: 120 dB. */
const FAINTEST = 1e-12;

/**
 * Minus the peak signal-to-noise ratio in decibels, 10 log10(mse / peak^2), so that higher is worse.
 *
 * @param squared squared errors
 * @param peak the largest value that a pixel can have, in the same units as the errors' root
 */
export function negativePsnr(squared: tf.Tensor4D, peak: number): tf.Tensor1D {
  return tf.tidy(() =>
    meanError(squared)
      .div(peak ** 2)
      .maximum(FAINTEST)
      .log()
      .mul<tf.Tensor1D>(10 / Math.LN10),
  );
}
