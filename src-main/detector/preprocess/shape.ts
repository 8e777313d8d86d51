import { LunkaError } from '../../shared/errors.ts';
import { COLOUR_SPACES, POSES } from '../../shared/recipe.ts';
import type { Preprocess } from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';
import { channelsOf } from './colour.ts';

/** The net's input: what every tensor of images has after its first dimension. */
export interface InputShape {
  height: number;
  width: number;
  channels: number;
}

/**
 * The shape that a recipe's preprocessing yields.
 *
 * @throws LunkaError `recipe-not-valid` for sizes outside 8..256, a crop outside 10..100 %, a blur
 *   outside 0..8 pixels or wider than the image, an unknown pose, colour space or reference
 */
export function inputShape(preprocess: Preprocess): InputShape {
  const { width, height, cropPercent, pose = 'none', colour, blurSigma } = preprocess;
  const channels = channelsOf(colour);
  if (channels === undefined) {
    refuse(`a colour of ${COLOUR_SPACES.join(', ')}`, colour, suggest(colour, COLOUR_SPACES));
  }
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 8 || side > 256) {
      refuse('a width and a height of 8 to 256 whole pixels', `${width} x ${height}`);
    }
  }
  if (!(cropPercent >= 10 && cropPercent <= 100)) refuse('a crop of 10 to 100 %', cropPercent);
  if (!POSES.includes(pose)) {
    refuse(`a pose of ${POSES.join(', ')}`, pose, suggest(String(pose), POSES));
  }
  if (!(blurSigma >= 0 && blurSigma <= 8)) refuse('a blur of 0 to 8 pixels', blurSigma);
  if (blurRadius(blurSigma) > Math.min(width, height)) {
    refuse('a blur no wider than the image', `${blurSigma} pixels on ${width} x ${height}`);
  }
  if (typeof preprocess.standardise !== 'boolean') {
    refuse('standardise as true or false', preprocess.standardise);
  }
  if (preprocess.reference !== 'mean-image' && preprocess.reference !== 'none') {
    refuse('the reference mean-image or none', preprocess.reference);
  }
  return { height, width, channels };
}

/** Whether prepared images keep to the values of photographs, 0 to 1, or a little outside in `chroma`. */
export function isOnUnitRange({ reference, standardise, colour }: Preprocess): boolean {
  return reference === 'none' && !standardise && colour !== 'relative';
}

/** Number of values in one image of this shape. */
export function valuesPerImage({ height, width, channels }: InputShape): number {
  return height * width * channels;
}

/** Pixels to either side of the middle that a blur looks at: three standard deviations. */
export function blurRadius(sigma: number): number {
  return Math.ceil(3 * sigma);
}

function refuse(expected: string, received: unknown, hint = ''): never {
  throw new LunkaError(
    'recipe-not-valid',
    422,
    `Preprocessing: expected ${expected}, received ${String(received)}.${hint} Mend the recipe.`,
  );
}
