import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../shared/recipe.ts';
import { buildAutoencoder } from './architectures/index.ts';
import type { Autoencoder } from './architectures/autoencoder.ts';
import { checkTraining } from './check.ts';
import { pointwiseError } from './losses/index.ts';
import { inputShape, valuesPerImage } from './preprocess/shape.ts';
import type { InputShape } from './preprocess/shape.ts';
import { scoreErrors } from './scorers.ts';
import { standardise } from './standardise.ts';
import type { Standard } from './standardise.ts';

/** A detector in memory: all that is needed to score an image. Its tensors live until `dispose`. */
export interface Detector {
  recipe: Recipe;
  shape: InputShape;
  net: Autoencoder;
  standard: Standard;
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
 * Scores images by their reconstruction error, in the measure that the net was trained on and in
 * units of the standardised image.
 *
 * @param images [n, height, width, channels] float32, as preprocessing made them
 * @returns n scores, 0 or more; higher = more likely a leak
 */
export function scoreImages({ recipe, net, standard }: Detector, images: tf.Tensor4D): number[] {
  const scores = tf.tidy(() => {
    const input = standardise(images, standard);
    const errors = pointwiseError(recipe.training.loss, input, net.forward(input, false));
    return scoreErrors(recipe.scorer, errors);
  });
  const values = [...scores.dataSync()];
  scores.dispose();
  return values;
}
