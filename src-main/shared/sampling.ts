import { binomialCumulative } from './statistics.ts';

/** How sure a bound is where nobody says otherwise. */
export const CONFIDENCE = 0.95;

/** One stratum of a population, and how much of it was drawn at random and answered. */
export interface Stratum {
  /** Images in it, 1 or more. */
  images: number;
  /** Of these drawn and answered, 0..images. */
  answered: number;
  /** Of these leaks, or answered with doubt, 0..answered. */
  found: number;
}

/**
 * The most leaks that may be among the images of a stratified population that were not answered,
 * exact and at any time: whoever looks at it after every answer and stops when it is low enough is
 * wrong in at most `1 - confidence` of samples.
 *
 * A hidden leak is found with a probability of at least f, the share answered of the stratum answered
 * least. So the number found is a sum of independent trials (a hypergeometric one is such a sum:
 * Vatutin and Mikhailov 1982), and as small as it is no likelier than for a binomial one of as many
 * trials and chance f (Hoeffding 1956, theorem 4). With k found the risk taken is (1 - confidence) /
 * 2^(k+1): over all k that is no more than 1 - confidence, however often one looks.
 *
 * @param confidence 0..1
 * @returns 0 up to the number of images that were not answered
 * @throws RangeError unless 0 <= found <= answered <= images, images > 0
 */
export function mostLeft(strata: readonly Stratum[], confidence = CONFIDENCE): number {
  const { images, answered, found, share } = totals(strata);
  const risk = riskAt(found, confidence);
  let [possible, refuted] = [found, images - answered + found + 1];
  while (refuted - possible > 1) {
    const leaks = Math.floor((possible + refuted) / 2);
    if (chanceOfSoFew(found, leaks, share) > risk) possible = leaks;
    else refuted = leaks;
  }
  return possible - found;
}

/**
 * How many more answers, none of them a leak, say that at most `demanded` are left, when every
 * stratum is answered as far as the others.
 *
 * @param demanded 0 or more
 * @throws RangeError as `mostLeft`
 */
export function answersNeeded(
  strata: readonly Stratum[],
  demanded: number,
  confidence = CONFIDENCE,
): number {
  const { images, answered, found } = totals(strata);
  if (mostLeft(strata, confidence) <= demanded) return 0;
  const leaks = demanded + found + 1;
  if (leaks > images) return 0;
  const risk = riskAt(found, confidence);
  let [few, enough] = [0, 1];
  // As fine as the largest stratum can tell shares apart.
  while (enough - few > 1e-9) {
    const share = (few + enough) / 2;
    if (chanceOfSoFew(found, leaks, share) > risk) few = share;
    else enough = share;
  }
  const wanted = strata.reduce(
    (sum, stratum) => sum + Math.max(stratum.answered, Math.ceil(enough * stratum.images - 1e-6)),
    0,
  );
  // Images that are all answered leave none.
  return Math.min(wanted, images - demanded) - answered;
}

function riskAt(found: number, confidence: number): number {
  return (1 - confidence) / 2 ** (found + 1);
}

/** The theorem holds where more than found are expected; elsewhere nothing is refuted. */
function chanceOfSoFew(found: number, leaks: number, share: number): number {
  if (share >= 1) return leaks > found ? 0 : 1;
  return leaks * share >= found + 1 ? binomialCumulative(found, leaks, share) : 1;
}

function totals(strata: readonly Stratum[]) {
  const sum = { images: 0, answered: 0, found: 0, share: 1 };
  for (const { images, answered, found } of strata) {
    if (!(images > 0 && 0 <= found && found <= answered && answered <= images)) {
      throw new RangeError(
        `Expected 0 <= found <= answered <= images and images > 0, received ${found}, ${answered} and ${images}`,
      );
    }
    sum.images += images;
    sum.answered += answered;
    sum.found += found;
    sum.share = Math.min(sum.share, answered / images);
  }
  return sum;
}
