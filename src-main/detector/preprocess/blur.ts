import * as tf from '@tensorflow/tfjs';
import { blurRadius } from './shape.ts';

/**
 * Samples of a Gaussian at whole pixels from -3 to 3 standard deviations, scaled to sum to 1.
 *
 * @param sigma standard deviation in pixels, above 0
 */
export function gaussianKernel(sigma: number): number[] {
  const radius = blurRadius(sigma);
  const samples = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = samples.reduce((a, b) => a + b, 0);
  return samples.map((sample) => sample / sum);
}

/**
 * Gaussian blur as two one-dimensional convolutions. The border is mirrored, so an even image stays
 * even up to its edges.
 *
 * @param images [n, h, w, c] float32, any range
 * @param sigma standard deviation in pixels; 0 returns the images as they are
 * @returns the same shape and range
 */
export function blur(images: tf.Tensor4D, sigma: number): tf.Tensor4D {
  if (sigma === 0) return images;
  return tf.tidy(() => {
    const kernel = gaussianKernel(sigma);
    const size = kernel.length;
    const pad = (size - 1) / 2;
    const channels = images.shape[3];
    const column = tf.tile(tf.tensor4d(kernel, [size, 1, 1, 1]), [1, 1, channels, 1]);
    const row = tf.tile(tf.tensor4d(kernel, [1, size, 1, 1]), [1, 1, channels, 1]);
    const around: [number, number][] = [[0, 0], [pad, pad], [pad, pad], [0, 0]]; // prettier-ignore
    const padded = tf.mirrorPad(images, around, 'symmetric');
    const vertical = tf.depthwiseConv2d(padded, column as tf.Tensor4D, 1, 'valid');
    return tf.depthwiseConv2d(vertical, row as tf.Tensor4D, 1, 'valid');
  });
}
