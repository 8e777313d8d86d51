import type { Random } from '../../../shared/random.ts';
import type { Architecture } from '../../../shared/recipe.ts';
import type { InputShape } from '../../preprocess/shape.ts';
import { Stack } from '../layers.ts';
import type { Activation } from '../layers.ts';
import { oneOf, requireDivisible, wholeNumber, wholeNumbers, yesOrNo } from '../options.ts';

/** Options that every architecture on these halves shares. */
export const CONV_OPTIONS = ['channels', 'kernel', 'output', 'batchNorm'] as const;

export interface ConvOptions {
  channels: number[];
  kernel: number;
  output: Activation;
  batchNorm: boolean;
}

/** @throws LunkaError `sizes-do-not-fit` */
export function readConvOptions(options: Architecture['options'], input: InputShape): ConvOptions {
  const channels = wholeNumbers(options, 'channels', { from: 1, to: 512, most: 6 });
  requireDivisible(input, 2 ** channels.length, `${channels.length} layers halve them`);
  return {
    channels,
    kernel: wholeNumber(options, 'kernel', 2, 7),
    output: oneOf(options, 'output', ['linear', 'sigmoid']),
    batchNorm: yesOrNo(options, 'batchNorm'),
  };
}

/** Convolutions of stride 2, each followed by batch normalisation where asked, and ReLU. */
export function convEncoder(input: InputShape, options: ConvOptions, random: Random): Stack {
  const { channels, kernel, batchNorm } = options;
  const stack = new Stack([input.height, input.width, input.channels], random);
  channels.forEach((filters, i) => {
    stack.conv(`down-${i + 1}`, filters, { kernel, stride: 2 });
    if (batchNorm) stack.batchNorm(`down-${i + 1}-norm`);
    stack.activation('relu');
  });
  return stack;
}

/** The mirror image of `convEncoder`, added to a stack that ends in its last map. */
export function addConvDecoder(stack: Stack, input: InputShape, options: ConvOptions): Stack {
  const { channels, kernel, output, batchNorm } = options;
  for (let i = channels.length - 1; i >= 1; i--) {
    stack.convTransposed(`up-${i + 1}`, channels[i - 1]!, { kernel, stride: 2 });
    if (batchNorm) stack.batchNorm(`up-${i + 1}-norm`);
    stack.activation('relu');
  }
  return stack.convTransposed('up-1', input.channels, { kernel, stride: 2 }, output);
}
