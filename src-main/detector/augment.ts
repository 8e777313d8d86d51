import type { Random } from '../shared/random.ts';
import type { Augmentation } from '../shared/recipe.ts';
import type { InputShape } from './preprocess/shape.ts';
import { valuesPerImage } from './preprocess/shape.ts';

/** Varies standardised images, one after the other, in place. */
export type Augment = (images: Float32Array, random: Random) => void;

/** What the images were standardised by; see standardise.ts. */
export interface PlainStandard {
  mean: Float32Array;
  deviation: number;
}

/**
 * Flips, shifts and drifts of light, each image by itself. They are done on the prepared image, not
 * on its distance from the mean image: a mirrored cell is a cell, a mirrored distance is not.
 */
export function createAugmentation(
  settings: Augmentation,
  shape: InputShape,
  standard: PlainStandard,
): Augment {
  const moves = settings.flipHorizontal || settings.flipVertical || settings.shift > 0;
  const drifts =
    settings.brightnessDrift > 0 || settings.contrastDrift > 0 || settings.colourDrift > 0;
  if (!moves && !drifts) return () => {};
  const size = valuesPerImage(shape);
  const { mean, deviation } = standard;
  return (images, random) => {
    for (let start = 0; start < images.length; start += size) {
      const image = images.subarray(start, start + size);
      for (let i = 0; i < size; i++) image[i] = image[i]! * deviation + mean[i]!;
      if (moves) move(image, shape, settings, random);
      if (drifts) drift(image, shape, settings, random);
      for (let i = 0; i < size; i++) image[i] = (image[i]! - mean[i]!) / deviation;
    }
  };
}

/** Mirrors with probability 1/2 each and shifts by whole pixels; what comes in repeats the border. */
function move(
  image: Float32Array,
  { height, width, channels }: InputShape,
  { flipHorizontal, flipVertical, shift }: Augmentation,
  random: Random,
): void {
  const mirrored = flipHorizontal && random() < 0.5;
  const upset = flipVertical && random() < 0.5;
  const right = wholeUpTo(shift, random);
  const down = wholeUpTo(shift, random);
  const before = image.slice();
  for (let y = 0; y < height; y++) {
    const row = clamp(y - down, height);
    const fromY = upset ? height - 1 - row : row;
    for (let x = 0; x < width; x++) {
      const column = clamp(x - right, width);
      const fromX = mirrored ? width - 1 - column : column;
      const from = (fromY * width + fromX) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) image[to + c] = before[from + c]!;
    }
  }
}

/** v -> (v - m) contrast + m + brightness + colour of the channel, with m the image's mean. */
function drift(
  image: Float32Array,
  { channels }: InputShape,
  { brightnessDrift, contrastDrift, colourDrift }: Augmentation,
  random: Random,
): void {
  const factor = 1 + either(contrastDrift, random);
  const added = either(brightnessDrift, random);
  const tints = Array.from({ length: channels }, () => added + either(colourDrift, random));
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += image[i]!;
  const middle = sum / image.length;
  for (let i = 0; i < image.length; i++) {
    image[i] = (image[i]! - middle) * factor + middle + tints[i % channels]!;
  }
}

/** Uniform in [-most, most). */
function either(most: number, random: Random): number {
  return most * (2 * random() - 1);
}

/** A whole number from -most to most, each as likely. */
function wholeUpTo(most: number, random: Random): number {
  return Math.floor(random() * (2 * most + 1)) - most;
}

function clamp(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
