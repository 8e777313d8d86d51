import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../shared/random.ts';
import type { Architecture } from '../../shared/recipe.ts';
import type { InputShape } from '../preprocess/shape.ts';
import type { NamedWeight, Stack } from './layers.ts';

export type { NamedWeight } from './layers.ts';

/** One folder of architectures/: turns options into a net with fresh weights. */
export interface ArchitectureDefinition {
  name: string;
  /** Every option that the architecture takes; all of them must be given. */
  options: readonly string[];
  /**
   * @param random every initial weight follows from it
   * @throws LunkaError `sizes-do-not-fit` where the options are wrong or do not suit the input
   */
  build(options: Architecture['options'], input: InputShape, random: Random): Autoencoder;
}

/** A net that gives back what it gets, as far as it can: an encoder and a decoder around a code. */
export interface Autoencoder {
  /**
   * The whole way: `decode(encode(images))`.
   *
   * @param images [n, height, width, channels] float32, as the recipe's `reference` leaves them
   * @param training whether layers that behave differently in training (batch norm) do so
   * @returns the same shape and scale
   */
  forward(images: tf.Tensor4D, training: boolean): tf.Tensor4D;
  /**
   * The first half, as scoring sees it.
   *
   * @returns [n, codeSize] float32: the latent, or the last map, flat, where there is no dense one
   */
  encode(images: tf.Tensor4D): tf.Tensor2D;
  /** The second half: [n, codeSize] float32 to [n, height, width, channels]. */
  decode(code: tf.Tensor2D): tf.Tensor4D;
  readonly codeSize: number;
  /**
   * The whole way in training; to be called where gradients are taken.
   *
   * @param random for a net that draws its code
   */
  trainingPass(images: tf.Tensor4D, random: Random): TrainingPass;
  /** All weights in a fixed order, under names that are the same for every build. */
  readonly weights: readonly NamedWeight[];
  /** Those that the optimiser moves. */
  readonly trainable: tf.Variable[];
  dispose(): void;
}

export interface TrainingPass {
  /** The same shape and scale as the images. */
  output: tf.Tensor4D;
  /** What the net adds to the loss: a scalar, 0 or more. */
  penalty?: tf.Scalar;
}

/** An encoder whose output, made flat, is the code, and a decoder that takes it as it was. */
export function fromStacks(encoder: Stack, decoder: Stack): Autoencoder {
  const { shape, size } = encoder;
  const forward = (images: tf.Tensor4D, training: boolean): tf.Tensor4D =>
    tf.tidy(() => decoder.apply(encoder.apply(images, training), training));
  return {
    ...owning(encoder, decoder),
    codeSize: size,
    forward,
    encode: (images) => tf.tidy(() => encoder.apply(images, false).reshape([-1, size])),
    decode: (code) => tf.tidy(() => decoder.apply(code.reshape([-1, ...shape]), false)),
    trainingPass: (images) => ({ output: forward(images, true) }),
  };
}

/** The weights of some stacks as an autoencoder has them. */
export function owning(...stacks: Stack[]): Pick<Autoencoder, 'weights' | 'trainable' | 'dispose'> {
  const weights = stacks.flatMap((stack) => stack.weights);
  return {
    weights,
    trainable: weights.map(({ variable }) => variable).filter(({ trainable }) => trainable),
    dispose: () => stacks.forEach((stack) => stack.dispose()),
  };
}

/** Number of trained and running numbers in a net. */
export function countParameters(net: Autoencoder): number {
  return net.weights.reduce((sum, { variable }) => sum + variable.size, 0);
}
