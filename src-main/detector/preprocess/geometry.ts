import * as tf from '@tensorflow/tfjs';
import type { Preprocess } from '../../shared/recipe.ts';
import { cutOut, findFrame } from './pose.ts';

/** What is kept of a photograph, how it is turned, and how large it becomes. */
export type Geometry = Pick<Preprocess, 'width' | 'height' | 'cropPercent' | 'pose'>;

/**
 * Cuts out the middle, or with the pose `axis` the object in it, and brings it to the net's size.
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
    const frame = to.pose === 'axis' ? findFrame(middle, to) : undefined;
    if (frame) return cutOut(middle, frame, to);
    const block = Math.floor(Math.min(height / to.height, width / to.width));
    if (block >= 2) middle = tf.avgPool(middle, block, block, 'valid');
    return tf.image.resizeBilinear(middle, [to.height, to.width], false, true);
  });
}

/** Pixels kept of a side of `length` pixels; at least one. */
export function keptLength(length: number, percent: number): number {
  return Math.max(1, Math.round((length * percent) / 100));
}
