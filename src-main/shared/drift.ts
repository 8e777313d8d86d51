import { foundByChance } from './statistics.ts';
import { kolmogorovSmirnov, stabilityIndex } from './two-samples.ts';

/**
 * What a shift's scores say. `light`: the bulk of the normals moved, so light or lens changed; `leaks`:
 * the bulk stands and the tail grew; `both`: the bulk moved and confirmed leaks alone are too many.
 */
export const DRIFT_VERDICTS = ['steady', 'light', 'leaks', 'both', 'too-few'] as const;
export type DriftVerdict = (typeof DRIFT_VERDICTS)[number];

/** Fewest images on either side of a comparison of scores. */
export const FEWEST = 30;

/** Fewest images of one cell: five times as many per cell would keep most plants waiting for weeks. */
export const FEWEST_OF_CELL = 20;

/**
 * Both have to speak before a difference counts: at 14,000 images a shift the test alone finds
 * differences that matter to nobody, and with forty images the index alone is chance.
 */
const SIGNIFICANCE = 0.01;
const CHANGED = 0.1;

/** Passed images that are this few of a shift are no bulk any more: the normals themselves left. */
const LEAST_PASSING = 0.5;

export interface ScoresCompared {
  statistic: number;
  p: number;
  exact: boolean;
  psi: number;
}

/** @param fewest images on either side; null where there are fewer */
export function compareScores(
  reference: Float64Array,
  sample: Float64Array,
  fewest = FEWEST,
): ScoresCompared | null {
  if (reference.length < fewest || sample.length < fewest) return null;
  return { ...kolmogorovSmirnov(reference, sample), psi: stabilityIndex(reference, sample) };
}

/** @param p adjusted where it is one of many */
export function hasMoved({ psi }: ScoresCompared, p: number): boolean {
  return p < SIGNIFICANCE && psi >= CHANGED;
}

/**
 * Tells the two kinds of change apart. Images that pass are compared with the calibration's that pass:
 * both are cut off at the thresholds, so that more leaks, which lie beyond them, leave the comparison
 * as it was, while another light moves it.
 *
 * @param scored images of the shift with a score
 * @param passing how many of them pass
 * @param passed the comparison; null where there are too few
 * @param tail whether more is flagged than in the other shifts, and whether more leaks are confirmed;
 *   null where no other shift can be compared with. `settled`: nothing flagged waits for a person
 */
export function driftVerdict(
  { scored, passing, passed }: { scored: number; passing: number; passed: ScoresCompared | null },
  tail: { grew: boolean | null; moreLeaks: boolean | null; settled: boolean },
): DriftVerdict {
  const emptied = scored >= FEWEST && passing < LEAST_PASSING * scored;
  if (passed === null && !emptied) return 'too-few';
  const moved = emptied || (passed !== null && hasMoved(passed, passed.p));
  // Under another light more normals are flagged as well; confirmed leaks alone tell of more leaks.
  if (moved) return tail.moreLeaks ? 'both' : 'light';
  // What a person has looked at and found normal are false alarms, however many.
  return tail.moreLeaks || (tail.grew && !tail.settled) ? 'leaks' : 'steady';
}

/** Below this chance a larger share than in the other shifts counts as grown. */
const GROWN = 0.01;

/** A count among the images it was counted in. */
export interface Share {
  count: number;
  images: number;
}

/** A share of one shift beside that of others. */
export interface TailCompared extends Share {
  others: Share;
  /** Chance of at least this many here, were the share the same everywhere (Fisher 1935, one-sided). */
  p: number;
  grew: boolean;
}

/** Null where there is nothing to compare with. */
export function compareShares(here: Share, others: Share): TailCompared | null {
  if (others.images < FEWEST || here.images < FEWEST) return null;
  const images = here.images + others.images;
  const p = foundByChance(here.count, here.count + others.count, here.images, images);
  return { ...here, others, p, grew: p < GROWN };
}
