import { fromStacks } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';
import { Stack } from '../layers.ts';
import { oneOf, requireDivisible, wholeNumber } from '../options.ts';

/** See README.md beside this file. */
export const patch: ArchitectureDefinition = {
  name: 'patch',
  options: ['patch', 'embedding', 'latent', 'output'],
  build(options, input, random) {
    const side = wholeNumber(options, 'patch', 2, 64);
    const embedding = wholeNumber(options, 'embedding', 1, 512);
    const latent = wholeNumber(options, 'latent', 1, 1024);
    const output = oneOf(options, 'output', ['linear', 'sigmoid']);
    requireDivisible(input, side, `patches are ${side} pixels wide`);
    const { height, width, channels } = input;
    const encoder = new Stack([height, width, channels], random)
      .toPatches(side)
      .pointwise('embed', embedding, 'relu');
    const { shape: map, size } = encoder;
    encoder.dense('latent', latent);
    const decoder = new Stack([latent], random)
      .dense('widen', size, 'relu')
      .reshape(map)
      .pointwise('unembed', side * side * channels, output)
      .fromPatches(side);
    return fromStacks(encoder, decoder);
  },
};
