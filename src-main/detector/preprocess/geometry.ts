import * as tf from '@tensorflow/tfjs';
import type { Preprocess } from '../../shared/recipe.ts';

/** What is kept of a photograph, and how large it becomes. */
export type Geometry = Pick<Preprocess, 'width' | 'height' | 'cropPercent'>;

/**
 * Cuts out the middle and brings it to the net's size.
 *
 * Bilinear sampling reads four pixels only, so an image more than twice too large is first averaged
 * over whole blocks; without that, thin glitter would appear or vanish with the sampling grid.
 *
 * @param image [h, w, c], any dtype, any range; disposed by the caller
 * @returns [height, width, c] float32 on the same range
 */
export function cropAndResize(image: tf.Tensor3D, to: Geometry): tf.Tensor3D {
  return tf.tidy(() => {
    const [fullHeight, fullWidth] = image.shape;
    const height = keptLength(fullHeight, to.cropPercent);
    const width = keptLength(fullWidth, to.cropPercent);
    const top = Math.floor((fullHeight - height) / 2);
    const left = Math.floor((fullWidth - width) / 2);
    let middle = image.slice([top, left, 0], [height, width, -1]).toFloat();
    const block = Math.floor(Math.min(height / to.height, width / to.width));
    if (block >= 2) middle = tf.avgPool(middle, block, block, 'valid');
    return tf.image.resizeBilinear(middle, [to.height, to.width], false, true);
  });
}

/** Pixels kept of a side of `length` pixels; at least one. */
export function keptLength(length: number, percent: number): number {
  return Math.max(1, Math.round((length * percent) / 100));
}
