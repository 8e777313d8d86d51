/** Whether two samples of scores come from one distribution, and how far they are apart. */

export interface TwoSamples {
  /** Largest distance between the two empirical distributions, 0..1. */
  statistic: number;
  /** Chance of at least this distance, were both drawn from one distribution; 0..1. */
  p: number;
  /** Whether `p` was counted out rather than taken from the limit of large samples. */
  exact: boolean;
}

/** Up to here the exact count costs less than a millisecond; beyond it the limit is good. */
const EXACT_UP_TO = 10_000;

/**
 * The two-sample test of Kolmogorov (1933) and Smirnov (1939), two-sided. Ties are allowed: scores that
 * are equal cannot be told apart, so distances count after all of them, and the exact probability is
 * the one given the ties (Schroeer and Trenkler 1995).
 *
 * @param a scores, ascending
 * @param b scores, ascending
 * @throws RangeError where a sample is empty
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): TwoSamples {
  const [m, n] = [a.length, b.length];
  if (m === 0 || n === 0)
    throw new RangeError(`Expected two samples, received ${m} and ${n} scores`);
  const exact = m * n <= EXACT_UP_TO;
  /** Whether the pooled sample holds another score after its k-th: only there distances count. */
  const ends = new Uint8Array(exact ? m + n + 1 : 0);
  let statistic = 0;
  for (let i = 0, j = 0; i < m || j < n;) {
    const score = Math.min(i < m ? a[i]! : Infinity, j < n ? b[j]! : Infinity);
    while (i < m && a[i] === score) i += 1;
    while (j < n && b[j] === score) j += 1;
    statistic = Math.max(statistic, Math.abs(i / m - j / n));
    if (exact) ends[i + j] = 1;
  }
  const p = exact
    ? exactProbability(statistic, m, n, ends)
    : kolmogorovTail(Math.sqrt((m * n) / (m + n)) * statistic);
  return { statistic, p, exact };
}

/** Distances are fractions of whole numbers; rounding must not part equal ones. */
const ROUNDING = 1e-7;

/**
 * P(D >= d): of all orders in which m and n scores can be merged, the share that somewhere reaches the
 * distance. `stays[j]` is the share of the ways to (i, j) that have stayed below it so far; the last
 * step to (i, j) came from (i - 1, j) with probability i / (i + j) (Kim and Jennrich 1973).
 */
function exactProbability(d: number, m: number, n: number, ends: Uint8Array): number {
  const reaches = (i: number, j: number): boolean =>
    ends[i + j] === 1 && Math.abs(i / m - j / n) >= d - ROUNDING;
  const stays = new Float64Array(n + 1);
  stays[0] = 1;
  for (let j = 1; j <= n; j++) stays[j] = reaches(0, j) ? 0 : stays[j - 1]!;
  for (let i = 1; i <= m; i++) {
    if (reaches(i, 0)) stays[0] = 0;
    for (let j = 1; j <= n; j++) {
      stays[j] = reaches(i, j) ? 0 : (i * stays[j]! + j * stays[j - 1]!) / (i + j);
    }
  }
  return Math.min(1, Math.max(0, 1 - stays[n]!));
}

/** Below this the series of Kolmogorov converges slowly, its theta transform at once. */
const SMALL = 1.18;

/**
 * P(K >= x) of Kolmogorov's distribution, the limit for large samples; table in Smirnov (1948).
 *
 * @returns 0..1
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < SMALL) {
    const y = Math.exp(-(Math.PI ** 2) / (8 * x * x));
    for (let k = 1; k <= 9; k += 2) sum += y ** (k * k);
    return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * sum);
  }
  for (let k = 1; k <= 8; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, sum);
}

/** Bins of the stability index: tenths, as the field's limits of 0.1 and 0.25 are meant for. */
const BINS = 10;

/**
 * Population stability index (Lewis 1994): the sum over bins of (p - q) ln(p / q), bins being tenths of
 * the reference. Each bin gets half a count more on either side, so that an empty one stays finite. By
 * custom (Siddiqi 2006) below 0.1 nothing has changed and above 0.25 much has.
 *
 * @param reference scores, ascending
 * @param sample scores, ascending
 * @returns 0 or more
 * @throws RangeError where a sample is empty
 */
export function stabilityIndex(reference: Float64Array, sample: Float64Array): number {
  if (reference.length === 0 || sample.length === 0) {
    throw new RangeError(`Expected two samples, received ${reference.length} and ${sample.length}`);
  }
  const edges = new Set<number>();
  for (let k = 1; k < BINS; k++)
    edges.add(reference[Math.ceil((k * reference.length) / BINS) - 1]!);
  const bins = [...edges];
  const shares = (scores: Float64Array): number[] => {
    const counts = new Array<number>(bins.length + 1).fill(0);
    let bin = 0;
    for (const score of scores) {
      while (bin < bins.length && score > bins[bin]!) bin += 1;
      counts[bin]! += 1;
    }
    return counts.map((count) => (count + 0.5) / (scores.length + counts.length / 2));
  };
  const expected = shares(reference);
  return shares(sample).reduce(
    (sum, share, bin) => sum + (share - expected[bin]!) * Math.log(share / expected[bin]!),
    0,
  );
}

/**
 * Adjusted probabilities of many tests (Benjamini and Hochberg 1995): those at most q, taken as
 * findings, are false ones in at most the share q on average.
 *
 * @param probabilities in any order; the answer has the same
 */
export function adjusted(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, index) => index);
  order.sort((a, b) => probabilities[b]! - probabilities[a]!);
  const answer = new Array<number>(order.length);
  let lowest = 1;
  order.forEach((index, place) => {
    const rank = order.length - place;
    lowest = Math.min(lowest, (probabilities[index]! * order.length) / rank);
    answer[index] = lowest;
  });
  return answer;
}
