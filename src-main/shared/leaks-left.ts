import { hypergeometricCumulative } from './statistics.ts';

/** Images drawn at random, without putting back, and what a person found among them. */
export interface RandomSample {
  /** Images that could have been drawn. */
  population: number;
  /** Images drawn and answered, 0..population. */
  drawn: number;
  /** Leaks among those drawn, 0..drawn; whatever was answered with doubt belongs here. */
  leaks: number;
}

/**
 * The most leaks that may be among the images that were not drawn: exact, one-sided, for a finite
 * population (Buonaccorsi 1987). It is the largest number under which finding no more leaks than were
 * found still had a probability above `1 - confidence`.
 *
 * @param confidence 0..1; a bound found in this way is too low in at most `1 - confidence` of samples
 * @returns 0..population - drawn; with nothing drawn, everything may be a leak
 * @throws RangeError unless 0 <= leaks <= drawn <= population
 */
export function mostLeaksLeft(sample: RandomSample, confidence = 0.95): number {
  const { population, drawn, leaks } = sample;
  if (!(0 <= leaks && leaks <= drawn && drawn <= population)) {
    throw new RangeError(
      `Expected 0 <= leaks <= drawn <= population, received ${leaks}, ${drawn} and ${population}`,
    );
  }
  // The probability of finding so few falls with the number of leaks there are.
  let [possible, refuted] = [leaks, population - (drawn - leaks) + 1];
  while (refuted - possible > 1) {
    const marked = Math.floor((possible + refuted) / 2);
    const chance = hypergeometricCumulative(leaks, { population, marked, drawn });
    if (chance > 1 - confidence) possible = marked;
    else refuted = marked;
  }
  return possible - leaks;
}

/**
 * The same over strata that were each drawn from at random: the sum of the strata's bounds, the risk
 * shared among them evenly (Bonferroni), so it holds whatever the strata have in common.
 */
export function mostLeaksLeftInStrata(strata: readonly RandomSample[], confidence = 0.95): number {
  const each = 1 - (1 - confidence) / Math.max(1, strata.length);
  return strata.reduce((sum, stratum) => sum + mostLeaksLeft(stratum, each), 0);
}

/**
 * How many random images without a leak would say that at most a share of a population are leaks;
 * 59 for one in twenty of very many.
 *
 * @param share 0..1
 * @returns 0..population
 */
export function cleanDrawsFor(population: number, share: number, confidence = 0.95): number {
  const marked = Math.floor(share * population) + 1;
  if (marked > population) return 0;
  let [few, enough] = [-1, population];
  while (enough - few > 1) {
    const drawn = Math.floor((few + enough) / 2);
    if (hypergeometricCumulative(0, { population, marked, drawn }) > 1 - confidence) few = drawn;
    else enough = drawn;
  }
  return enough;
}
