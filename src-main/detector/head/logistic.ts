import type { Matrix } from '../matrix.ts';
import { minimise } from './lbfgs.ts';
import type { Objective } from './lbfgs.ts';

/** What a logistic regression is fitted on. */
export interface Examples {
  features: Matrix;
  /** One a row. */
  leak: ArrayLike<boolean>;
  /** One a row, 0 or more; they need not sum to anything. */
  weights: Float64Array;
}

/** `weights` has one number a column and, last, the bias. */
export interface Logistic {
  weights: Float64Array;
}

const STOP = { iterations: 200, gradient: 2e-5, decrease: 1e-9 };

/**
 * Logistic regression with an L2 penalty: minimises sum(w_i logloss_i) / sum(w_i) +
 * lambda / 2 |weights|^2; the bias is free.
 *
 * @param rows which examples count; absent for all
 * @param start the weights of a similar fit, which halves the work
 */
export function fitLogistic(
  examples: Examples,
  lambda: number,
  rows: Int32Array = allRows(examples.features.rows),
  start?: Logistic,
): Logistic {
  const first = start?.weights ?? new Float64Array(examples.features.columns + 1);
  return { weights: minimise(logisticLoss(examples, lambda, rows), first, STOP).x };
}

/** The objective of `fitLogistic`; its own so that its gradient can be checked. */
export function logisticLoss(examples: Examples, lambda: number, rows: Int32Array): Objective {
  const { features, leak, weights } = examples;
  const { columns, values } = features;
  let total = 0;
  for (const row of rows) total += weights[row]!;
  return (w, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (const row of rows) {
      const from = row * columns;
      const logit = w[columns]! + product(w, values, from, columns);
      const share = weights[row]! / total;
      const right = leak[row]! ? logit : -logit;
      loss += share * softplus(-right);
      const pull = ((leak[row]! ? -1 : 1) * share) / (1 + Math.exp(right));
      for (let j = 0; j < columns; j++) gradient[j]! += pull * values[from + j]!;
      gradient[columns]! += pull;
    }
    for (let j = 0; j < columns; j++) {
      loss += (lambda / 2) * w[j]! * w[j]!;
      gradient[j]! += lambda * w[j]!;
    }
    return loss;
  };
}

/** The logit of one row: any number, above 0 = rather a leak by the fitted weights. */
export function logitOf({ weights }: Logistic, { columns, values }: Matrix, row: number): number {
  return weights[columns]! + product(weights, values, row * columns, columns);
}

/** Four sums at once, as each addition would otherwise wait for the one before: twice as fast. */
function product(w: Float64Array, values: Float32Array, from: number, count: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let j = 0;
  for (; j + 3 < count; j += 4) {
    const at = from + j;
    a += w[j]! * values[at]!;
    b += w[j + 1]! * values[at + 1]!;
    c += w[j + 2]! * values[at + 2]!;
    d += w[j + 3]! * values[at + 3]!;
  }
  for (; j < count; j++) a += w[j]! * values[from + j]!;
  return a + b + (c + d);
}

export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
