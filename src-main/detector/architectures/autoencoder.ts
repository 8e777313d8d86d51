import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../../shared/errors.ts';
import type { Architecture } from '../../shared/recipe.ts';
import type { InputShape } from '../preprocess/shape.ts';

export type Sizes = Architecture['sizes'];

/** One folder of architectures/: turns sizes into a net with fresh weights. */
export interface ArchitectureDefinition {
  name: string;
  /**
   * @param seed every initial weight follows from it
   * @throws LunkaError `sizes-do-not-fit` where the sizes are wrong or do not suit the input
   */
  build(sizes: Sizes, input: InputShape, seed: number): Autoencoder;
}

/** A net that gives back what it gets, as far as it can. */
export interface Autoencoder {
  /**
   * @param images [n, height, width, channels] float32, standardised
   * @param training whether layers that behave differently in training (dropout, batch norm) do so
   * @returns the same shape and scale
   */
  forward(images: tf.Tensor4D, training: boolean): tf.Tensor4D;
  /** All weights in a fixed order, under names that are the same for every build. */
  readonly weights: readonly NamedWeight[];
  /** Those that the optimiser moves. */
  readonly trainable: tf.Variable[];
  dispose(): void;
}

export interface NamedWeight {
  name: string;
  variable: tf.Variable;
}

/** Wraps a layers model whose layers all carry names of their own. */
export function fromLayers(model: tf.LayersModel): Autoencoder {
  return {
    forward: (images, training) => model.apply(images, { training }) as tf.Tensor4D,
    weights: model.weights.map((weight) => ({
      // `name` would carry a counter where a process builds the same net twice.
      name: weight.originalName,
      variable: weight.read() as tf.Variable,
    })),
    trainable: model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    dispose: () => model.dispose(),
  };
}

/** Number of trained and running numbers in a net. */
export function countParameters(net: Autoencoder): number {
  return net.weights.reduce((sum, { variable }) => sum + variable.size, 0);
}

/** Hands out a new seed for every layer, so that no two layers start alike. */
export function seededKernels(
  seed: number,
): () => ReturnType<typeof tf.initializers.glorotUniform> {
  let next = seed;
  return () => tf.initializers.glorotUniform({ seed: ++next });
}

/**
 * Reads one whole number of an architecture's sizes.
 *
 * @throws LunkaError `sizes-do-not-fit`
 */
export function wholeSize(sizes: Sizes, key: string, from: number, to: number): number {
  const value = sizes[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < from || value > to) {
    sizesDoNotFit(`"${key}" as a whole number from ${from} to ${to}`, JSON.stringify(value));
  }
  return value;
}

/**
 * Reads a list of whole numbers, `from`..`to` each, at most `most` of them.
 *
 * @throws LunkaError `sizes-do-not-fit`
 */
export function wholeSizes(
  sizes: Sizes,
  key: string,
  { from, to, most }: { from: number; to: number; most: number },
): number[] {
  const value = sizes[key];
  const fits =
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= most &&
    value.every((item) => Number.isInteger(item) && item >= from && item <= to);
  if (!fits) {
    sizesDoNotFit(
      `"${key}" as 1 to ${most} whole numbers from ${from} to ${to}`,
      JSON.stringify(value),
    );
  }
  return value;
}

/** The one way to refuse sizes. */
export function sizesDoNotFit(expected: string, received: string | undefined): never {
  throw new LunkaError(
    'sizes-do-not-fit',
    422,
    `Architecture: expected ${expected}, received ${received ?? 'nothing'}. Mend the recipe.`,
  );
}
