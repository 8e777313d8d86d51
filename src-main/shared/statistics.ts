/** Exact statistics on counts. */

/** log(n!) up to where Stirling's series takes over. */
const logFactorials: number[] = [0];
for (let n = 1; n < 64; n++) logFactorials.push(logFactorials[n - 1]! + Math.log(n));

/** log(n!), exact to rounding: from 64 on what Stirling's series leaves out is below 2e-16. */
function logFactorial(n: number): number {
  const known = logFactorials[n];
  if (known !== undefined) return known;
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + series;
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

/** P(X <= k) for X ~ Binomial(n, p), summed over the shorter tail; O(sqrt n). */
export function binomialCumulative(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (p <= 0 || p >= 1) return p <= 0 ? 1 : 0;
  return k < n * p ? lowerTail(k, n, p) : 1 - lowerTail(n - k - 1, n, 1 - p);
}

/**
 * P(X <= k) for k below the mean: from there down every term is smaller than the last, so the sum
 * ends where a term no longer shows in it. 0 < p < 1.
 */
function lowerTail(k: number, n: number, p: number): number {
  const odds = (1 - p) / p;
  let term = binomialProbability(k, n, p);
  let sum = term;
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= (i / (n - i + 1)) * odds;
    sum += term;
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

/** log of n over k, the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/**
 * Fisher's exact test, one-sided: the probability of finding at least `found` of the `leaks` by
 * flagging `flagged` of `images` at random (the upper tail of the hypergeometric distribution).
 *
 * @returns 0..1
 */
export function foundByChance(
  found: number,
  leaks: number,
  flagged: number,
  images: number,
): number {
  let sum = 0;
  for (let i = Math.max(found, flagged - (images - leaks), 0); i <= Math.min(leaks, flagged); i++) {
    const others = logChoose(images - leaks, flagged - i);
    sum += Math.exp(logChoose(leaks, i) + others - logChoose(images, flagged));
  }
  return Math.min(1, sum);
}
