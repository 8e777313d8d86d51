import * as tf from '@tensorflow/tfjs';
import type { TrainSamples } from '../shared/worker/results.ts';
import { toBatch } from './detector.ts';
import type { Detector } from './detector.ts';
import { toViewable } from './preprocess/index.ts';
import { valuesPerImage } from './preprocess/shape.ts';
import { destandardise } from './standardise.ts';

/** Images whose reconstructions are shown while a net is fitted. */
const SAMPLES = 8;

/**
 * The same few held-out images for a whole fit, evenly spread over all of them.
 *
 * @param validation standardised images, one after the other
 * @returns up to 8 of them, one after the other
 */
export function chooseSamples(validation: Float32Array, { shape }: Detector): Float32Array {
  const size = valuesPerImage(shape);
  const images = validation.length / size;
  const count = Math.min(SAMPLES, images);
  const chosen = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const at = Math.floor(((i + 0.5) * images) / count) * size;
    chosen.set(validation.subarray(at, at + size), i * size);
  }
  return chosen;
}

/**
 * What the net makes of the samples as it stands.
 *
 * @param epoch of which the weights are; 0 shows the samples themselves
 */
export function showSamples(
  detector: Detector,
  samples: Float32Array,
  epoch: number,
): TrainSamples {
  const { shape, net, standard, recipe } = detector;
  const pictures = tf.tidy(() => {
    const input = toBatch(samples, shape);
    const shown = destandardise(epoch === 0 ? input : net.forward(input, false), standard);
    return toViewable(shown, recipe.preprocess).clipByValue(0, 1).mul<tf.Tensor4D>(255);
  });
  const bytes = Uint8Array.from(pictures.dataSync(), Math.round);
  pictures.dispose();
  const size = shape.height * shape.width * 3;
  const count = bytes.length / size;
  return {
    epoch,
    width: shape.width,
    height: shape.height,
    pictures: Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size)),
  };
}
