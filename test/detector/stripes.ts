import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { Recipe } from '../../src-main/shared/recipe.ts';
import { NO_CORRUPTION } from '../../src-main/shared/presets/preset.ts';
import { recipe } from './cells.ts';

export const quiet = async (): Promise<void> => {};

/** Values of an image of the test recipe. */
export const size = 16 * 16 * 3;

/** Standardised images of stripes: one number decides each, so a tiny latent can hold them. */
export function stripes(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const pixels = new Float32Array(count * size);
  for (let image = 0; image < count; image++) {
    const height = gaussian(random);
    for (let i = 0; i < size; i++) {
      pixels[image * size + i] = Math.floor(i / 12) % 2 ? height : 0;
    }
  }
  return pixels;
}

/** The test recipe without damage to the input, and with these changes. */
export function withTraining(changes: Partial<Recipe['training']>): Recipe {
  return { ...recipe, training: { ...recipe.training, corruption: NO_CORRUPTION, ...changes } };
}
