/** Writes the gradient at `x` into `gradient` and returns the value at `x`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  x: Float64Array;
  value: number;
  iterations: number;
}

export interface Stop {
  iterations: number;
  /** Largest component of the gradient that counts as flat. */
  gradient: number;
  /** Decrease in one iteration below which it ends. */
  decrease: number;
}

/** Pairs of steps and gradient changes that are remembered. */
const MEMORY = 8;
const HALVINGS = 25;
/** Share of the decrease that the slope promises which a step has to reach (Armijo 1966). */
const SUFFICIENT = 1e-4;

interface Pair {
  step: Float64Array;
  change: Float64Array;
  /** 1 / (step . change) */
  inverse: number;
}

/**
 * L-BFGS (Liu and Nocedal 1989) with a step halved until it decreases enough: for smooth convex
 * objectives of some hundreds of variables. Deterministic, and no tensor is involved, so it gives
 * the same numbers with every backend.
 *
 * @param start is not changed
 */
export function minimise(objective: Objective, start: Float64Array, stop: Stop): Minimum {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  let iterations = 0;
  while (iterations < stop.iterations && largest(gradient) >= stop.gradient) {
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let nextValue = Infinity;
    let length = 1;
    for (let halving = 0; halving <= HALVINGS; halving++, length /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = x[i]! + length * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    // Rounding, not the objective, decides from here on.
    if (!(nextValue < value)) break;
    remember(pairs, x, next, gradient, nextGradient);
    const decrease = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    iterations++;
    if (decrease < stop.decrease) break;
  }
  return { x, value, iterations };
}

/** The two-loop recursion: minus the gradient times the remembered curvature's inverse. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.slice();
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, inverse } = pairs[k]!;
    shares[k] = inverse * dot(step, q);
    addScaled(q, change, -shares[k]!);
  }
  const newest = pairs.at(-1);
  const scale = newest ? 1 / (newest.inverse * dot(newest.change, newest.change)) : 1;
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  for (const [k, { step, change, inverse }] of pairs.entries()) {
    addScaled(q, step, shares[k]! - inverse * dot(change, q));
  }
  for (let i = 0; i < q.length; i++) q[i] = -q[i]!;
  return q;
}

function remember(
  pairs: Pair[],
  x: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const step = next.map((value, i) => value - x[i]!);
  const change = nextGradient.map((value, i) => value - gradient[i]!);
  const curvature = dot(step, change);
  // Without a Wolfe search a step may show no curvature; what was learnt before is stale then.
  if (curvature <= 1e-14) {
    pairs.length = 0;
    return;
  }
  pairs.push({ step, change, inverse: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(to: Float64Array, what: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
