import type { ColourSpace, Recipe } from '../recipe.ts';
import { plainTraining } from './preset.ts';
import type { Preset } from './preset.ts';

function deepConv(colour: ColourSpace): Recipe {
  return {
    preprocess: {
      width: 128,
      height: 128,
      cropPercent: 100,
      colour,
      blurSigma: colour === 'sobel' ? 1 : 0,
      standardise: false,
      reference: 'none',
    },
    architecture: {
      name: 'conv',
      options: {
        channels: [16, 32, 64, 64],
        kernel: 3,
        latent: 128,
        output: 'sigmoid',
        batchNorm: true,
      },
    },
    training: plainTraining(40, { batchSize: 32, learningRate: 0.002, schedule: 'one-cycle' }),
    scorer: { name: 'error' },
    // Sound screws alone are learned from: no defect is at hand to choose a cut with.
    threshold: 'normal-quantile',
    thresholdValue: 0.95,
  };
}

export const SCREW_PRESETS: readonly Preset[] = [
  {
    name: 'screws-deep-conv',
    description: 'A deep convolutional autoencoder on gray images of 128x128.',
    data: 'screws',
    published: 'accuracy 0.86',
    recipe: deepConv('gray'),
  },
  {
    name: 'screws-deep-conv-sobel',
    description: 'The same on the edges of the image, by Sobel.',
    data: 'screws',
    published: 'accuracy 0.86',
    recipe: deepConv('sobel'),
  },
];
