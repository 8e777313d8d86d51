import * as tf from '@tensorflow/tfjs';
import type { Scorer } from '../shared/recipe.ts';

/**
 * Makes one number of each image's reconstruction error.
 *
 * @param errors [n, h, w, c] float32, 0 or more: the error of each value
 * @returns [n] float32, 0 or more; higher = more likely a leak
 */
export function scoreErrors(scorer: Scorer, errors: tf.Tensor4D): tf.Tensor1D {
  switch (scorer.name) {
    case 'error':
      return errors.mean<tf.Tensor1D>([1, 2, 3]);
    case 'trimmed-error':
      return trimmedError(errors, scorer.keepPercent);
  }
}

const GRID = 8;

/** Mean of the smallest `keepPercent` of the block errors on a grid of about 8 x 8 blocks. */
function trimmedError(errors: tf.Tensor4D, keepPercent: number): tf.Tensor1D {
  return tf.tidy(() => {
    const [images, height, width] = errors.shape;
    const block: [number, number] = [Math.ceil(height / GRID), Math.ceil(width / GRID)];
    const blocks = tf.avgPool(errors.mean<tf.Tensor4D>(3, true), block, block, 'same');
    const count = blocks.size / images;
    const kept = Math.max(1, Math.round((count * keepPercent) / 100));
    // topk finds the largest, so the smallest are sought as the largest of the negated.
    const { values } = tf.topk(blocks.reshape([images, count]).neg(), kept, false);
    return values.neg().mean<tf.Tensor1D>(1);
  });
}
