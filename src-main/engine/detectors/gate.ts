import type { GateFinding, GateResult } from '../../shared/api/gate.ts';
import { confusion, tnr, tpr } from '../../shared/metrics.ts';
import { foundByChance, worseByChance } from '../../shared/statistics.ts';
import { isFlagged, judge, type Confusion, type Thresholds } from '../../shared/words.ts';

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
 * rate fall by more than `MOST_LOSS`: four leaks lost of four prove nothing, and are no trifle. One
 * that finds leaks no better than a draw of lots does not pass either, however bad the other looks:
 * labels in disorder make both look alike. Where there is nothing to compare on, it is for a person
 * to say.
 */
export function passGate(
  images: GateImage[],
  before: Thresholds | null,
  after: Thresholds,
): GateResult {
  if (!before) {
    return decide({ code: 'first', worse: 0, better: 0 }, null, afterOf(images, after));
  }
  const both = images.filter((image) => image.before !== null);
  const was = confusion(
    both.map(({ leak, before: score }) => ({ leak, score: score! })),
    before,
  );
  const is = afterOf(both, after);
  const found = compare(both, before, after);
  const finding =
    found.code === 'holds' && guesses(is) ? { ...found, code: 'guesses' as const } : found;
  return decide(finding, was, is);
}

function afterOf(images: GateImage[], thresholds: Thresholds): Confusion {
  return confusion(
    images.map(({ leak, after: score }) => ({ leak, score })),
    thresholds,
  );
}

/** What one part can say; `one-class` is found where there are two. */
type PartFinding = GateFinding & { code: Exclude<GateFinding['code'], 'one-class'> };

/** @param both images that both detectors have scored */
function compare(both: GateImage[], before: Thresholds, after: Thresholds): PartFinding {
  if (both.length === 0) return { code: 'nothing-to-compare', worse: 0, better: 0 };
  const total = { worse: 0, better: 0 };
  for (const leak of [true, false]) {
    const ofClass = both.filter((image) => image.leak === leak);
    const { worse, better } = flips(ofClass, before, after);
    const lost = (worse - better) / Math.max(1, ofClass.length);
    if (worseByChance(worse, better) < SIGNIFICANCE || lost > MOST_LOSS) {
      return { code: leak ? 'leaks-lost' : 'normals-lost', worse, better };
    }
    total.worse += worse;
    total.better += better;
  }
  return { code: 'holds', ...total };
}

/** Leaks below this number cannot tell a guess from bad luck. */
const FEWEST_LEAKS = 5;

/** Whether as many of the leaks may well be found by flagging as many images at random (Fisher's exact test). */
function guesses({ tp, fn, tn, fp }: Confusion): boolean {
  const leaks = tp + fn;
  if (leaks < FEWEST_LEAKS || tn + fp === 0) return false;
  return foundByChance(tp, leaks, tp + fp, leaks + tn + fp) >= SIGNIFICANCE;
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

function decide(finding: PartFinding, before: Confusion | null, after: Confusion): GateResult {
  const passed = finding.code === 'first' || finding.code === 'holds';
  return { passed, reason: inEnglish(finding, before, after), finding, before, after };
}

function inEnglish(
  { code, worse, better }: PartFinding,
  before: Confusion | null,
  after: Confusion,
): string {
  const rate = (counts: Confusion | null, of: typeof tpr): string =>
    (counts && of(counts))?.toFixed(3) ?? 'none';
  switch (code) {
    case 'first':
      return 'The first detector: there is none to compare with.';
    case 'nothing-to-compare':
      return 'There is no labelled image on which the two could be compared.';
    case 'leaks-lost':
    case 'normals-lost':
      return `${code === 'leaks-lost' ? 'Leaks' : 'Normals'}: ${worse} that were judged rightly are now wrong, ${better} the other way round.`;
    case 'guesses':
      return `It finds leaks no better than chance: ${after.tp} of ${after.tp + after.fn}, with ${after.fp} of ${after.fp + after.tn} normals flagged. Look for labels that are in disorder.`;
    case 'holds':
      return `Both rates hold: TPR ${rate(before, tpr)} -> ${rate(after, tpr)}, TNR ${rate(before, tnr)} -> ${rate(after, tnr)}.`;
  }
}
