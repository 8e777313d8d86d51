import * as tf from '@tensorflow/tfjs';
import type { Preprocess } from '../../shared/recipe.ts';
import { blur } from './blur.ts';
import { fromColourSpace, middleOf, toColourSpace } from './colour.ts';

/**
 * The second half of preparing images, done on whole batches: scale to [0, 1], blur, colour space, and
 * each image's own standardisation where asked.
 * The first half, `cropAndResize`, goes image by image because every image has its own size.
 *
 * Blur comes before colour because the Sobel gradient wants a blurred image; for the other colour
 * spaces, which are linear, the order does not matter.
 *
 * @param resized n images [height, width, 3] float32, 0..255; disposed by the caller
 * @param levels n scalars, 0..255: the mean of each image before the crop; disposed by the caller
 * @returns [n, height, width, channels] float32 in [0, 1] (`chroma`: [-1/6, 7/6];
 *   `relative` and standardised ones: around 0)
 */
export function prepareBatch(
  resized: tf.Tensor3D[],
  levels: tf.Scalar[],
  recipe: Preprocess,
): tf.Tensor4D {
  return tf.tidy(() => {
    const batch = tf.stack(resized).div(255) as tf.Tensor4D;
    const level = tf.stack(levels).div(255).reshape<tf.Tensor4D>([-1, 1, 1, 1]);
    const images = toColourSpace(blur(batch, recipe.blurSigma), recipe.colour, level);
    return recipe.standardise ? standardiseEach(images) : images;
  });
}

/** Less than any grain of a photograph: an even image stays even instead of showing its noise. */
const LEAST_DEVIATION = 1 / 255;

/** Each image less its own mean and by its own standard deviation, over all values. */
function standardiseEach(images: tf.Tensor4D): tf.Tensor4D {
  const { mean, variance } = tf.moments(images, [1, 2, 3], true);
  return images.sub(mean).div(variance.sqrt().maximum(LEAST_DEVIATION));
}

/** Standard deviation that a standardised image is shown with. */
const VIEWED_DEVIATION = 0.2;

/**
 * The way back, as far as there is one: something that a person can look at. Linear but for a
 * constant, so the view of a difference is the difference of the views, and not clipped.
 *
 * @param images [n, h, w, channels] as `prepareBatch` or a net made them
 * @returns [n, h, w, 3] float32, about [0, 1]; single channels as gray, tints around middle gray
 */
export function toViewable(
  images: tf.Tensor4D,
  { colour, standardise }: Pick<Preprocess, 'colour' | 'standardise'>,
): tf.Tensor4D {
  return tf.tidy(() => {
    const usual = standardise ? images.mul(VIEWED_DEVIATION).add(middleOf(colour)) : images;
    return fromColourSpace(usual as tf.Tensor4D, colour);
  });
}
