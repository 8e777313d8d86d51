import * as tf from '@tensorflow/tfjs';
import type { Features } from '../../shared/recipe.ts';
import { blockErrors } from '../scorers/blocks.ts';
import type { Pass } from '../scorers/pass.ts';
import { hasCode } from './layout.ts';

/**
 * Added to errors before their logarithm, in units of the standardised image's variance: without it
 * the logarithm would tell one sort of perfection from another. Where the input is not standardised
 * all errors are small beside it, and the logarithm is nearly straight, which does no harm.
 */
const PERFECT = 0.02;

/**
 * What an image is to the head and to the queue, before scaling: the tint of each block relative to
 * the image's brightness, (R, G, B - g) / G; its brightness, g / G - 1; the logarithm of the
 * reconstruction error of each block of an 8x8 grid; the latent. The lamp's strength cancels in the
 * first two.
 *
 * @returns [n, sum of the groups' columns] float32
 */
export function extractFeatures(pass: Pass, features: Features): tf.Tensor2D {
  const { canvas } = pass;
  if (!canvas) throw new TypeError('Expected a pass with a canvas');
  return tf.tidy(() => {
    const parts = [colourBlocks(canvas, features), residualBlocks(pass)];
    if (hasCode(pass.code.shape[1])) parts.push(pass.code);
    return tf.concat(parts, 1);
  });
}

/** @param canvas [n, height, width, 3] float32, 0..255, a whole photograph each */
function colourBlocks(canvas: tf.Tensor4D, { rows, columns }: Features): tf.Tensor2D {
  return tf.tidy(() => {
    const [images, height, width] = canvas.shape;
    const block: [number, number] = [height / rows, width / columns];
    const colour = tf.avgPool(canvas, block, block, 'valid');
    const brightness = colour.mean<tf.Tensor4D>(3, true);
    const level = brightness.mean<tf.Tensor4D>([1, 2], true).maximum(1);
    const tint = colour.sub(brightness).div(level).reshape([images, -1]);
    const relative = brightness.div(level).sub(1).reshape([images, -1]);
    return tf.concat([tint, relative], 1) as tf.Tensor2D;
  });
}

function residualBlocks({ input, output }: Pass): tf.Tensor2D {
  return tf.tidy(() => {
    const errors = blockErrors(tf.squaredDifference(input, output));
    return errors.add<tf.Tensor2D>(PERFECT).log();
  });
}
