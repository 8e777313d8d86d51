import * as tf from '@tensorflow/tfjs';
import { blur } from '../preprocess/blur.ts';

/**
 * Share of the whole image's usual residual that is added to each place's own: where sound images
 * differ by next to nothing, a trace of noise would else count as a thousand times the usual.
 */
const COMMON_SHARE = 0.5;

/**
 * What the net got wrong, blurred with its sign: over a defect all errors point one way and add up,
 * while grain and an edge that lies a fraction of a pixel off point both ways and cancel.
 *
 * @param input [n, h, w, c] float32
 * @param output the same shape
 * @param sigma of the blur in pixels
 * @returns the same shape
 */
export function blurredResidual(
  input: tf.Tensor4D,
  output: tf.Tensor4D,
  sigma: number,
): tf.Tensor4D {
  return tf.tidy(() => blur(input.sub<tf.Tensor4D>(output), sigma));
}

/**
 * How many times the usual the residual is where it is farthest from it: the root mean square over a
 * pixel's channels, of the pixel where that is largest.
 *
 * @param residual [n, h, w, c] float32, from `blurredResidual`
 * @param usual [h, w, c]: root mean square of sound images' residuals at each place, 0 or more
 * @returns [n] float32, 0 or more
 */
export function worstDeviation(residual: tf.Tensor4D, usual: tf.Tensor3D): tf.Tensor1D {
  return tf.tidy(() => {
    const common = usual.square().mean().sqrt().mul(COMMON_SHARE);
    // A net that gives back every image to the last bit leaves nothing to be measured against.
    const unit = usual.add(common).maximum(Number.EPSILON);
    return residual.div(unit).square().mean(3).sqrt().max<tf.Tensor1D>([1, 2]);
  });
}
