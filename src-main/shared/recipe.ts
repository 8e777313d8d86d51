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
export type ColourSpace = 'rgb' | 'gray' | 'red' | 'chroma' | 'relative' | 'sobel';

export interface Preprocess {
  /** Size of the net's input in pixels. */
  width: number;
  height: number;
  /** Share of each side's length that is kept, in percent, 10..100; 100 keeps all. */
  cropPercent: number;
  colour: ColourSpace;
  /** Standard deviation of a Gaussian blur in pixels of the net's input; 0 for none. */
  blurSigma: number;
}

/** One folder in src-main/detector/architectures each; sizes are the folder's own. */
export interface Architecture {
  name: string;
  /** Numbers of channels, widths, latent size ... whatever the architecture documents. */
  sizes: Record<string, number | number[]>;
}

export interface Training {
  loss: 'mse' | 'mae';
  optimiser: 'adam';
  learningRate: number;
  /** `linear`: the rate falls evenly from batch to batch, to a twentieth at the end. */
  learningRateDecay: 'none' | 'linear';
  batchSize: number;
  epochs: number;
  /**
   * Standard deviation of the Gaussian noise that the net has to remove, in standard deviations of
   * the training images.
   */
  noise: number;
  /** Share of the training images with a rectangle painted over that the net has to remove, 0..1. */
  occlusion: number;
  /** Share of the normals held out of the fit for the stop rule and the threshold, 0.05..0.5. */
  validationShare: number;
  /** Epochs without a better validation loss after which training stops. */
  patience: number;
}

export type Scorer =
  /** The mean reconstruction error of an image. */
  | { name: 'error' }
  /**
   * The same over the best-reconstructed blocks of an 8x8 grid, `keepPercent` of them (1..100), so
   * that an object which covers less than the rest cannot raise it.
   */
  | { name: 'trimmed-error'; keepPercent: number };
