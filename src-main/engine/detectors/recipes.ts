import { z } from 'zod';
import { findPreset } from '../../shared/presets.ts';
import type { Recipe } from '../../shared/recipe.ts';

/** Settings that a person may change on a preset, by name, with their ranges. */
export const settingsSchema = z.strictObject({
  width: z.number().int().min(8).max(512).optional(),
  height: z.number().int().min(8).max(512).optional(),
  cropPercent: z.number().min(10).max(100).optional(),
  colour: z.enum(['rgb', 'gray', 'red', 'chroma', 'relative', 'sobel']).optional(),
  blurSigma: z.number().min(0).max(10).optional(),
  channels: z.array(z.number().int().min(1).max(512)).min(1).max(6).optional(),
  epochs: z.number().int().min(1).max(1000).optional(),
  noise: z.number().min(0).max(1).optional(),
  learningRate: z.number().positive().max(1).optional(),
  batchSize: z.number().int().min(1).max(4096).optional(),
  validationShare: z.number().min(0.05).max(0.5).optional(),
  patience: z.number().int().min(1).max(1000).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/**
 * A preset with a person's settings laid over it.
 *
 * @throws LunkaError `unknown-preset`
 */
export function makeRecipe(presetName: string, settings: Settings): Recipe {
  return withSettings(findPreset(presetName).recipe, settings);
}

export function withSettings(recipe: Recipe, settings: Settings): Recipe {
  const { channels, ...rest } = settings;
  const pick = <T extends object>(base: T): T => {
    const changed = Object.entries(rest).filter(
      ([name, value]) => name in base && value !== undefined,
    );
    return { ...base, ...Object.fromEntries(changed) };
  };
  return {
    ...recipe,
    preprocess: pick(recipe.preprocess),
    training: pick(recipe.training),
    architecture: channels
      ? { ...recipe.architecture, sizes: { ...recipe.architecture.sizes, channels } }
      : recipe.architecture,
  };
}
