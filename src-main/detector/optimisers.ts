import * as tf from '@tensorflow/tfjs';
import type { Optimiser } from '../shared/recipe.ts';

/**
 * Moves weights along their gradients. TensorFlow.js has optimisers of its own, but they can't be
 * stopped and continued byte for byte and know no decoupled weight decay. A plain loop over the
 * numbers is also some twenty times faster than a dozen tensor operations where a net is small, and
 * as fast where it has millions of weights.
 */
export interface Stepper {
  /** @param gradients one for each trained variable, in order; disposed by the caller */
  step(gradients: tf.Tensor[], learningRate: number): void;
  /** Steps taken, and what is remembered of them. */
  readonly steps: number;
  readonly memory: readonly Float32Array[];
  /** Goes on from where another stepper stood. */
  resume(steps: number, memory: readonly Float32Array[]): void;
}

interface Rule {
  /** Numbers remembered of each weight. */
  memories: number;
  /** Moves `weights` in place; `step` counts from 1. */
  move(
    weights: Float32Array,
    gradient: Float32Array,
    memory: readonly Float32Array[],
    learningRate: number,
    step: number,
  ): void;
}

const EPSILON = 1e-7;

/** Adam (Kingma and Ba, 2015), with the decay rates that they recommend. */
const adam: Rule = {
  memories: 2,
  move(weights, gradient, [means, squares], learningRate, step) {
    // Both means start at 0 and are brought to scale by how much of the past they have seen.
    const scale = 1 - 0.9 ** step;
    const squareScale = 1 - 0.999 ** step;
    for (let i = 0; i < weights.length; i++) {
      const slope = gradient[i]!;
      const mean = 0.9 * means![i]! + 0.1 * slope;
      const square = 0.999 * squares![i]! + 0.001 * slope * slope;
      means![i] = mean;
      squares![i] = square;
      weights[i]! -= (learningRate * mean) / scale / (Math.sqrt(square / squareScale) + EPSILON);
    }
  },
};

/** v = momentum v + g; takes off v. */
function sgd(momentum: number): Rule {
  return {
    memories: 1,
    move(weights, gradient, [velocities], learningRate) {
      for (let i = 0; i < weights.length; i++) {
        const velocity = momentum * velocities![i]! + gradient[i]!;
        velocities![i] = velocity;
        weights[i]! -= learningRate * velocity;
      }
    },
  };
}

/**
 * RMSProp (Tieleman and Hinton, 2012): the gradient over the root of its running mean square, which
 * forgets a tenth a step; with momentum as above.
 */
function rmsprop(momentum: number): Rule {
  return {
    memories: 2,
    move(weights, gradient, [squares, velocities], learningRate) {
      for (let i = 0; i < weights.length; i++) {
        const slope = gradient[i]!;
        const square = 0.9 * squares![i]! + 0.1 * slope * slope;
        const velocity = momentum * velocities![i]! + slope / (Math.sqrt(square) + EPSILON);
        squares![i] = square;
        velocities![i] = velocity;
        weights[i]! -= learningRate * velocity;
      }
    },
  };
}

function ruleOf(optimiser: Optimiser): Rule {
  switch (optimiser.name) {
    case 'adam':
      return adam;
    case 'sgd':
      return sgd(optimiser.momentum);
    case 'rmsprop':
      return rmsprop(optimiser.momentum);
  }
}

/**
 * @param weightDecay decoupled from the gradient (Loshchilov and Hutter, 2019): a step first takes
 *   `learningRate * weightDecay` of every weight off
 * @param trained the variables that `step` moves
 */
export function createStepper(
  optimiser: Optimiser,
  weightDecay: number,
  trained: readonly tf.Variable[],
): Stepper {
  const { memories, move } = ruleOf(optimiser);
  const memory = trained.flatMap(({ size }) =>
    Array.from({ length: memories }, () => new Float32Array(size)),
  );
  let steps = 0;
  return {
    memory,
    get steps() {
      return steps;
    },
    step(gradients, learningRate) {
      steps++;
      trained.forEach((variable, at) => {
        // A copy: what the backend hands out may still belong to other tensors.
        const weights = variable.dataSync<'float32'>().slice();
        const kept = 1 - learningRate * weightDecay;
        if (kept !== 1) for (let i = 0; i < weights.length; i++) weights[i]! *= kept;
        const own = memory.slice(at * memories, (at + 1) * memories);
        move(weights, gradients[at]!.dataSync<'float32'>(), own, learningRate, steps);
        tf.tidy(() => variable.assign(tf.tensor(weights, variable.shape)));
      });
    },
    resume(taken, values) {
      steps = taken;
      memory.forEach((array, at) => array.set(values[at]!));
    },
  };
}
