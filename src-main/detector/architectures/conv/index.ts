import { fromStacks } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';
import { Stack } from '../layers.ts';
import { wholeNumber } from '../options.ts';
import { addConvDecoder, CONV_OPTIONS, convEncoder, readConvOptions } from './halves.ts';

/** See README.md beside this file. */
export const conv: ArchitectureDefinition = {
  name: 'conv',
  options: [...CONV_OPTIONS, 'latent'],
  build(options, input, random) {
    const settings = readConvOptions(options, input);
    const latent = wholeNumber(options, 'latent', 0, 1024);
    const encoder = convEncoder(input, settings, random);
    const { shape: map, size } = encoder;
    if (latent > 0) encoder.dense('latent', latent);
    const decoder = new Stack(encoder.shape, random);
    if (latent > 0) decoder.dense('widen', size, 'relu').reshape(map);
    return fromStacks(encoder, addConvDecoder(decoder, input, settings));
  },
};
