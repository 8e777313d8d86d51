import { classesOf, sweepDown, type ScoredTruth, type SortedClasses } from './sweep.ts';
import { isFlagged, judge, type Confusion, type Thresholds } from './words.ts';

export type { ScoredTruth } from './sweep.ts';

/** Counts verdicts against the truth; `review` counts as leak, since a person will look. */
export function confusion(items: Iterable<ScoredTruth>, thresholds: Thresholds): Confusion {
  const counts: Confusion = { tp: 0, fn: 0, tn: 0, fp: 0 };
  for (const { score, leak } of items) {
    const flagged = isFlagged(judge(score, thresholds));
    if (leak) counts[flagged ? 'tp' : 'fn'] += 1;
    else counts[flagged ? 'fp' : 'tn'] += 1;
  }
  return counts;
}

/** True-positive rate, 0..1: leaks found of all leaks; null without leaks. */
export function tpr({ tp, fn }: Confusion): number | null {
  return tp + fn === 0 ? null : tp / (tp + fn);
}

/** True-negative rate, 0..1: normals passed of all normals; null without normals. */
export function tnr({ tn, fp }: Confusion): number | null {
  return tn + fp === 0 ? null : tn / (tn + fp);
}

/** Share of what was flagged that is a leak, 0..1; null where nothing was flagged. */
export function precision({ tp, fp }: Confusion): number | null {
  return tp + fp === 0 ? null : tp / (tp + fp);
}

/** F1, the harmonic mean of precision and TPR, 0..1; null without leaks. */
export function f1({ tp, fn, fp }: Confusion): number | null {
  return tp + fn === 0 ? null : (2 * tp) / (2 * tp + fn + fp);
}

/** Share of all images that were judged rightly, 0..1; null without images. */
export function accuracy({ tp, fn, tn, fp }: Confusion): number | null {
  const all = tp + fn + tn + fp;
  return all === 0 ? null : (tp + tn) / all;
}

/** Mean of TPR and TNR, 0..1; null where a class is missing. */
export function balancedAccuracy(counts: Confusion): number | null {
  const [found, passed] = [tpr(counts), tnr(counts)];
  return found === null || passed === null ? null : (found + passed) / 2;
}

/**
 * Area under the ROC curve, 0..1: the chance that a leak scores above a normal, ties counting half
 * (Mann-Whitney U over n1 * n2). Null where a class is missing.
 */
export function auroc(items: Iterable<ScoredTruth>): number | null {
  return areaUnderRoc(classesOf(items));
}

/** The same of sorted scores; O(n). */
export function areaUnderRoc(classes: SortedClasses): number | null {
  const pairs = classes.leaks.length * classes.normals.length;
  if (pairs === 0) return null;
  let above = 0;
  let [found, stopped] = [0, 0];
  sweepDown(classes, (tp, fp) => {
    above += ((fp - stopped) * (tp + found)) / 2;
    [found, stopped] = [tp, fp];
  });
  return above / pairs;
}

/**
 * Average precision, 0..1: precision summed over the steps in recall, with tied scores taken as one
 * step. Null without leaks.
 */
export function averagePrecision(items: Iterable<ScoredTruth>): number | null {
  return sortedAveragePrecision(classesOf(items));
}

/** The same of sorted scores; O(n). */
export function sortedAveragePrecision(classes: SortedClasses): number | null {
  const leaks = classes.leaks.length;
  if (leaks === 0) return null;
  let sum = 0;
  let found = 0;
  sweepDown(classes, (tp, fp) => {
    sum += ((tp - found) / leaks) * (tp / (tp + fp));
    found = tp;
  });
  return sum;
}
