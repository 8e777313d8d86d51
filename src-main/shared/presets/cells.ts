import type { Architecture, Preprocess, Recipe } from '../recipe.ts';
import { NO_AUGMENTATION, NO_CORRUPTION, plainTraining } from './preset.ts';
import type { Preset } from './preset.ts';

const smallConv: Recipe = {
  preprocess: {
    width: 32,
    height: 32,
    cropPercent: 70,
    colour: 'relative',
    blurSigma: 1,
    standardise: false,
    reference: 'mean-image',
  },
  architecture: { name: 'small-conv', options: { channels: [16, 16], latent: 8 } },
  training: plainTraining(5, {
    learningRate: 0.002,
    schedule: 'linear',
    corruption: { noise: 0.3, noiseShare: 1, occlusion: 0.5 },
  }),
  scorer: { name: 'trimmed-error', keepPercent: 75 },
  threshold: 'youden',
};

/**
 * A quarter of the pixels makes the same figures on made shifts (head/README.md) and takes a third
 * of the time.
 */
const withHead: Recipe = {
  ...smallConv,
  preprocess: { ...smallConv.preprocess, width: 16, height: 16, blurSigma: 0.5 },
  architecture: { name: 'small-conv', options: { channels: [16, 16], latent: 4 } },
  scorer: {
    name: 'head',
    features: { rows: 12, columns: 8, residualScale: 0.15, latentScale: 0.3 },
    lambda: 0.03,
    folds: 5,
    normalClusters: 60,
    leakClusters: 10,
    made: {
      jittered: 2000,
      copiesPerLeak: 4,
      jitteredWeight: 0.5,
      empty: 100,
      emptyWeight: 0.2,
    },
    neighbours: { weight: 1, most: 2000 },
    review: {
      raise: { strength: 4, reach: 2.75 },
      lower: { strength: 3, reach: 1.7, margin: 0.25 },
      alike: 1,
      favour: 1.3,
    },
  },
  threshold: 'gap',
  thresholdValue: { share: 0.995, lean: 0.2 },
};

/** The whole cell in all its colours, as the published detectors see it. */
function wholeCell(width: number, height: number): Preprocess {
  return {
    width,
    height,
    cropPercent: 100,
    colour: 'rgb',
    blurSigma: 0,
    standardise: false,
    reference: 'none',
  };
}

const denoisingDense: Recipe = {
  preprocess: wholeCell(32, 48),
  architecture: {
    name: 'dense',
    options: { widths: [512, 256, 128], bottleneck: 'relu', output: 'sigmoid', batchNorm: false },
  },
  training: plainTraining(30, { corruption: { ...NO_CORRUPTION, noise: 0.2 } }),
  scorer: { name: 'error' },
  threshold: 'mean-leak',
};

function denoisingDenseWithMae(epochs: number): Recipe {
  const { training } = denoisingDense;
  const loss = { name: 'mse-mae', mseWeight: 0.8, reduction: 'mean' } as const;
  return {
    ...denoisingDense,
    training: { ...training, loss, epochs, patience: epochs },
    threshold: 'max-f1',
  };
}

function convolutional(architecture: Architecture, threshold: string): Recipe {
  return {
    preprocess: wholeCell(32, 32),
    architecture,
    training: plainTraining(25),
    scorer: { name: 'error' },
    threshold,
  };
}

const halves = { channels: [16, 32], kernel: 3, output: 'sigmoid', batchNorm: false };

/** The KL term is a sum over the latent, so the error is summed over the image beside it. */
function variational(latent: number): Recipe {
  const options = { ...halves, latent, klWeight: 1 };
  return {
    ...convolutional({ name: 'variational', options }, 'youden'),
    training: plainTraining(25, { loss: { name: 'mse', reduction: 'sum' } }),
  };
}

const conv = convolutional({ name: 'conv', options: { ...halves, latent: 0 } }, 'youden');

export const CELL_PRESETS: readonly Preset[] = [
  {
    name: 'default',
    description: 'The small autoencoder and a logistic head that learns from every correction.',
    data: 'cells',
    published: null,
    recipe: withHead,
  },
  {
    name: 'small-conv',
    description: 'A small convolutional denoising autoencoder judged by its reconstruction error.',
    data: 'cells',
    published: null,
    recipe: smallConv,
  },
  {
    name: 'plain',
    description: 'The same with its cut placed from the known leaks; the best without a head.',
    data: 'cells',
    published: null,
    recipe: { ...smallConv, threshold: 'leak-quantile', thresholdValue: { share: 0.93 } },
  },
  {
    name: 'patch',
    description:
      'As small-conv, of embedded patches: no convolution, for want of a native library.',
    data: 'cells',
    published: null,
    recipe: {
      ...smallConv,
      architecture: {
        name: 'patch',
        options: { patch: 4, embedding: 16, latent: 8, output: 'linear' },
      },
    },
  },
  {
    name: 'cells-dense-mean-leak',
    description: 'A dense denoising autoencoder; the cut is the mean error of the leaks.',
    data: 'cells',
    published: 'TNR 0.89',
    recipe: denoisingDense,
  },
  {
    name: 'cells-dense-max-f1',
    description: 'The dense denoising autoencoder with the cut of the largest F1.',
    data: 'cells',
    published: 'TPR 0.78 / TNR 0.86',
    recipe: { ...denoisingDense, threshold: 'max-f1' },
  },
  {
    name: 'cells-dense-mse-mae',
    description: 'The dense denoising autoencoder with 0.8 MSE + 0.2 MAE, 30 epochs as well.',
    data: 'cells',
    published: 'TPR 0.78 / TNR 0.86',
    recipe: denoisingDenseWithMae(30),
  },
  {
    name: 'cells-dense-mse-mae-100',
    description: 'The dense denoising autoencoder with 0.8 MSE + 0.2 MAE, 100 epochs.',
    data: 'cells',
    published: 'TPR 0.78 / TNR 0.86',
    recipe: denoisingDenseWithMae(100),
  },
  {
    name: 'cells-dense-mse-mae-70',
    description: 'The dense denoising autoencoder with 0.8 MSE + 0.2 MAE, 70 epochs.',
    data: 'cells',
    published: 'TPR 0.78 / TNR 0.86',
    recipe: denoisingDenseWithMae(70),
  },
  {
    name: 'cells-conv-latent-2',
    description: 'A convolutional autoencoder with a latent of 2 and a two-sided threshold.',
    data: 'cells',
    published: 'TPR 0.84 / TNR 0.84',
    recipe: convolutional({ name: 'conv', options: { ...halves, latent: 2 } }, 'two-sided'),
  },
  {
    name: 'cells-vae-2',
    description: 'A variational autoencoder with a latent of 2.',
    data: 'cells',
    published: 'about TPR 0.84 / TNR 0.84',
    recipe: variational(2),
  },
  {
    name: 'cells-vae-100',
    description: 'A variational autoencoder with a latent of 100.',
    data: 'cells',
    published: 'about TPR 0.84 / TNR 0.84',
    recipe: variational(100),
  },
  {
    name: 'cells-conv-batch-64',
    description: 'A convolutional autoencoder at 32x32, 25 epochs in batches of 64.',
    data: 'cells',
    published: 'below TPR 0.91 / TNR 0.91',
    recipe: conv,
  },
  {
    name: 'cells-conv-batch-128',
    description: 'The same in batches of 128.',
    data: 'cells',
    published: 'below TPR 0.91 / TNR 0.91',
    recipe: { ...conv, training: { ...conv.training, batchSize: 128 } },
  },
  {
    name: 'cells-conv-augmented',
    description: 'The same in batches of 64, with flips, shifts and drifts of light.',
    data: 'cells',
    published: 'below TPR 0.91 / TNR 0.91',
    recipe: {
      ...conv,
      training: {
        ...conv.training,
        augmentation: {
          ...NO_AUGMENTATION,
          flipHorizontal: true,
          shift: 2,
          brightnessDrift: 0.1,
          contrastDrift: 0.1,
          colourDrift: 0.02,
        },
      },
    },
  },
  {
    name: 'cells-small-conv-tree',
    description: 'Eight and sixteen channels, centre crop, blur, 5 epochs, a depth-1 tree.',
    data: 'cells',
    published: 'TPR 0.930 / TNR 0.937',
    recipe: {
      ...convolutional(
        { name: 'conv', options: { ...halves, channels: [8, 16], latent: 0 } },
        'tree-gini',
      ),
      preprocess: { ...wholeCell(32, 32), cropPercent: 70, blurSigma: 1 },
      training: plainTraining(5),
    },
  },
];
