import { fromStacks } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';
import { Stack } from '../layers.ts';
import type { Window } from '../layers.ts';
import { requireDivisible, wholeNumber, wholeNumbers } from '../options.ts';

/** See README.md beside this file. */
export const smallConv: ArchitectureDefinition = {
  name: 'small-conv',
  options: ['channels', 'latent'],
  build(options, input, random) {
    const channels = wholeNumbers(options, 'channels', { from: 1, to: 128, most: 4 });
    const latent = wholeNumber(options, 'latent', 0, 1024);
    // Kernel and stride are alike: every layer sees patches that do not overlap.
    const windows = channels.map((_, i): Window =>
      i === 0 ? { kernel: 4, stride: 4 } : { kernel: 2, stride: 2 },
    );
    const step = windows.reduce((product, { stride }) => product * stride, 1);
    requireDivisible(input, step, `${channels.length} layers shrink them`);

    const encoder = new Stack([input.height, input.width, input.channels], random);
    channels.forEach((filters, i) => encoder.conv(`down-${i + 1}`, filters, windows[i]!, 'relu'));
    const { shape: map, size } = encoder;
    // A bottleneck that sees the whole image: what no convolution with a small kernel can forget.
    if (latent > 0) encoder.dense('latent', latent);
    const decoder = new Stack(encoder.shape, random);
    if (latent > 0) decoder.dense('widen', size, 'relu').reshape(map);
    for (let i = channels.length - 1; i >= 0; i--) {
      const filters = channels[i - 1] ?? input.channels;
      decoder.convTransposed(`up-${i + 1}`, filters, windows[i]!, i === 0 ? 'linear' : 'relu');
    }
    return fromStacks(encoder, decoder);
  },
};
