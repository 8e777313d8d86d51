import { gaussian, seededRandom } from '../shared/random.ts';
import type { Random } from '../shared/random.ts';
import type { Corruption } from '../shared/recipe.ts';
import { valuesPerImage } from './preprocess/shape.ts';
import type { InputShape } from './preprocess/shape.ts';

/**
 * Makes what the net sees out of what it must give back; the input is left as it is.
 *
 * @param images standardised images, one after the other
 */
export type Corrupt = (images: Float32Array, random: Random) => Float32Array;

/** Draws in stock; a prime, so that no image size divides it. */
const STOCK = 1_048_583;

/**
 * The damage that a denoising autoencoder learns to repair: with probability `occlusion` a random
 * rectangle of one colour (bars and hooks cross real cells, and are no leaks), then Gaussian noise
 * on the whole image, with probability `noiseShare`.
 *
 * Noise comes from a stock of about a million draws, read from a random place each time: drawing
 * afresh (`tf.randomNormal` draws in plain JavaScript) would take longer than the training step.
 *
 * @param seed what the stock follows from
 * @param onUnitRange whether images keep to 0..1; else their usual value is 0, give or take 1
 */
export function createCorruption(
  { noise, noiseShare, occlusion }: Corruption,
  shape: InputShape,
  seed: number,
  onUnitRange: boolean,
): Corrupt {
  const size = valuesPerImage(shape);
  const drawValue = onUnitRange ? anyValue : aroundTheUsual;
  const draw = seededRandom(seed);
  const stock = Float32Array.from({ length: noise > 0 ? STOCK : 0 }, () =>
    gaussian(draw, 0, noise),
  );
  return (images, random) => {
    const out = images.slice();
    for (let start = 0; start < out.length; start += size) {
      const image = out.subarray(start, start + size);
      if (random() < occlusion) paintRectangle(image, shape, random, drawValue);
      if (noise > 0 && random() < noiseShare) {
        addFrom(stock, image, Math.floor(random() * STOCK));
      }
    }
    return out;
  };
}

function addFrom(stock: Float32Array, image: Float32Array, from: number): void {
  for (let i = 0, at = from; i < image.length; i++, at++) {
    if (at === stock.length) at = 0;
    image[i]! += stock[at]!;
  }
}

/** Near usual values, seldom far off: three uniform draws make a bell of +-9 standard deviations. */
const aroundTheUsual = (random: Random): number => 6 * (random() + random() + random() - 1.5);

/** Any value that a photograph may have. */
const anyValue = (random: Random): number => random();

/**
 * Paints one upright or lying rectangle, partly outside now and then. The longer the thinner: it covers
 * 38 % of the image at most, as one does that runs all through, whose width is 8 to 38 % of it.
 */
function paintRectangle(
  image: Float32Array,
  shape: InputShape,
  random: Random,
  drawValue: (random: Random) => number,
): void {
  const { width, height, channels } = shape;
  const colour = Array.from({ length: channels }, () => drawValue(random));
  const upright = random() < 0.5;
  const [along, across] = upright ? [height, width] : [width, height];
  const long = Math.floor(along * (0.1 + 0.9 * random() ** 2));
  const short = Math.floor(
    across * Math.min(1, ((0.3 * along) / Math.max(long, 1)) * random() + 0.08),
  );
  const [tall, wide] = upright ? [long, short] : [short, long];
  const top = Math.floor(random() * (height + tall)) - tall;
  const left = Math.floor(random() * (width + wide)) - wide;
  for (let y = Math.max(0, top); y < Math.min(height, top + tall); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + wide); x++) {
      image.set(colour, (y * width + x) * channels);
    }
  }
}
