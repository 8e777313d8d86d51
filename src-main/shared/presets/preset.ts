import type { Augmentation, Corruption, Recipe, Training } from '../recipe.ts';

export interface Preset {
  /** kebab-case, stable: detectors remember it. */
  name: string;
  /** One sentence for people. */
  description: string;
  /** What it is meant for; nothing keeps it from being tried on other images. */
  data: 'cells' | 'digits' | 'screws';
  /** What others have published for such a detector; null where it is the product's own. */
  published: string | null;
  recipe: Recipe;
}

export const NO_AUGMENTATION: Augmentation = {
  flipHorizontal: false,
  flipVertical: false,
  shift: 0,
  brightnessDrift: 0,
  contrastDrift: 0,
  colourDrift: 0,
};

export const NO_CORRUPTION: Corruption = { noise: 0, noiseShare: 1, occlusion: 0 };

/** What the published detectors have in common: Adam at its usual rate, and no early stop. */
export function plainTraining(epochs: number, changes: Partial<Training> = {}): Training {
  return {
    loss: { name: 'mse', reduction: 'mean' },
    optimiser: { name: 'adam' },
    learningRate: 0.001,
    schedule: 'constant',
    weightDecay: 0,
    batchSize: 64,
    epochs,
    augmentation: NO_AUGMENTATION,
    corruption: NO_CORRUPTION,
    validationShare: 0.15,
    patience: epochs,
    ...changes,
  };
}
