import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { invalidInput } from '../../src-main/engine/http.ts';
import { makeRecipe, settingsSchema } from '../../src-main/engine/detectors/recipes.ts';
import { findPreset } from '../../src-main/shared/presets.ts';
import { ROOT } from '../helpers/project.ts';

/** Settings as the command line or a request gives them, laid over a preset. */
function recipeWith(settings: Record<string, unknown>, preset = 'cells-conv-batch-64') {
  return makeRecipe(preset, settingsSchema.parse(settings));
}

function refusal(settings: Record<string, unknown>): string {
  const { error } = settingsSchema.safeParse(settings);
  return error ? invalidInput(error).message : '';
}

describe('settings on a preset', () => {
  it('stand in the documentation, every one', async () => {
    const told = await readFile(path.join(ROOT, 'docs', 'experiments.md'), 'utf8');
    const [, settings] = told.split('## Settings');
    for (const name of Object.keys(settingsSchema.shape)) expect(settings).toContain(`\`${name}\``);
  });

  it('change nothing where none are given', () => {
    expect(recipeWith({})).toEqual(findPreset('cells-conv-batch-64').recipe);
  });

  it('change nothing where the pose none is asked for and there was none', () => {
    expect(recipeWith({ pose: 'none' })).toEqual(findPreset('cells-conv-batch-64').recipe);
    expect(recipeWith({ pose: 'none' }, 'screws-deep-conv').preprocess).not.toHaveProperty('pose');
  });

  it('go to the part of the recipe that they belong to', () => {
    const recipe = recipeWith({
      width: 64,
      colour: 'chroma',
      pose: 'axis',
      standardise: true,
      channels: [4, 8],
      latent: 16,
      epochs: 3,
      schedule: 'one-cycle',
      weightDecay: 0.01,
      flipHorizontal: true,
      colourDrift: 0.1,
      noise: 0.3,
      noiseShare: 0.5,
    });
    expect(recipe.preprocess).toMatchObject({ width: 64, height: 32, colour: 'chroma' });
    expect(recipe.preprocess).toMatchObject({ standardise: true, pose: 'axis' });
    expect(recipe.architecture.options).toMatchObject({ channels: [4, 8], latent: 16, kernel: 3 });
    expect(recipe.training).toMatchObject({
      epochs: 3,
      schedule: 'one-cycle',
      weightDecay: 0.01,
      augmentation: { flipHorizontal: true, flipVertical: false, colourDrift: 0.1 },
      corruption: { noise: 0.3, noiseShare: 0.5, occlusion: 0 },
    });
  });

  it('build loss and optimiser with what each takes, at the usual values', () => {
    const parts = (settings: Record<string, unknown>) => {
      const { loss, optimiser } = recipeWith(settings).training;
      return { loss, optimiser };
    };
    expect(parts({ loss: 'mse-mae', reduction: 'sum', optimiser: 'sgd' })).toEqual({
      loss: { name: 'mse-mae', mseWeight: 0.8, reduction: 'sum' },
      optimiser: { name: 'sgd', momentum: 0.9 },
    });
    expect(parts({ loss: 'huber', delta: 0.5, optimiser: 'rmsprop', momentum: 0.2 })).toEqual({
      loss: { name: 'huber', delta: 0.5, reduction: 'mean' },
      optimiser: { name: 'rmsprop', momentum: 0.2 },
    });
    expect(parts({ loss: 'ssim' }).loss).toEqual({ name: 'ssim', reduction: 'mean' });
    const before = recipeWith({ mseWeight: 0.5 }, 'cells-dense-mse-mae-70').training.loss;
    expect(before).toEqual({ name: 'mse-mae', mseWeight: 0.5, reduction: 'mean' });
  });

  it('may be words and single numbers, as the command line gives them', () => {
    const { architecture, training } = recipeWith({
      channels: 8,
      batchNorm: 'true',
      flipVertical: 'false',
    });
    expect(architecture.options).toMatchObject({ channels: [8], batchNorm: true });
    expect(training.augmentation.flipVertical).toBe(false);
  });

  it('are refused under an unknown name, with the nearest known one', () => {
    expect(refusal({ epoch: 3 })).toBe('Unknown setting "epoch". Did you mean "epochs"?');
    expect(refusal({ weightdecay: 0, wobble: 1 })).toMatch(/"weightDecay"\?.*"wobble"\.$/);
  });

  it('name the word that was meant', () => {
    expect(refusal({ loss: 'hubr' })).toBe(
      'loss: Expected one of mse, mae, mse-mae, huber, ssim, received "hubr". Did you mean "huber"?',
    );
    expect(refusal({ colour: 'grey' })).toMatch(/Did you mean "gray"\?$/);
  });

  it('make another scorer, with its usual numbers or given ones', () => {
    expect(recipeWith({ scorer: 'nearest' }).scorer).toEqual({ name: 'nearest', k: 5 });
    expect(recipeWith({ scorer: 'mahalanobis', shrinkage: 0.5 }).scorer).toEqual({
      name: 'mahalanobis',
      shrinkage: 0.5,
    });
    expect(recipeWith({ keepPercent: 50 }, 'plain').scorer).toEqual({
      name: 'trimmed-error',
      keepPercent: 50,
    });
    expect(recipeWith({ scorer: 'psnr' }, 'default').scorer).toEqual({ name: 'psnr' });
    expect(recipeWith({ scorer: 'head' }, 'default').scorer).toMatchObject({ name: 'head' });
  });

  it.each([
    ['a size', { width: 4 }, /^width: /],
    ['a fraction of pixels', { shift: 1.5 }, /^shift: /],
    ['an unknown pose', { pose: 'axes' }, /^pose: .*none.*axis/],
    ['an unknown word', { loss: 'l1' }, /^loss: .*mse-mae/],
    ['a momentum of 1', { momentum: 1 }, /^momentum: /],
    ['no channels', { channels: [] }, /^channels: /],
    ['neither yes nor no', { batchNorm: 'maybe' }, /^batchNorm: /],
    ['a share above 1', { noiseShare: 2 }, /^noiseShare: /],
  ])('are refused out of range: %s', (_, settings, message) => {
    expect(refusal(settings)).toMatch(message);
  });

  it.each([
    ['an option of another architecture', { widths: [64] }, /architecture conv .*"widths"/],
    ['the weight of another loss', { mseWeight: 0.5 }, /loss mse .*"mseWeight"/],
    ['the delta of another loss', { delta: 1 }, /loss mse .*"delta"/],
    ['the number of another scorer', { k: 3 }, /scorer error .*"k"/],
    ['a head where there is none', { scorer: 'head' }, /made for error .*"scorer=head"/],
    ['the momentum of another optimiser', { momentum: 0.5 }, /optimiser adam .*"momentum"/],
  ])('are refused where they would do nothing: %s', (_, settings, message) => {
    expect(() => recipeWith(settings)).toThrow(
      expect.objectContaining({ code: 'setting-not-applicable', status: 400 }),
    );
    expect(() => recipeWith(settings)).toThrow(message);
  });
});
