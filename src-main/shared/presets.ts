import type { Recipe } from './recipe.ts';
import { LunkaError } from './errors.ts';

export interface Preset {
  name: string;
  description: string;
  recipe: Recipe;
}

const smallConv: Recipe = {
  preprocess: { width: 32, height: 32, cropPercent: 70, colour: 'relative', blurSigma: 1 },
  architecture: { name: 'small-conv', sizes: { channels: [16, 16], latent: 8 } },
  training: {
    loss: 'mse',
    optimiser: 'adam',
    learningRate: 0.002,
    learningRateDecay: 'linear',
    batchSize: 64,
    epochs: 5,
    noise: 0.3,
    occlusion: 0.5,
    validationShare: 0.15,
    patience: 5,
  },
  scorer: { name: 'trimmed-error', keepPercent: 75 },
  threshold: 'youden',
};

export const PRESETS: Preset[] = [
  {
    name: 'small-conv',
    description: 'A small convolutional denoising autoencoder judged by its reconstruction error.',
    recipe: smallConv,
  },
];

export const DEFAULT_PRESET = 'small-conv';

/** @throws LunkaError `unknown-preset`, naming those there are */
export function findPreset(name: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.name === name);
  if (!preset) {
    throw new LunkaError(
      'unknown-preset',
      400,
      `Expected one of the presets ${PRESETS.map((known) => known.name).join(', ')}, received "${name}".`,
    );
  }
  return preset;
}
