import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchLoss, checkLoss, pointwiseError } from '../../src-main/detector/losses/index.ts';
import { windowSize, windowWeights } from '../../src-main/detector/losses/ssim.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import type { Loss } from '../../src-main/shared/recipe.ts';
import { recipe } from './cells.ts';

beforeAll(() => loadTensorFlow());

const mse: Loss = { name: 'mse', reduction: 'mean' };
const mae: Loss = { name: 'mae', reduction: 'mean' };
const ssim: Loss = { name: 'ssim', reduction: 'mean' };

describe('losses', () => {
  // Differences 0, 2, 0 and 3 in two images of two values.
  const pair = (): [tf.Tensor4D, tf.Tensor4D] => [
    tf.tensor4d([0, 1, 2, 3], [2, 1, 2, 1]),
    tf.tensor4d([0, 3, 2, 0], [2, 1, 2, 1]),
  ];
  const reduced = (loss: Loss): number[] =>
    (['mean', 'sum'] as const).map((reduction) => {
      const value = batchLoss({ ...loss, reduction }, ...pair()).dataSync()[0]!;
      return Math.round(value * 1e6) / 1e6;
    });

  it.each<[string, Loss, number[], number[]]>([
    ['squares differences for mse', mse, [0, 4, 0, 9], [3.25, 6.5]],
    ['takes their size for mae', mae, [0, 2, 0, 3], [1.25, 2.5]],
    [
      'weighs the two for mse-mae: 0.75 * 4 + 0.25 * 2, 0.75 * 9 + 0.25 * 3',
      { name: 'mse-mae', mseWeight: 0.75, reduction: 'mean' },
      [0, 3.5, 0, 7.5],
      [2.75, 5.5],
    ],
    [
      'goes straight beyond delta for huber: 4 / 2, 2.5 * (3 - 1.25)',
      { name: 'huber', delta: 2.5, reduction: 'mean' },
      [0, 2, 0, 4.375],
      [1.59375, 3.1875],
    ],
  ])('%s; the mean over images of the mean or the sum', (_, loss, errors, both) => {
    expect([...pointwiseError(loss, ...pair()).dataSync()]).toEqual(errors);
    expect(reduced(loss)).toEqual(both);
  });

  it('does not depend on the size of the batch, for a sum neither', () => {
    const twice = pair().map((side) => tf.concat([side, side])) as [tf.Tensor4D, tf.Tensor4D];
    for (const reduction of ['mean', 'sum'] as const) {
      const once = batchLoss({ ...mse, reduction }, ...pair()).dataSync();
      expect(batchLoss({ ...mse, reduction }, ...twice).dataSync()).toEqual(once);
    }
  });

  it.each<[string, Loss, number, number]>([
    // Slopes at differences of 2 and of -3, over the four values of the mean.
    ['mse', mse, 4, -6],
    ['mae', mae, 1, -1],
    ['mse-mae', { name: 'mse-mae', mseWeight: 0.75, reduction: 'mean' }, 3.25, -4.75],
    ['huber on both sides of delta', { name: 'huber', delta: 2.5, reduction: 'mean' }, 2, -2.5],
  ])('has the gradient worked out by hand: %s', (_, loss, above, below) => {
    const [target, output] = pair();
    const gradient = tf
      .grad((y) => batchLoss(loss, target, y as tf.Tensor4D))(output)
      .dataSync();
    expect(gradient[1]).toBeCloseTo(above / 4, 6);
    expect(gradient[3]).toBeCloseTo(below / 4, 6);
  });
});

describe('ssim', () => {
  const even = (value: number, side = 16): tf.Tensor4D => tf.fill([1, side, side, 1], value);
  const noise = (height: number, width: number, channels: number, seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: height * width * channels }, () => random());
  };
  const loss = (x: tf.Tensor4D, y: tf.Tensor4D): number => batchLoss(ssim, x, y).dataSync()[0]!;

  it('has a window of 11 pixels with the weights of the paper, and a smaller one where needed', () => {
    const weights = windowWeights(11);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    // exp(-1 / 4.5) between the middle and its neighbour, exp(-25 / 4.5) to the end.
    expect(weights[4]! / weights[5]!).toBeCloseTo(0.800737, 6);
    expect(weights[0]! / weights[5]!).toBeCloseTo(0.0038659, 6);
    expect([windowSize(28, 28), windowSize(11, 40), windowSize(40, 10), windowSize(8, 8)]).toEqual([
      11, 11, 9, 7,
    ]);
    const map = pointwiseError(ssim, even(0.5, 28), even(0.5, 28));
    expect(map.shape).toEqual([1, 18, 18, 1]);
  });

  it('compares the means of even images: 1 - (2 a b + C1) / (a^2 + b^2 + C1)', () => {
    // 1 - (2 * 0.5 * 0.25 + 0.0001) / (0.25 + 0.0625 + 0.0001) = 1 - 0.2501 / 0.3126
    expect(loss(even(0.5), even(0.25))).toBeCloseTo(0.199936, 5);
    // 1 - C1 / (1 + C1)
    expect(loss(even(0), even(1))).toBeCloseTo(0.9999, 5);
    expect(loss(even(0.7), even(0.7))).toBeCloseTo(0, 6);
  });

  it('compares the structure of patterns of one mean: opposite ones are as far as can be', () => {
    // A finest checkerboard of 0.5 +- 0.4 against its negative: a variance of all but 0.16 in any
    // window, so 1 - (-0.32 + C2) / (0.32 + C2) with C2 = 0.0009, and a hair off for the mean.
    const board = tf.tensor4d(
      Array.from({ length: 256 }, (_, i) => 0.5 + (((i >> 4) + i) % 2 ? 0.4 : -0.4)),
      [1, 16, 16, 1],
    );
    expect(loss(board, board)).toBeCloseTo(0, 5);
    expect(loss(board, tf.sub(1, board) as tf.Tensor4D)).toBeCloseTo(1.99439, 3);
  });

  it.each([
    ['one channel', 13, 12, 1],
    ['three channels', 14, 11, 3],
    ['a smaller window', 8, 9, 2],
  ])('is what plain loops over each window give: %s', (_, height, width, channels) => {
    const x = noise(height, width, channels, 1);
    const y = noise(height, width, channels, 2);
    const tensor = (values: number[]) => tf.tensor4d(values, [1, height, width, channels]);
    const map = [...pointwiseError(ssim, tensor(x), tensor(y)).dataSync()];
    const expected = plainDissimilarity(x, y, height, width, channels);
    expect(map).toHaveLength(expected.length);
    map.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  });

  it('has the gradient that differences of the plain loops give', () => {
    const [height, width] = [12, 13];
    const x = noise(height, width, 1, 3);
    const y = noise(height, width, 1, 4);
    const shape: [number, number, number, number] = [1, height, width, 1];
    const target = tf.tensor4d(x, shape);
    const slope = tf.grad((image) => batchLoss(ssim, target, image as tf.Tensor4D));
    const gradient = slope(tf.tensor4d(y, shape)).dataSync();
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    for (const i of [0, 5, 40, 84, 155]) {
      const at = (step: number): number =>
        mean(plainDissimilarity(x, y.with(i, y[i]! + step), height, width, 1));
      expect(gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 4);
    }
  });
});

/** 1 - SSIM of every window inside, from weighted means and central moments in double precision. */
function plainDissimilarity(
  x: number[],
  y: number[],
  height: number,
  width: number,
  channels: number,
): number[] {
  const size = Math.min(11, ...[height, width].map((side) => side - 1 + (side % 2)));
  const line = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / 4.5));
  const total = line.reduce((a, b) => a + b) ** 2;
  const out: number[] = [];
  for (let top = 0; top + size <= height; top++)
    for (let left = 0; left + size <= width; left++)
      for (let c = 0; c < channels; c++) {
        const average = (pick: (at: number) => number): number => {
          let sum = 0;
          for (let dy = 0; dy < size; dy++)
            for (let dx = 0; dx < size; dx++)
              sum +=
                ((line[dy]! * line[dx]!) / total) *
                pick(((top + dy) * width + left + dx) * channels + c);
          return sum;
        };
        const [mx, my] = [average((at) => x[at]!), average((at) => y[at]!)];
        const vx = average((at) => (x[at]! - mx) ** 2);
        const vy = average((at) => (y[at]! - my) ** 2);
        const both = average((at) => (x[at]! - mx) * (y[at]! - my));
        const luminance = (2 * mx * my + 1e-4) / (mx ** 2 + my ** 2 + 1e-4);
        out.push(1 - (luminance * (2 * both + 9e-4)) / (vx + vy + 9e-4));
      }
  return out;
}

describe('a loss that cannot be used', () => {
  const plain = { ...recipe.preprocess, reference: 'none' } as const;
  it.each<[string, Loss, RegExp]>([
    ['an unknown name', { ...mse, name: 'hubert' as 'mse' }, /"hubert".*Did you mean "huber"\?/],
    ['an unknown reduction', { ...mse, reduction: 'max' as 'sum' }, /mean or sum, received "max"/],
    ['a weight above 1', { name: 'mse-mae', mseWeight: 2, reduction: 'mean' }, /0 to 1.*2/],
    ['a delta of 0', { name: 'huber', delta: 0, reduction: 'mean' }, /delta above 0/],
  ])('is refused: %s', (_, loss, message) => {
    expect(() => checkLoss(loss, plain)).toThrow(
      expect.objectContaining({ code: 'recipe-not-valid', status: 422 }),
    );
    expect(() => checkLoss(loss, plain)).toThrow(message);
  });

  it.each([
    { reference: 'mean-image' } as const,
    { standardise: true },
    { colour: 'relative' } as const,
  ])('is refused: ssim on images that are not on [0, 1], as with %o', (change) => {
    expect(() => checkLoss(ssim, { ...plain, ...change })).toThrow(/images on \[0, 1\]/);
    expect(() => checkLoss(ssim, plain)).not.toThrow();
  });
});
