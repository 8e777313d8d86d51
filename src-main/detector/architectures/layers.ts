import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../shared/random.ts';

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid';

const ACTIVATIONS: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
};

export interface NamedWeight {
  name: string;
  /** Its `trainable` tells what the optimiser moves from running statistics. */
  variable: tf.Variable;
}

export interface Window {
  /** Side of the square kernel in pixels. */
  kernel: number;
  stride: number;
}

type Step = (x: tf.Tensor, training: boolean) => tf.Tensor;

/** Share of the running statistics that a training batch leaves as it is. */
const KEPT = 0.9;
const EPSILON = 1e-3;

/**
 * Layers one after the other; each method adds one and returns the stack. Kernels start uniformly
 * in +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio, 2010), drawn from `random` in the order in
 * which the layers are added; biases start at 0. Convolutions pad with zeros to `same` size.
 */
export class Stack {
  /** Of one image after the last layer: [h, w, c] or [units]. */
  shape: number[];
  readonly weights: NamedWeight[] = [];
  readonly #steps: Step[] = [];
  readonly #random: Random;

  constructor(shape: readonly number[], random: Random) {
    this.shape = [...shape];
    this.#random = random;
  }

  /** @param x [n, ...shape before the first layer] float32 */
  apply<Out extends tf.Tensor>(x: tf.Tensor, training: boolean): Out {
    return tf.tidy(() => this.#steps.reduce((value, step) => step(value, training), x) as Out);
  }

  /** x W + b on flat values. */
  dense(name: string, units: number, activation: Activation = 'linear'): this {
    const inputs = this.size;
    if (this.shape.length > 1) this.reshape([inputs]);
    const kernel = this.#kernel(name, [inputs, units], inputs, units);
    const bias = this.#bias(name, units);
    this.shape = [units];
    return this.#add((x) => x.matMul(kernel).add(bias)).activation(activation);
  }

  conv(name: string, filters: number, window: Window, activation: Activation = 'linear'): this {
    const [height, width, channels] = this.shape as [number, number, number];
    const { kernel: side, stride } = window;
    const area = side * side;
    const form = [side, side, channels, filters];
    const kernel = this.#kernel(name, form, area * channels, area * filters) as tf.Tensor4D;
    const bias = this.#bias(name, filters);
    this.shape = [Math.ceil(height / stride), Math.ceil(width / stride), filters];
    return this.#add((x) =>
      tf.conv2d(x as tf.Tensor4D, kernel, stride, 'same').add(bias),
    ).activation(activation);
  }

  /** The way back of `conv`: `stride` times as high and wide. */
  convTransposed(
    name: string,
    filters: number,
    window: Window,
    activation: Activation = 'linear',
  ): this {
    const [height, width, channels] = this.shape as [number, number, number];
    const { kernel: side, stride } = window;
    const area = side * side;
    const form = [side, side, filters, channels];
    const kernel = this.#kernel(name, form, area * channels, area * filters) as tf.Tensor4D;
    const bias = this.#bias(name, filters);
    const [tall, wide] = [height * stride, width * stride];
    this.shape = [tall, wide, filters];
    return this.#add((x) => {
      const out: [number, number, number, number] = [x.shape[0]!, tall, wide, filters];
      return tf.conv2dTranspose(x as tf.Tensor4D, kernel, out, stride, 'same').add(bias);
    }).activation(activation);
  }

  /**
   * Batch normalisation (Ioffe and Szegedy, 2015) over everything but the last axis: in training by
   * the batch's own mean and variance, which the running ones follow by a tenth; else by the
   * running ones, so that the score of an image does not depend on what it is scored with.
   */
  batchNorm(name: string): this {
    const channels = this.shape.at(-1)!;
    const variable = (part: string, start: number, trainable: boolean): tf.Variable =>
      this.#variable(`${name}/${part}`, () => tf.fill([channels], start), trainable);
    const scale = variable('scale', 1, true);
    const offset = variable('offset', 0, true);
    const runningMean = variable('mean', 0, false);
    const runningVariance = variable('variance', 1, false);
    const axes = this.shape.map((_, axis) => axis);
    return this.#add((x, training) => {
      const moments = training ? tf.moments(x, axes) : undefined;
      if (moments) {
        follow(runningMean, moments.mean);
        follow(runningVariance, moments.variance);
      }
      const mean = moments?.mean ?? runningMean;
      const variance = moments?.variance ?? runningVariance;
      return x.sub(mean).mul(variance.add(EPSILON).rsqrt().mul(scale)).add(offset);
    });
  }

  activation(name: Activation): this {
    return name === 'linear' ? this : this.#add(ACTIVATIONS[name]);
  }

  /** @param shape of one image */
  reshape(shape: readonly number[]): this {
    this.shape = [...shape];
    return this.#add((x) => x.reshape([-1, ...shape]));
  }

  /** [h, w, c] -> [h / side, w / side, side * side * c]: the pixels of each patch, row by row. */
  toPatches(side: number): this {
    const [height, width, channels] = this.shape as [number, number, number];
    const [rows, columns] = [height / side, width / side];
    this.reshape([rows, side, columns, side * channels]).#transpose();
    return this.reshape([rows, columns, side * side * channels]);
  }

  /** The inverse of `toPatches`. */
  fromPatches(side: number): this {
    const [rows, columns, values] = this.shape as [number, number, number];
    const channels = values / (side * side);
    this.reshape([rows, columns, side, side * channels]).#transpose();
    return this.reshape([rows * side, columns * side, channels]);
  }

  /** The same dense layer at every place of a map: a 1x1 convolution, as one matrix product. */
  pointwise(name: string, filters: number, activation: Activation = 'linear'): this {
    const [height, width, channels] = this.shape as [number, number, number];
    this.#add((x) => x.reshape([-1, channels]));
    this.shape = [channels];
    return this.dense(name, filters, activation).reshape([height, width, filters]);
  }

  dispose(): void {
    tf.dispose(this.weights.map(({ variable }) => variable));
  }

  /** Values of one image after the last layer. */
  get size(): number {
    return this.shape.reduce((a, b) => a * b, 1);
  }

  #add(step: Step): this {
    this.#steps.push(step);
    return this;
  }

  /** Swaps the two middle axes of four. */
  #transpose(): this {
    return this.#add((x) => x.transpose([0, 1, 3, 2, 4]));
  }

  #kernel(name: string, shape: number[], fanIn: number, fanOut: number): tf.Variable {
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const size = shape.reduce((a, b) => a * b, 1);
    const draw = (): number => limit * (2 * this.#random() - 1);
    const values = Float32Array.from({ length: size }, draw);
    return this.#variable(`${name}/kernel`, () => tf.tensor(values, shape), true);
  }

  #bias(name: string, units: number): tf.Variable {
    return this.#variable(`${name}/bias`, () => tf.zeros([units]), true);
  }

  #variable(name: string, start: () => tf.Tensor, trainable: boolean): tf.Variable {
    const variable = tf.tidy(() => tf.variable(start(), trainable));
    this.weights.push({ name, variable });
    return variable;
  }
}

function follow(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(running.mul(KEPT).add(batch.mul(1 - KEPT)));
}
