import type * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from '../../src-main/detector/architectures/autoencoder.ts';

/** Layers written out with plain loops, to check the nets against; kernels lie as TensorFlow's. */

export type Weights = Record<string, number[]>;

/** One image as a flat array with its shape. */
export interface Plain {
  values: number[];
  /** Height, width and channels; a vector is 1 x 1 x units. */
  shape: [number, number, number];
}

/** The net's weights by name. */
export function weightsByName(net: Autoencoder): Weights {
  return Object.fromEntries(
    net.weights.map(({ name, variable }) => [name, [...variable.dataSync()]]),
  );
}

/** Bytes of all weights, for comparison. */
export function weightBytes({
  weights,
}: {
  weights: readonly { variable: tf.Variable }[];
}): Buffer {
  return Buffer.concat(
    weights.map(({ variable }) => Buffer.from(variable.dataSync<'float32'>().slice().buffer)),
  );
}

export const relu = (x: Plain): Plain => map(x, (value) => Math.max(0, value));
export const tanh = (x: Plain): Plain => map(x, Math.tanh);
export const sigmoid = (x: Plain): Plain => map(x, (value) => 1 / (1 + Math.exp(-value)));

export function dense(x: Plain, weights: Weights, name: string): Plain {
  const bias = weights[`${name}/bias`]!;
  const kernel = weights[`${name}/kernel`]!;
  const values = bias.map((start, o) =>
    x.values.reduce((sum, value, i) => sum + value * kernel[i * bias.length + o]!, start),
  );
  return { values, shape: [1, 1, values.length] };
}

/** By the running statistics. */
export function batchNorm(x: Plain, weights: Weights, name: string): Plain {
  const part = (key: string): number[] => weights[`${name}/${key}`]!;
  const channels = x.shape[2];
  return map(x, (value, i) => {
    const c = i % channels;
    const distance = (value - part('mean')[c]!) / Math.sqrt(part('variance')[c]! + 1e-3);
    return distance * part('scale')[c]! + part('offset')[c]!;
  });
}

/** Zero padding of `same`: what is missing, the smaller half before. */
function paddingBefore(length: number, kernel: number, stride: number): number {
  const missing = (Math.ceil(length / stride) - 1) * stride + kernel - length;
  return Math.floor(Math.max(0, missing) / 2);
}

export function conv(
  x: Plain,
  weights: Weights,
  name: string,
  kernel: number,
  stride: number,
): Plain {
  const [height, width, from] = x.shape;
  const bias = weights[`${name}/bias`]!;
  const to = bias.length;
  const out: Plain = zeros(Math.ceil(height / stride), Math.ceil(width / stride), to);
  const [top, left] = [paddingBefore(height, kernel, stride), paddingBefore(width, kernel, stride)];
  eachTap(out.shape, kernel, (row, column, dy, dx) => {
    const [y, z] = [row * stride + dy - top, column * stride + dx - left];
    if (y < 0 || z < 0 || y >= height || z >= width) return;
    for (let c = 0; c < from; c++)
      for (let o = 0; o < to; o++)
        out.values[(row * out.shape[1] + column) * to + o]! +=
          x.values[(y * width + z) * from + c]! *
          weights[`${name}/kernel`]![((dy * kernel + dx) * from + c) * to + o]!;
  });
  return map(out, (value, i) => value + bias[i % to]!);
}

/** Spreads each value where `conv` would have gathered it from. */
export function convTransposed(
  x: Plain,
  weights: Weights,
  name: string,
  kernel: number,
  stride: number,
): Plain {
  const [height, width, from] = x.shape;
  const bias = weights[`${name}/bias`]!;
  const to = bias.length;
  const out: Plain = zeros(height * stride, width * stride, to);
  const [top, left] = [
    paddingBefore(out.shape[0], kernel, stride),
    paddingBefore(out.shape[1], kernel, stride),
  ];
  eachTap(x.shape, kernel, (row, column, dy, dx) => {
    const [y, z] = [row * stride + dy - top, column * stride + dx - left];
    if (y < 0 || z < 0 || y >= out.shape[0] || z >= out.shape[1]) return;
    for (let c = 0; c < from; c++)
      for (let o = 0; o < to; o++)
        out.values[(y * out.shape[1] + z) * to + o]! +=
          x.values[(row * width + column) * from + c]! *
          weights[`${name}/kernel`]![((dy * kernel + dx) * to + o) * from + c]!;
  });
  return map(out, (value, i) => value + bias[i % to]!);
}

/** A dense layer on each patch of `side` x `side` pixels: one place of the result each. */
export function embed(x: Plain, weights: Weights, name: string, side: number): Plain {
  const [height, width, channels] = x.shape;
  const values: number[] = [];
  for (let top = 0; top < height; top += side)
    for (let left = 0; left < width; left += side) {
      const patch: number[] = [];
      for (let y = top; y < top + side; y++)
        for (let z = left; z < left + side; z++)
          for (let c = 0; c < channels; c++) patch.push(x.values[(y * width + z) * channels + c]!);
      values.push(...dense({ values: patch, shape: [1, 1, patch.length] }, weights, name).values);
    }
  const units = weights[`${name}/bias`]!.length;
  return { values, shape: [height / side, width / side, units] };
}

/** The way back of `embed`: each place of the map becomes a patch of pixels. */
export function unembed(x: Plain, weights: Weights, name: string, side: number): Plain {
  const [rows, columns, from] = x.shape;
  const channels = weights[`${name}/bias`]!.length / side ** 2;
  const out = zeros(rows * side, columns * side, channels);
  for (let at = 0; at < rows * columns; at++) {
    const values = x.values.slice(at * from, (at + 1) * from);
    const patch = dense({ values, shape: [1, 1, from] }, weights, name).values;
    const [top, left] = [Math.floor(at / columns) * side, (at % columns) * side];
    patch.forEach((value, i) => {
      const [pixel, c] = [Math.floor(i / channels), i % channels];
      const [y, z] = [top + Math.floor(pixel / side), left + (pixel % side)];
      out.values[(y * out.shape[1] + z) * channels + c] = value;
    });
  }
  return out;
}

export function reshape(x: Plain, shape: Plain['shape']): Plain {
  return { values: x.values, shape };
}

function map({ values, shape }: Plain, change: (value: number, i: number) => number): Plain {
  return { values: values.map(change), shape };
}

function zeros(height: number, width: number, channels: number): Plain {
  const values = Array.from({ length: height * width * channels }, () => 0);
  return { values, shape: [height, width, channels] };
}

function eachTap(
  [rows, columns]: Plain['shape'],
  kernel: number,
  visit: (row: number, column: number, dy: number, dx: number) => void,
): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let dy = 0; dy < kernel; dy++)
        for (let dx = 0; dx < kernel; dx++) visit(row, column, dy, dx);
}
