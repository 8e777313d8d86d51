/** Exact statistics on counts. */

/** log(n!) for n = 0, 1, 2 ..., grown as needed: sums of logarithms, exact to rounding. */
const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) {
    logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  }
  return logFactorials[n]!;
}

/** P(X = k) for X ~ Binomial(n, p). */
export function binomialProbability(k: number, n: number, p: number): number {
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const log =
    logFactorial(n) -
    logFactorial(k) -
    logFactorial(n - k) +
    k * Math.log(p) +
    (n - k) * Math.log1p(-p);
  return Math.exp(log);
}

/** P(X <= k) for X ~ Binomial(n, p), summed over the shorter tail. */
export function binomialCumulative(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  let sum = 0;
  if (k < n * p) {
    for (let i = k; i >= 0; i--) sum += binomialProbability(i, n, p);
    return Math.min(1, sum);
  }
  for (let i = k + 1; i <= n; i++) sum += binomialProbability(i, n, p);
  return Math.max(0, 1 - sum);
}

/** log of n over k, the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * P(X <= k) for X the marked ones among `drawn` that are drawn at random, without putting back, from
 * `population` of which `marked` are marked: the hypergeometric distribution.
 *
 * @param marked 0..population
 * @param drawn 0..population
 */
export function hypergeometricCumulative(
  k: number,
  { population, marked, drawn }: { population: number; marked: number; drawn: number },
): number {
  const fewest = Math.max(0, drawn - (population - marked));
  if (k >= Math.min(marked, drawn)) return 1;
  let sum = 0;
  for (let i = fewest; i <= k; i++) {
    const log =
      logChoose(marked, i) +
      logChoose(population - marked, drawn - i) -
      logChoose(population, drawn);
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * Exact (Clopper and Pearson 1934) two-sided interval of a rate: the p for which `successes` or
 * more, and or fewer, have probability (1 - confidence) / 2, found by bisection.
 *
 * @param confidence 0..1, 0.95 by default
 * @throws RangeError unless 0 <= successes <= trials and trials > 0
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: lowerBound(successes, trials, 1 - tail),
    high: 1 - lowerBound(trials - successes, trials, 1 - tail),
  };
}

/** One-sided exact lower bound of a rate, at the given confidence. */
export function lowerBound(successes: number, trials: number, confidence = 0.95): number {
  if (!(trials > 0 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`Expected 0 <= successes <= trials, received ${successes} of ${trials}`);
  }
  if (successes === 0) return 0;
  let low = 0;
  let high = 1;
  // 60 halvings are past the precision of a double.
  for (let i = 0; i < 60; i++) {
    const p = (low + high) / 2;
    const atLeast = 1 - binomialCumulative(successes - 1, trials, p);
    if (atLeast < 1 - confidence) low = p;
    else high = p;
  }
  return low;
}

/**
 * Exact one-sided McNemar test: the probability of at least `worse` of the images on which two
 * detectors disagree going against the new one, were both equally good (sign test, p = 1/2).
 *
 * @returns 0..1; 1 where nothing got worse
 */
export function worseByChance(worse: number, better: number): number {
  if (worse === 0) return 1;
  return 1 - binomialCumulative(worse - 1, worse + better, 0.5);
}
