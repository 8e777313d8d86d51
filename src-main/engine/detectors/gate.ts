import type { GateResult } from '../../shared/api.ts';
import { confusion, tnr, tpr } from '../../shared/metrics.ts';
import { worseByChance } from '../../shared/statistics.ts';
import { isFlagged, judge, type Thresholds } from '../../shared/words.ts';

/** One image held out of the candidate's fit, with both detectors' scores. */
export interface GateImage {
  leak: boolean;
  /** Of the active detector; null where it has not scored the image. */
  before: number | null;
  after: number;
}

/**
 * Below this chance a loss counts as real. A strict comparison would refuse every other candidate
 * for one image in a thousand.
 */
const SIGNIFICANCE = 0.05;

/** A rate may not fall by more than this even where so few images prove nothing. */
const MOST_LOSS = 0.05;

/**
 * Whether a candidate may replace the active detector: in neither class may it be shown to be worse
 * on the images that both have scored (exact one-sided McNemar test for each class), nor may either
 * rate fall by more than `MOST_LOSS`: four leaks lost of four prove nothing, and are no trifle. Where
 * there is nothing to compare on, it is for a person to say.
 */
export function passGate(
  images: GateImage[],
  before: Thresholds | null,
  after: Thresholds,
): GateResult {
  const candidate = confusion(
    images.map(({ leak, after: score }) => ({ leak, score })),
    after,
  );
  if (!before) {
    return {
      passed: true,
      reason: 'The first detector: there is none to compare with.',
      before: null,
      after: candidate,
    };
  }
  const both = images.filter((image) => image.before !== null);
  const result = {
    before: confusion(
      both.map(({ leak, before: score }) => ({ leak, score: score! })),
      before,
    ),
    after: confusion(
      both.map(({ leak, after: score }) => ({ leak, score })),
      after,
    ),
  };
  if (both.length === 0) {
    return {
      passed: false,
      reason: 'There is no labelled image on which the two could be compared.',
      ...result,
    };
  }
  for (const leak of [true, false]) {
    const ofClass = both.filter((image) => image.leak === leak);
    const { worse, better } = flips(ofClass, before, after);
    const lost = (worse - better) / Math.max(1, ofClass.length);
    if (worseByChance(worse, better) < SIGNIFICANCE || lost > MOST_LOSS) {
      return {
        passed: false,
        reason: `${leak ? 'Leaks' : 'Normals'}: ${worse} that were judged rightly are now wrong, ${better} the other way round.`,
        ...result,
      };
    }
  }
  return { passed: true, reason: holdReason(result.before, result.after), ...result };
}

function flips(images: GateImage[], before: Thresholds, after: Thresholds) {
  let worse = 0;
  let better = 0;
  for (const image of images) {
    const was = isFlagged(judge(image.before!, before)) === image.leak;
    const is = isFlagged(judge(image.after, after)) === image.leak;
    if (was && !is) worse += 1;
    if (!was && is) better += 1;
  }
  return { worse, better };
}

function holdReason(before: GateResult['after'], after: GateResult['after']): string {
  const rate = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
  return `Both rates hold: TPR ${rate(tpr(before))} -> ${rate(tpr(after))}, TNR ${rate(tnr(before))} -> ${rate(tnr(after))}.`;
}
