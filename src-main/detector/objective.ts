import * as tf from '@tensorflow/tfjs';
import type { Random } from '../shared/random.ts';
import { toBatch } from './detector.ts';
import type { Detector } from './detector.ts';
import { batchLoss } from './losses/index.ts';
import type { Stepper } from './optimisers.ts';
import { valuesPerImage } from './preprocess/shape.ts';

/** Standardised images, `valuesPerImage` values each, one after the other. */
export interface FitData {
  fit: Float32Array;
  validation: Float32Array;
}

/** Standardised images, one after the other: what the net sees and what it has to give back. */
export interface Pair {
  seen: Float32Array;
  wanted: Float32Array;
}

/**
 * One step of the optimiser from `seen` towards `wanted`.
 *
 * @returns the batch's loss, with the net's own penalty where it has one
 */
export function trainOnBatch(
  { net, recipe, shape }: Detector,
  { seen, wanted }: Pair,
  stepper: Stepper,
  learningRate: number,
  random: Random,
): number {
  const cost = tf.tidy(() => {
    const input = toBatch(seen, shape);
    const target = toBatch(wanted, shape);
    const { value, grads } = tf.variableGrads(() => {
      const { output, penalty } = net.trainingPass(input, random);
      const loss = batchLoss(recipe.training.loss, target, output);
      return penalty ? loss.add<tf.Scalar>(penalty) : loss;
    }, net.trainable);
    stepper.step(
      net.trainable.map(({ name }) => grads[name]!),
      learningRate,
    );
    return value;
  });
  const value = cost.dataSync()[0] ?? NaN;
  cost.dispose();
  return value;
}

const VALIDATION_BATCH = 256;

/** Mean loss over all images, as scoring sees them: no noise, and no penalty. */
export function validate(detector: Detector, pixels: Float32Array): number {
  const { net, recipe, shape } = detector;
  const size = valuesPerImage(shape);
  let sum = 0;
  for (let start = 0; start < pixels.length; start += VALIDATION_BATCH * size) {
    const piece = pixels.subarray(start, start + VALIDATION_BATCH * size);
    const loss = tf.tidy(() => {
      const target = toBatch(piece, shape);
      return batchLoss(recipe.training.loss, target, net.forward(target, false));
    });
    sum += (loss.dataSync()[0] ?? NaN) * piece.length;
    loss.dispose();
  }
  return sum / pixels.length;
}

/** The images with these indices, one after the other. */
export function gather(pixels: Float32Array, indices: Int32Array, size: number): Float32Array {
  const out = new Float32Array(indices.length * size);
  indices.forEach((index, i) =>
    out.set(pixels.subarray(index * size, (index + 1) * size), i * size),
  );
  return out;
}
