import { describe, expect, it } from 'vitest';
import { checkOutput, checkTraining } from '../../src-main/detector/check.ts';
import type { Training } from '../../src-main/shared/recipe.ts';
import { findPreset, PRESETS } from '../../src-main/shared/presets.ts';
import { recipe } from './cells.ts';

const { preprocess, training } = recipe;

describe('training settings', () => {
  it('pass where all are in range', () => {
    expect(() => checkTraining(training, preprocess)).not.toThrow();
  });

  it.each<[string, Partial<Training>, RegExp]>([
    ['optimiser', { optimiser: { name: 'adan' as 'adam' } }, /"adan".*Did you mean "adam"\?/],
    ['momentum', { optimiser: { name: 'sgd', momentum: 1 } }, /momentum from 0 to 0.999.* 1/],
    ['schedule', { schedule: 'one-cicle' as 'linear' }, /Did you mean "one-cycle"\?/],
    ['loss', { loss: { name: 'l2' as 'mse', reduction: 'mean' } }, /mse, mae, .*"l2"/],
    ['learning rate', { learningRate: 0 }, /learningRate.*received 0/],
    ['learning rate that is no number', { learningRate: NaN }, /learningRate.*received NaN/],
    ['weight decay', { weightDecay: -0.1 }, /weightDecay from 0 to 1/],
    ['batch size', { batchSize: 0 }, /batchSize from 1/],
    ['fraction of an epoch', { epochs: 2.5 }, /whole epochs, received 2.5/],
    ['patience', { patience: 0 }, /patience from 1/],
    ['share', { validationShare: 1 }, /validationShare/],
    ['shift', { augmentation: { ...training.augmentation, shift: 9 } }, /shift from 0 to 8/],
    ['part of a pixel', { augmentation: { ...training.augmentation, shift: 0.5 } }, /whole pixels/],
    ['contrast', { augmentation: { ...training.augmentation, contrastDrift: 2 } }, /contrastDrift/],
    ['noise', { corruption: { ...training.corruption, noise: -1 } }, /noise from 0/],
    ['occlusion', { corruption: { ...training.corruption, occlusion: 1.5 } }, /occlusion from/],
  ])('are refused before any image is read: %s', (_, change, message) => {
    const check = () => checkTraining({ ...training, ...change }, preprocess);
    expect(check).toThrow(expect.objectContaining({ code: 'recipe-not-valid', status: 422 }));
    expect(check).toThrow(message);
  });
});

describe('a sigmoid output', () => {
  const sigmoid = findPreset('cells-conv-batch-64').recipe;

  it('passes with every preset that has one', () => {
    for (const { recipe } of PRESETS) expect(() => checkOutput(recipe)).not.toThrow();
  });

  it.each([
    ['measured against the mean image', { reference: 'mean-image' }],
    ['standardised one by one', { standardise: true }],
    ['relative', { colour: 'relative' }],
  ] as const)('is refused for images that it cannot give back: %s', (_, change) => {
    const preprocess = { ...sigmoid.preprocess, ...change };
    expect(() => checkOutput({ ...sigmoid, preprocess })).toThrow(/linear output.*sigmoid/);
  });
});
