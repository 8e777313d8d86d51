/**
 * A recipe: everything that decides what a detector will be, as plain data. It is stored with every
 * detector, so that training and scoring can never differ in how an image is prepared.
 */
export interface Recipe {
  preprocess: Preprocess;
  architecture: Architecture;
  training: Training;
  scorer: Scorer;
  /** Name of a threshold strategy in shared/thresholds.ts. */
  threshold: string;
  /** What the strategy takes, where not its defaults: by name, or one number for the first. */
  thresholdValue?: number | Record<string, number>;
}

/** See detector/preprocess/colour.ts for what each means. */
export const COLOUR_SPACES = ['rgb', 'gray', 'red', 'chroma', 'relative', 'sobel'] as const;
export type ColourSpace = (typeof COLOUR_SPACES)[number];

/** See detector/preprocess/pose.ts. */
export const POSES = ['none', 'axis'] as const;
export type Pose = (typeof POSES)[number];

export interface Preprocess {
  /** Size of the net's input in pixels. */
  width: number;
  height: number;
  /** Share of each side's length that is kept, in percent, 10..100; 100 keeps all. */
  cropPercent: number;
  /**
   * `axis` turns and scales the one object on an even ground so that it lies along the net's input,
   * broad end left, and fills it; `none`, or nothing at all, leaves it as it lies.
   */
  pose?: Pose;
  colour: ColourSpace;
  /** Standard deviation of a Gaussian blur in pixels of the net's input; 0 for none. */
  blurSigma: number;
  /** Whether each image is brought to a mean of 0 and a standard deviation of 1 by itself. */
  standardise: boolean;
  /**
   * What the net's input is measured against, last of all: `mean-image` subtracts the mean of the
   * training images and divides by their one standard deviation; `none` leaves values as they are,
   * which a sigmoid output and SSIM need.
   */
  reference: 'mean-image' | 'none';
}

/** One folder in src-main/detector/architectures each; its README says what options it takes. */
export interface Architecture {
  name: string;
  options: Record<string, OptionValue>;
}

export type OptionValue = number | number[] | string | boolean;

/** See detector/losses/. */
export const LOSSES = ['mse', 'mae', 'mse-mae', 'huber', 'ssim'] as const;

export type Loss = {
  /** Over the values of an image; either way the batch's loss is the mean over its images. */
  reduction: 'mean' | 'sum';
} & (
  | { name: 'mse' | 'mae' | 'ssim' }
  /** `mseWeight` MSE + (1 - `mseWeight`) MAE; 0..1. */
  | { name: 'mse-mae'; mseWeight: number }
  /** Squared up to an error of `delta`, above 0, and straight beyond. */
  | { name: 'huber'; delta: number }
);

/** See detector/optimisers.ts. */
export const OPTIMISERS = ['sgd', 'adam', 'rmsprop'] as const;

/** `momentum`: share of the last step that is kept, 0..1 exclusive. */
export type Optimiser = { name: 'adam' } | { name: 'sgd' | 'rmsprop'; momentum: number };

/** See detector/schedules.ts. */
export const SCHEDULES = ['constant', 'linear', 'one-cycle'] as const;
export type Schedule = (typeof SCHEDULES)[number];

export interface Training {
  loss: Loss;
  optimiser: Optimiser;
  /** The highest that the schedule reaches. */
  learningRate: number;
  schedule: Schedule;
  /** Share of each weight that a step takes off per unit of learning rate, 0 for none. */
  weightDecay: number;
  batchSize: number;
  epochs: number;
  augmentation: Augmentation;
  corruption: Corruption;
  /** Share of the normals held out of the fit for the stop rule and the threshold, 0.01..0.9. */
  validationShare: number;
  /** Epochs without a better validation loss after which training stops. */
  patience: number;
}

/**
 * How training images are varied, each time anew; the net has to give back the varied image. Drifts
 * are the largest, either way, in units of the prepared image (in `rgb`, 1 is the whole range).
 */
export interface Augmentation {
  /** Whether half of the images are mirrored left to right, and top to bottom. */
  flipHorizontal: boolean;
  flipVertical: boolean;
  /** Largest shift in whole pixels, along both axes; the border is repeated. */
  shift: number;
  /** Largest amount added to all values of an image. */
  brightnessDrift: number;
  /** Largest relative change of the distance to the image's mean, 0..1. */
  contrastDrift: number;
  /** Largest amount added to each channel by itself. */
  colourDrift: number;
}

/** How the net's input is damaged in training; the net has to give back the whole image. */
export interface Corruption {
  /** Standard deviation of Gaussian noise, in units of the net's input (see `reference`). */
  noise: number;
  /** Share of the images that get noise, 0..1: the others are seen clean. */
  noiseShare: number;
  /** Share of the images with a rectangle painted over, 0..1. */
  occlusion: number;
}

/** See detector/scorers/. */
export const SCORERS = [
  'error',
  'trimmed-error',
  'worst-patch',
  'psnr',
  'worst-deviation',
  'mahalanobis',
  'nearest',
  'head',
] as const;

export type Scorer =
  /** The mean reconstruction error of an image, in the measure that the net was trained on. */
  | { name: 'error' }
  /**
   * The same over the best-reconstructed blocks of an 8x8 grid, `keepPercent` of them (1..100), so
   * that an object which covers less than the rest cannot raise it.
   */
  | { name: 'trimmed-error'; keepPercent: number }
  /** The same of the worst-reconstructed block of that grid. */
  | { name: 'worst-patch' }
  /** Minus the peak signal-to-noise ratio, in decibels. */
  | { name: 'psnr' }
  /**
   * Where the reconstruction is off by the most, measured in what is usual at that very place among
   * the fitted normals; `sigma` 0..8 of a blur before, in pixels of the net's input, over which
   * errors of one sign add up and grain cancels.
   */
  | { name: 'worst-deviation'; sigma: number }
  /**
   * Mahalanobis distance of the latent from those of the fitted normals; `shrinkage` 0..1 of their
   * covariance towards a sphere.
   */
  | { name: 'mahalanobis'; shrinkage: number }
  /** Mean distance of the latent to the `k` nearest of the fitted normals. */
  | { name: 'nearest'; k: number }
  | HeadScorer;

/** How a reviewed image moves the logits of images like it. */
export interface Pull {
  /** Most that it moves them, 0 or more. */
  strength: number;
  /** Distance in scaled features from which on it moves them no more, above 0. */
  reach: number;
}

/**
 * A regularised logistic regression on block colour, block residuals and the latent, fitted on
 * everything labelled; its score is the logit. See detector/head/README.md.
 */
export interface HeadScorer {
  name: 'head';
  features: Features;
  /** L2 penalty on the weights, above 0. */
  lambda: number;
  /** Parts of the labelled images, look-alikes together, each judged by a head without it; 2..20. */
  folds: number;
  /** Clusters of look-alikes that folds are dealt from, at most. */
  normalClusters: number;
  leakClusters: number;
  made: MadeImages;
  /** What nearness to known images counts beside the logit; absent: nothing. See head/known.ts. */
  neighbours?: {
    /** Of the logarithm of how much nearer a known leak is than a known normal, 0 or more. */
    weight: number;
    /** Known images of each class compared with at most, and as many that were made of them. */
    most: number;
  };
  review: {
    /** What a reviewed leak does to images like it. */
    raise: Pull;
    /**
     * What a false alarm does. Shorter and weaker: what it lowers wrongly is a leak that is lost. It
     * lowers by no more than brings itself `margin` below what normals surely pass at; absent: by its
     * strength.
     */
    lower: Pull & { margin?: number };
    /** Distance within which images are look-alikes. */
    alike: number;
    /**
     * How many times nearer than it is a known leak counts where it keeps an image from being
     * lowered, and how many times farther a known normal where it keeps one from being raised; 1 and
     * up. A missed leak costs more than a false alarm, and the nearest of thousands of normals is
     * near by chance.
     */
    favour: number;
  };
}

/** What the head and the queue look at. */
export interface Features {
  /** Blocks of the colour grid, down and across. */
  rows: number;
  columns: number;
  /** What residuals and latent count beside colour, which counts 1. */
  residualScale: number;
  latentScale: number;
}

/** Images made of labelled ones for the head's fit alone; numbers of 0 make none. */
export interface MadeImages {
  /** Normals, and copies of leaks at most, that are moved and get a bar or another light. */
  jittered: number;
  copiesPerLeak: number;
  jitteredWeight: number;
  /** Normals out of which empty cells are made, one under usual and one under bluer light each. */
  empty: number;
  emptyWeight: number;
}
