import type { ColourSpace, Recipe } from '../recipe.ts';
import { plainTraining } from './preset.ts';
import type { Preset } from './preset.ts';

function deepConv(colour: ColourSpace): Recipe {
  return {
    preprocess: {
      width: 128,
      height: 64,
      cropPercent: 100,
      // Screws lie in any direction; a net that has to learn all of them sees no scratch.
      pose: 'axis',
      colour,
      blurSigma: colour === 'sobel' ? 1 : 0,
      standardise: false,
      reference: 'mean-image',
    },
    architecture: {
      name: 'conv',
      options: {
        channels: [16, 32, 64, 64],
        kernel: 3,
        latent: 64,
        output: 'linear',
        batchNorm: true,
      },
    },
    training: plainTraining(40, { batchSize: 32, learningRate: 0.002, schedule: 'one-cycle' }),
    scorer: { name: 'worst-deviation', sigma: 1 },
    // Sound screws alone are learned from: no defect is at hand to choose a cut with.
    threshold: 'normal-quantile',
    thresholdValue: 0.95,
  };
}

export const SCREW_PRESETS: readonly Preset[] = [
  {
    name: 'screws-deep-conv',
    description: 'A deep convolutional autoencoder on gray objects, laid along 128x64 pixels.',
    data: 'screws',
    published: 'accuracy 0.86',
    recipe: deepConv('gray'),
  },
  {
    name: 'screws-deep-conv-sobel',
    description: 'The same on their edges, by Sobel.',
    data: 'screws',
    published: 'accuracy 0.86',
    recipe: deepConv('sobel'),
  },
];
