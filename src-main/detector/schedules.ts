import type { Schedule } from '../shared/recipe.ts';

/** Learning rate over the training's course, as a share of the highest; `done` runs from 0 to 1. */
const SHARES: Record<Schedule, (done: number) => number> = {
  constant: () => 1,

  /** Falls evenly, to a twentieth at the end. */
  linear: (done) => Math.max(0.05, 1 - done),

  /**
   * One cycle (Smith, "A disciplined approach to neural network hyper-parameters", 2018): evenly
   * from a tenth up, evenly down again, and in the last tenth of the steps down to a thousandth.
   */
  'one-cycle': (done) => {
    if (done < 0.45) return between(0.1, 1, done / 0.45);
    if (done < 0.9) return between(1, 0.1, (done - 0.45) / 0.45);
    return between(0.1, 0.001, (done - 0.9) / 0.1);
  },
};

/**
 * @param highest the recipe's learning rate
 * @param step counted from 0, of `steps` in all
 */
export function learningRateAt(
  schedule: Schedule,
  highest: number,
  step: number,
  steps: number,
): number {
  return highest * SHARES[schedule](step / steps);
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
