import * as tf from '@tensorflow/tfjs';
import { fromLayers, seededKernels, sizesDoNotFit, wholeSize, wholeSizes } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';

/** See README.md beside this file. */
export const smallConv: ArchitectureDefinition = {
  name: 'small-conv',
  build(sizes, input, seed) {
    const channels = wholeSizes(sizes, 'channels', { from: 1, to: 128, most: 4 });
    const latent = wholeSize(sizes, 'latent', 0, 1024);
    const strides = channels.map((_, i) => (i === 0 ? 4 : 2));
    const step = strides.reduce((a, b) => a * b, 1);
    const { height, width } = input;
    if (height % step !== 0 || width % step !== 0) {
      sizesDoNotFit(
        `a height and a width divisible by ${step}, as ${channels.length} layers shrink them`,
        `${height} x ${width} pixels`,
      );
    }

    const kernel = seededKernels(seed);
    // Kernel and stride are alike: every layer sees patches that do not overlap.
    const patch = (i: number) =>
      ({ kernelSize: strides[i]!, strides: strides[i]!, padding: 'same' }) as const;
    const model = tf.sequential({ name: 'small-conv' });
    for (const [i, filters] of channels.entries()) {
      model.add(
        tf.layers.conv2d({
          ...patch(i),
          name: `down-${i + 1}`,
          filters,
          activation: 'relu',
          kernelInitializer: kernel(),
          ...(i === 0 && { inputShape: [height, width, input.channels] }),
        }),
      );
    }
    if (latent > 0) addLatent(model, latent, kernel);
    for (let i = channels.length - 1; i >= 0; i--) {
      model.add(
        tf.layers.conv2dTranspose({
          ...patch(i),
          name: `up-${i + 1}`,
          filters: channels[i - 1] ?? input.channels,
          activation: i === 0 ? 'linear' : 'relu',
          kernelInitializer: kernel(),
        }),
      );
    }
    return fromLayers(model);
  },
};

/** A bottleneck that sees the whole image: what no convolution with a small kernel can forget. */
function addLatent(
  model: tf.Sequential,
  units: number,
  kernel: ReturnType<typeof seededKernels>,
): void {
  const [, height, width, channels] = model.outputShape as number[];
  const map = [height ?? 0, width ?? 0, channels ?? 0];
  model.add(tf.layers.flatten({ name: 'flatten' }));
  model.add(tf.layers.dense({ name: 'latent', units, kernelInitializer: kernel() }));
  model.add(
    tf.layers.dense({
      name: 'widen',
      units: map.reduce((a, b) => a * b, 1),
      activation: 'relu',
      kernelInitializer: kernel(),
    }),
  );
  model.add(tf.layers.reshape({ name: 'unflatten', targetShape: map }));
}
