import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStepper } from '../../src-main/detector/optimisers.ts';
import { learningRateAt } from '../../src-main/detector/schedules.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import type { Optimiser, Schedule } from '../../src-main/shared/recipe.ts';

beforeAll(() => loadTensorFlow());

/** Weights 1, -2 (one variable) and 3 (another) after steps along these gradients at a rate of 0.1. */
function weightsAfter(optimiser: Optimiser, gradients: number[][], weightDecay = 0): number[] {
  const trained = [tf.variable(tf.tensor2d([[1, -2]])), tf.variable(tf.scalar(3))];
  const stepper = createStepper(optimiser, weightDecay, trained);
  for (const [a, b, c] of gradients as [number, number, number][]) {
    stepper.step([tf.tensor2d([[a, b]]), tf.scalar(c)], 0.1);
  }
  const values = trained.flatMap((variable) => [...variable.dataSync()]);
  tf.dispose(trained);
  return values;
}

const none = [0, 0, 0];
const one = [1, -2, 0];
const first = [1, 0, 0];
const second = [3, 0, 0];

function expectClose(received: number[], expected: number[]): void {
  expect(received).toHaveLength(expected.length);
  received.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
}

describe('one step', () => {
  it('of sgd goes down the gradient, and twice the same one 1.9 times as far with momentum', () => {
    const sgd = { name: 'sgd', momentum: 0.9 } as const;
    expectClose(weightsAfter(sgd, [one]), [0.9, -1.8, 3]);
    // 1 - 0.1 * 1 - 0.1 * (0.9 + 1)
    expectClose(weightsAfter(sgd, [one, one]), [0.71, -1.42, 3]);
    expectClose(weightsAfter({ ...sgd, momentum: 0 }, [first, first]), [0.8, -2, 3]);
  });

  it('of adam is as long as the rate, however steep it is', () => {
    expectClose(weightsAfter({ name: 'adam' }, [[0.1, -500, 2]]), [0.9, -1.9, 2.9]);
  });

  it('of adam follows the corrected moments, worked out for two different gradients', () => {
    // g = 1 then 3: m = 0.39 / 0.19, v = 0.009999 / 0.001999.
    const last = 0.39 / 0.19 / Math.sqrt(0.009999 / 0.001999);
    const [weight] = weightsAfter({ name: 'adam' }, [first, second]);
    expect(weight).toBeCloseTo(1 - 0.1 - 0.1 * last, 5);
  });

  it('of rmsprop divides by the root of the running mean square', () => {
    // The first: g / sqrt(0.1 g^2) = sqrt(10); the second: 3 / sqrt(0.9 * 0.1 + 0.1 * 9).
    const [before, last] = [Math.sqrt(10), 3 / Math.sqrt(0.99)];
    const rmsprop = { name: 'rmsprop', momentum: 0 } as const;
    expectClose(weightsAfter(rmsprop, [first, second]), [1 - 0.1 * (before + last), -2, 3]);
    const [rolling] = weightsAfter({ ...rmsprop, momentum: 0.5 }, [first, second]);
    expect(rolling).toBeCloseTo(1 - 0.1 * (1.5 * before + last), 5);
  });

  it.each<Optimiser>([{ name: 'adam' }, { name: 'sgd', momentum: 0.9 }])(
    'decays weights by themselves, apart from the gradient: $name',
    (optimiser) => {
      // 10 % of 0.5 off each time, where there is no gradient.
      expectClose(weightsAfter(optimiser, [none, none], 0.5), [0.9025, -1.805, 2.7075]);
    },
  );

  it('leaves other tensors of the same numbers alone, and none behind', () => {
    const trained = [tf.variable(tf.tensor1d([1, 2]))];
    const copy = trained[0]!.clone();
    const before = tf.memory().numTensors;
    const stepper = createStepper({ name: 'sgd', momentum: 0 }, 0, trained);
    tf.tidy(() => stepper.step([tf.tensor1d([1, 1])], 1));
    expect([...trained[0]!.dataSync()]).toEqual([0, 1]);
    expect([...copy.dataSync()]).toEqual([1, 2]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([copy, ...trained]);
  });
});

describe('the learning rate', () => {
  const over = (schedule: Schedule, steps: number[]): number[] =>
    steps.map((step) => Math.round(learningRateAt(schedule, 0.2, step, 100) * 1e6) / 1e6);

  it('stays where it is, or falls evenly to a twentieth', () => {
    expect(over('constant', [0, 50, 99])).toEqual([0.2, 0.2, 0.2]);
    expect(over('linear', [0, 25, 50, 99])).toEqual([0.2, 0.15, 0.1, 0.01]);
  });

  it('goes up from a tenth, down again and out to nearly nothing in one cycle', () => {
    expect(over('one-cycle', [0, 45, 90])).toEqual([0.02, 0.2, 0.02]);
    // Half way up, half way down, and half way from 0.02 to 0.0002.
    expect(over('one-cycle', [22.5, 67.5, 95])).toEqual([0.11, 0.11, 0.0101]);
    expect(over('one-cycle', [99])[0]).toBeLessThan(0.003);
  });
});
