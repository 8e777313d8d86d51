import { binomialCumulative, lowerBound } from './statistics.ts';
import type { Confusion } from './words.ts';

/** What counts prove of the rates that are demanded: pass, fail, or not proven either way. */

/** Rates that a detector must be proven to have; each above 0 and below 1. */
export interface Demands {
  tpr: number;
  tnr: number;
}

export const DEFAULT_DEMANDS: Demands = { tpr: 0.91, tnr: 0.91 };

/** One-sided: the chance of calling a rate proven that is not there is at most 1 - this. */
export const CONFIDENCE = 0.95;

export type ProofState = 'pass' | 'fail' | 'unproven';

/** How many images of a class prove a rate with so many errors among them. */
export interface SampleSize {
  errors: number;
  images: number;
}

/** One rate against what is demanded of it. */
export interface RateProof {
  state: ProofState;
  demanded: number;
  /** Images of the class that were judged rightly, and all of it. */
  hits: number;
  images: number;
  /** Exact one-sided bounds of the rate at `CONFIDENCE` each, 0..1; null without images. */
  low: number | null;
  high: number | null;
  /** What would prove it: with the errors made so far, and with one more. */
  needed: [SampleSize, SampleSize];
}

export interface Proof {
  state: ProofState;
  tpr: RateProof;
  tnr: RateProof;
}

/** Passes where both rates are proven, fails where either is proven to be too low. */
export function proofOf({ tp, fn, tn, fp }: Confusion, demands: Demands): Proof {
  const rates = { tpr: rateProof(tp, fn, demands.tpr), tnr: rateProof(tn, fp, demands.tnr) };
  const states = [rates.tpr.state, rates.tnr.state];
  return {
    state: states.includes('fail') ? 'fail' : states.includes('unproven') ? 'unproven' : 'pass',
    ...rates,
  };
}

/**
 * @param hits images of one class that were judged rightly
 * @param errors those that were not
 * @param demanded above 0 and below 1
 */
export function rateProof(hits: number, errors: number, demanded: number): RateProof {
  const images = hits + errors;
  const low = images > 0 ? lowerBound(hits, images, CONFIDENCE) : null;
  const high = images > 0 ? 1 - lowerBound(errors, images, CONFIDENCE) : null;
  const needed = (errors: number): SampleSize => ({
    errors,
    images: imagesNeeded(demanded, errors),
  });
  return {
    state:
      low !== null && low >= demanded
        ? 'pass'
        : high !== null && high < demanded
          ? 'fail'
          : 'unproven',
    demanded,
    hits,
    images,
    low,
    high,
    needed: [needed(errors), needed(errors + 1)],
  };
}

/**
 * The fewest images of a class that prove a rate in spite of some errors: the smallest n for which
 * so few errors, were the rate just below the one demanded, had a chance of at most 1 - confidence
 * (the exact binomial sample size of acceptance tables; without errors ln(1 - c) / ln(rate)).
 *
 * @param rate above 0 and below 1
 * @param errors whole, from 0
 * @throws RangeError where either is out of its range
 */
export function imagesNeeded(rate: number, errors: number, confidence = CONFIDENCE): number {
  if (!(rate > 0 && rate < 1) || !Number.isInteger(errors) || errors < 0) {
    throw new RangeError(
      `Expected a rate between 0 and 1 and whole errors, received ${rate} and ${errors}`,
    );
  }
  const proves = (images: number): boolean =>
    binomialCumulative(errors, images, 1 - rate) <= 1 - confidence;
  let enough = errors + 1;
  while (!proves(enough)) enough *= 2;
  let short = errors;
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (proves(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}
