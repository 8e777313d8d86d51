import { binomialCumulative } from './statistics.ts';

/** Control charts: limits within which a process that has not changed stays. */

export interface Limits {
  low: number;
  high: number;
}

/** Chance of a point beyond either limit where nothing has changed: that of three deviations. */
const TAIL = 0.00135;

/** Fewest expected counts, on either side, for which a bell curve stands in for counts. */
const ENOUGH = 10;

/**
 * Limits of a p-chart: rates outside them are not chance. Three deviations where counts are large
 * (Montgomery, Introduction to Statistical Quality Control, 7.2), exact binomial ones where they are
 * small: there three deviations alarm several times too often.
 *
 * @param rate mean rate of the process, 0..1
 * @param trials images of this point, 1 or more
 * @returns as rates, 0..1; a point at a limit is within
 */
export function rateLimits(rate: number, trials: number): Limits {
  if (trials * Math.min(rate, 1 - rate) >= ENOUGH) {
    const spread = 3 * Math.sqrt((rate * (1 - rate)) / trials);
    return { low: Math.max(0, rate - spread), high: Math.min(1, rate + spread) };
  }
  return { low: lowest(rate, trials) / trials, high: highest(rate, trials) / trials };
}

/** The smallest count that is exceeded with probability `TAIL` at most. */
function highest(rate: number, trials: number): number {
  let k = Math.max(0, Math.floor(rate * trials));
  while (k < trials && 1 - binomialCumulative(k, trials, rate) > TAIL) k += 1;
  return k;
}

/** The largest count below which a point lies with probability `TAIL` at most. */
function lowest(rate: number, trials: number): number {
  let k = Math.ceil(rate * trials);
  while (k > 0 && binomialCumulative(k - 1, trials, rate) > TAIL) k -= 1;
  return k;
}

/** Weight of the newest point, and limits in deviations: ARL 500 (Lucas and Saccucci 1990, table 3). */
export const EWMA = { weight: 0.2, width: 2.962 };

export interface EwmaPoint extends Limits {
  value: number;
}

/**
 * Exponentially weighted moving average with its time-varying limits (Roberts 1959; Lucas and Saccucci
 * 1990): sees small lasting changes that no single point shows.
 *
 * @param values one a point, oldest first
 * @param target mean where nothing has changed
 * @param deviation of single points where nothing has changed, 0 or more
 */
export function ewma(
  values: readonly number[],
  target: number,
  deviation: number,
  { weight, width }: { weight: number; width: number } = EWMA,
): EwmaPoint[] {
  let mean = target;
  return values.map((value, index) => {
    mean = weight * value + (1 - weight) * mean;
    const settled = 1 - (1 - weight) ** (2 * (index + 1));
    const spread = width * deviation * Math.sqrt((weight / (2 - weight)) * settled);
    return { value: mean, low: target - spread, high: target + spread };
  });
}

/**
 * Deviation of single points from the differences of neighbours, mean / 1.128 (Montgomery 6.4): a slow
 * trend, which is what the chart looks for, hardly enters it. Null below two points.
 */
export function movingRangeDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += Math.abs(values[i]! - values[i - 1]!);
  return sum / (values.length - 1) / 1.128;
}
