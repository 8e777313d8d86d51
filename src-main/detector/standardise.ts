import * as tf from '@tensorflow/tfjs';

/**
 * What the net's input is measured against: the mean image of the fitted normals, and one standard
 * deviation of all their values around it. The net then only has to learn how cells differ from the
 * usual one, which takes far fewer epochs, and a score of 1 means the same for every recipe: an
 * image that the net gets as wrong as the mean image gets a usual cell.
 */
export interface Standard {
  /** [height, width, channels] float32 */
  mean: tf.Tensor3D;
  /** Above 0. */
  deviation: number;
}

/**
 * @param pixels n images of `mean.length` values each, one after the other
 * @returns mean image and deviation; a deviation of 1 where all images are the same
 */
export function measure(
  pixels: Float32Array,
  valuesPerImage: number,
): { mean: Float32Array; deviation: number } {
  const images = pixels.length / valuesPerImage;
  const mean = new Float64Array(valuesPerImage);
  for (let i = 0; i < pixels.length; i++) mean[i % valuesPerImage]! += pixels[i]!;
  for (let i = 0; i < valuesPerImage; i++) mean[i]! /= images;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) squares += (pixels[i]! - mean[i % valuesPerImage]!) ** 2;
  const deviation = Math.sqrt(squares / pixels.length);
  return { mean: Float32Array.from(mean), deviation: deviation > 1e-6 ? deviation : 1 };
}

/** The same as `standardise` for many images at once, in place. */
export function standardiseInPlace(
  pixels: Float32Array,
  mean: Float32Array,
  deviation: number,
): void {
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (pixels[i]! - mean[i % mean.length]!) / deviation;
  }
}

/** @param images [n, height, width, channels], as preprocessing made them */
export function standardise(images: tf.Tensor4D, { mean, deviation }: Standard): tf.Tensor4D {
  return tf.tidy(() => images.sub(mean).div(deviation));
}

/** The inverse of `standardise`. */
export function destandardise(images: tf.Tensor4D, { mean, deviation }: Standard): tf.Tensor4D {
  return tf.tidy(() => images.mul(deviation).add(mean));
}
