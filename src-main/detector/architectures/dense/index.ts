import { fromStacks } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';
import { Stack } from '../layers.ts';
import { oneOf, sizesDoNotFit, wholeNumbers, yesOrNo } from '../options.ts';

/** Weights of the first layer beyond which a step takes seconds. */
const MOST_INPUTS = 64 * 1024;

/** See README.md beside this file. */
export const dense: ArchitectureDefinition = {
  name: 'dense',
  options: ['widths', 'bottleneck', 'output', 'batchNorm'],
  build(options, input, random) {
    const widths = wholeNumbers(options, 'widths', { from: 1, to: 4096, most: 8 });
    const bottleneck = oneOf(options, 'bottleneck', ['linear', 'relu', 'tanh']);
    const output = oneOf(options, 'output', ['linear', 'sigmoid']);
    const batchNorm = yesOrNo(options, 'batchNorm');
    const { height, width, channels } = input;
    const values = height * width * channels;
    if (values > MOST_INPUTS) {
      sizesDoNotFit(`at most ${MOST_INPUTS} values an image`, `${values}; take a smaller image`);
    }

    const encoder = new Stack([height, width, channels], random);
    const hidden = (stack: Stack, name: string, units: number): void => {
      stack.dense(name, units);
      if (batchNorm) stack.batchNorm(`${name}-norm`);
      stack.activation('relu');
    };
    const code = widths.length - 1;
    widths.slice(0, code).forEach((units, i) => hidden(encoder, `down-${i + 1}`, units));
    encoder.dense('code', widths[code]!, bottleneck);

    const decoder = new Stack(encoder.shape, random);
    for (let i = code - 1; i >= 0; i--) hidden(decoder, `up-${i + 1}`, widths[i]!);
    decoder.dense('out', values, output).reshape([height, width, channels]);
    return fromStacks(encoder, decoder);
  },
};
