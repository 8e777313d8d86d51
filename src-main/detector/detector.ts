import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../shared/recipe.ts';
import { buildAutoencoder } from './architectures/index.ts';
import type { Autoencoder } from './architectures/autoencoder.ts';
import { checkTraining } from './check.ts';
import type { Judge } from './judge.ts';
import { inputShape, valuesPerImage } from './preprocess/shape.ts';
import type { InputShape } from './preprocess/shape.ts';
import { checkScorerSettings } from './scorers/check.ts';
import { scorePass } from './scorers/index.ts';
import type { Pass } from './scorers/pass.ts';
import { standardise } from './standardise.ts';
import type { Standard } from './standardise.ts';

/** A detector in memory: all that is needed to score an image. Its tensors live until `dispose`. */
export interface Detector {
  recipe: Recipe;
  shape: InputShape;
  net: Autoencoder;
  standard: Standard;
  /** Absent until training has fitted it. */
  judge?: Judge;
  dispose(): void;
}

/**
 * Builds the net of a recipe with fresh weights; its input is not standardised yet.
 *
 * @throws LunkaError `recipe-not-valid`, `architecture-unknown`, `sizes-do-not-fit`
 */
export function createDetector(recipe: Recipe, seed: number): Detector {
  const shape = inputShape(recipe.preprocess);
  checkTraining(recipe.training, recipe.preprocess);
  checkScorerSettings(recipe.scorer, recipe.preprocess);
  const net = buildAutoencoder(recipe.architecture, shape, seed);
  return {
    recipe,
    shape,
    net,
    standard: { mean: tf.zeros([shape.height, shape.width, shape.channels]), deviation: 1 },
    dispose() {
      net.dispose();
      this.standard.mean.dispose();
    },
  };
}

/** Replaces what the input is measured against; `mean` belongs to the detector from now on. */
export function setStandard(detector: Detector, mean: tf.Tensor3D, deviation: number): void {
  detector.standard.mean.dispose();
  detector.standard = { mean, deviation };
}

/** Images one after the other as [n, height, width, channels] float32. */
export function toBatch(pixels: Float32Array, shape: InputShape): tf.Tensor4D {
  const { height, width, channels } = shape;
  return tf.tensor4d(pixels, [pixels.length / valuesPerImage(shape), height, width, channels]);
}

/**
 * Images on their way through the net. To be called within `tf.tidy`.
 *
 * @param images [n, height, width, channels] float32, as preprocessing made them
 * @param canvas the same photographs, small and whole
 */
export function passThrough(
  { net, standard }: Detector,
  images: tf.Tensor4D,
  canvas?: tf.Tensor4D,
): Pass {
  const input = standardise(images, standard);
  const code = net.encode(input);
  return { input, code, output: net.decode(code), canvas };
}

/** What scores images: the judge's scorer, once there is one. */
export function scorerOf({ recipe, judge }: Detector): Recipe['scorer'] {
  return judge?.scorer ?? recipe.scorer;
}

/**
 * Scores images; errors are in units of the standardised image.
 *
 * @param images [n, height, width, channels] float32, as preprocessing made them
 * @param canvas the same photographs, small and whole, where the scorer needs them
 * @returns n scores; higher = more likely a leak
 */
export function scoreImages(
  detector: Detector,
  images: tf.Tensor4D,
  canvas?: tf.Tensor4D,
): number[] {
  const { recipe, standard, judge } = detector;
  const scores = tf.tidy(() => {
    const basis = { loss: recipe.training.loss, deviation: standard.deviation, judge };
    return scorePass(scorerOf(detector), passThrough(detector, images, canvas), basis);
  });
  const values = [...scores.dataSync()];
  scores.dispose();
  return values;
}
