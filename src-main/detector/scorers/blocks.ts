import * as tf from '@tensorflow/tfjs';

/** Blocks to a side of the image. */
const GRID = 8;

/**
 * Mean error of each block of a grid of at most 8 x 8 blocks, row by row.
 *
 * @param errors [n, h, w, c] float32, the error of each value
 * @returns [n, blocks] float32
 */
export function blockErrors(errors: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const [images, height, width] = errors.shape;
    const block = blockSize(height, width);
    const blocks = tf.avgPool(errors.mean<tf.Tensor4D>(3, true), block, block, 'same');
    return blocks.reshape<tf.Tensor2D>([images, -1]);
  });
}

/** How many blocks `blockErrors` makes of an image. */
export function blockCount(height: number, width: number): number {
  const [tall, wide] = blockSize(height, width);
  return Math.ceil(height / tall) * Math.ceil(width / wide);
}

function blockSize(height: number, width: number): [number, number] {
  return [Math.ceil(height / GRID), Math.ceil(width / GRID)];
}
