import * as tf from '@tensorflow/tfjs';
import type { Preprocess } from '../../shared/recipe.ts';
import { blur } from './blur.ts';
import { toColourSpace } from './colour.ts';

/**
 * The second half of preparing images, done on whole batches: scale to [0, 1], blur, colour space.
 * The first half, `cropAndResize`, goes image by image because every image has its own size.
 *
 * Blur comes before colour because the Sobel gradient wants a blurred image; for the other colour
 * spaces, which are linear, the order does not matter.
 *
 * @param resized n images [height, width, 3] float32, 0..255; disposed by the caller
 * @param levels n scalars, 0..255: the mean of each image before the crop; disposed by the caller
 * @returns [n, height, width, channels] float32 in [0, 1] (`chroma`: [-1/6, 7/6])
 */
export function prepareBatch(
  resized: tf.Tensor3D[],
  levels: tf.Scalar[],
  recipe: Preprocess,
): tf.Tensor4D {
  return tf.tidy(() => {
    const batch = tf.stack(resized).div(255) as tf.Tensor4D;
    const level = tf.stack(levels).div(255).reshape<tf.Tensor4D>([-1, 1, 1, 1]);
    return toColourSpace(blur(batch, recipe.blurSigma), recipe.colour, level);
  });
}
