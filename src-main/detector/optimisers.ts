import * as tf from '@tensorflow/tfjs';
import type { Optimiser } from '../shared/recipe.ts';

/**
 * Moves weights along their gradients. TensorFlow.js has optimisers of its own, but they can't be
 * stopped and continued byte for byte, know no decoupled weight decay, and take some ten operations
 * a variable; these work on all weights as one vector.
 */
export interface Stepper {
  /** @param gradients one for each trained variable, in order; disposed by the caller */
  step(gradients: tf.Tensor[], learningRate: number): void;
  /** Steps taken, and what is remembered of them: vectors that belong to the stepper. */
  readonly steps: number;
  readonly memory: readonly tf.Variable<tf.Rank.R1>[];
  /** Goes on from where another stepper stood; `memory` holds one array for each of ours. */
  resume(steps: number, memory: Float32Array[]): void;
  dispose(): void;
}

/** From memory, gradient and step number (from 1) to what a rate of 1 takes off the weights. */
interface Rule {
  vectors: number;
  move(memory: tf.Variable<tf.Rank.R1>[], gradient: tf.Tensor1D, step: number): tf.Tensor1D;
}

const EPSILON = 1e-7;

/** Adam (Kingma and Ba, 2015), with the decay rates that they recommend. */
const adam: Rule = {
  vectors: 2,
  move(memory, gradient, step) {
    const [first, second] = memory as [tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>];
    first.assign(first.mul(0.9).add(gradient.mul(0.1)));
    second.assign(second.mul(0.999).add(gradient.square().mul(0.001)));
    // Both means start at 0 and are brought to scale by how much of the past they have seen.
    const mean = first.div<tf.Tensor1D>(1 - 0.9 ** step);
    const square = second.div(1 - 0.999 ** step);
    return mean.div(square.sqrt().add(EPSILON));
  },
};

/** v = momentum v + g; takes off v. */
function sgd(momentum: number): Rule {
  return {
    vectors: 1,
    move([velocity], gradient) {
      velocity!.assign(velocity!.mul(momentum).add(gradient));
      return velocity!;
    },
  };
}

/**
 * RMSProp (Tieleman and Hinton, 2012): the gradient over the root of its running mean square, which
 * forgets a tenth a step; with momentum as above.
 */
function rmsprop(momentum: number): Rule {
  return {
    vectors: 2,
    move(memory, gradient) {
      const [squares, velocity] = memory as [tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>];
      squares.assign(squares.mul(0.9).add(gradient.square().mul(0.1)));
      velocity.assign(velocity.mul(momentum).add(gradient.div(squares.sqrt().add(EPSILON))));
      return velocity;
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
  const rule = ruleOf(optimiser);
  const sizes = trained.map(({ size }) => size);
  const total = sizes.reduce((a, b) => a + b, 0);
  const memory = Array.from({ length: rule.vectors }, () =>
    tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([total]), false)),
  );
  let steps = 0;
  return {
    memory,
    get steps() {
      return steps;
    },
    step(gradients, learningRate) {
      steps++;
      tf.tidy(() => {
        const gradient = tf.concat1d(gradients.map((part) => part.reshape<tf.Tensor1D>([-1])));
        const move = rule.move(memory, gradient, steps).mul(learningRate);
        tf.split(move, sizes).forEach((part, i) => {
          const variable = trained[i]!;
          const kept = weightDecay === 0 ? variable : variable.mul(1 - learningRate * weightDecay);
          variable.assign(kept.sub(part.reshape(variable.shape)));
        });
      });
    },
    resume(taken, values) {
      steps = taken;
      tf.tidy(() => memory.forEach((vector, i) => vector.assign(tf.tensor1d(values[i]!))));
    },
    dispose: () => tf.dispose(memory),
  };
}
