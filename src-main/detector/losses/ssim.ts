import * as tf from '@tensorflow/tfjs';

/**
 * Structural similarity after Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from
 * error visibility to structural similarity", IEEE Transactions on Image Processing 13 (2004):
 *
 *   SSIM = (2 mx my + C1) (2 sxy + C2) / ((mx^2 + my^2 + C1) (sx^2 + sy^2 + C2))
 *
 * with means, variances and covariance weighted by a Gaussian window of 11 x 11 pixels, standard
 * deviation 1.5, C1 = (0.01 L)^2, C2 = (0.03 L)^2 and L = 1, the range of the images. Only windows
 * that lie wholly inside count, as in the authors' own program.
 */
const WINDOW = 11;
const SIGMA = 1.5;
export const C1 = 0.01 ** 2;
export const C2 = 0.03 ** 2;

/**
 * 1 - SSIM of each window.
 *
 * @param target [n, h, w, c] float32 in [0, 1]
 * @param output the same shape
 * @returns [n, h - k + 1, w - k + 1, c] float32 in [0, 2]; k is `windowSize` of the shorter side
 */
export function dissimilarity(target: tf.Tensor4D, output: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [images, height, width, channels] = target.shape;
    const size = windowSize(height, width);
    const across = bands(width, size);
    const down = bands(height, size);
    const x = planes(target);
    const y = planes(output);
    const smooth = (stack: tf.Tensor3D[]) =>
      tf.split(filter(tf.concat(stack), down, across), stack.length);
    // What depends on the target alone stays apart: no gradient has to flow through it.
    const [mx, xx] = smooth([x, x.square()]) as [tf.Tensor3D, tf.Tensor3D];
    const [my, yy, xy] = smooth([y, y.square(), x.mul(y)]) as [
      tf.Tensor3D,
      tf.Tensor3D,
      tf.Tensor3D,
    ];
    const product = mx.mul(my);
    const squares = mx.square().add(my.square());
    const luminance = product.mul(2).add(C1).div(squares.add(C1));
    const structure = xy.sub(product).mul(2).add(C2).div(xx.add(yy).sub(squares).add(C2));
    const map = tf.sub(1, luminance.mul(structure));
    const [, tall, wide] = map.shape as [number, number, number];
    return map.reshape<tf.Tensor4D>([images, channels, tall, wide]).transpose([0, 2, 3, 1]);
  });
}

/** 11, or the largest odd number of pixels that fits into a smaller image; sigma stays 1.5. */
export function windowSize(height: number, width: number): number {
  const side = Math.min(height, width, WINDOW);
  return side % 2 === 1 ? side : side - 1;
}

/** `size` samples of the Gaussian around its middle, scaled to sum to 1. */
export function windowWeights(size: number): number[] {
  const samples = Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = samples.reduce((a, b) => a + b, 0);
  return samples.map((sample) => sample / sum);
}

/** [n, h, w, c] -> [n * c, h, w] */
function planes(images: tf.Tensor4D): tf.Tensor3D {
  const [n, h, w, c] = images.shape;
  return images.transpose([0, 3, 1, 2]).reshape([n * c, h, w]);
}

/** The window along one side as a matrix [length, length - size + 1]: one column a place. */
function bands(length: number, size: number): tf.Tensor2D {
  const weights = windowWeights(size);
  const places = length - size + 1;
  const rows = Array.from({ length }, (_, i) =>
    Array.from({ length: places }, (_, place) => weights[i - place] ?? 0),
  );
  return tf.tensor2d(rows);
}

/**
 * [p, h, w] -> [p, h', w']. Two products with band matrices: on the native backend twice as fast,
 * with its gradient, as depthwise convolutions.
 */
function filter(stack: tf.Tensor3D, down: tf.Tensor2D, across: tf.Tensor2D): tf.Tensor3D {
  const [p, h, w] = stack.shape;
  const [tall, wide] = [down.shape[1], across.shape[1]];
  const rows = stack.reshape<tf.Tensor2D>([p * h, w]).matMul<tf.Tensor2D>(across);
  const turned = rows.reshape<tf.Tensor3D>([p, h, wide]).transpose([0, 2, 1]);
  const both = turned.reshape<tf.Tensor2D>([p * wide, h]).matMul<tf.Tensor2D>(down);
  return both.reshape<tf.Tensor3D>([p, wide, tall]).transpose([0, 2, 1]);
}
