import { isFlagged, judge, type Confusion, type Thresholds } from './words.ts';

/** A score and the truth; higher scores mean more likely a leak. */
export interface ScoredTruth {
  score: number;
  leak: boolean;
}

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

/**
 * Area under the ROC curve, 0..1: the chance that a leak scores above a normal, ties counting half
 * (Mann-Whitney U over n1 * n2). Null where a class is missing.
 */
export function auroc(items: ScoredTruth[]): number | null {
  const sorted = items.toSorted((a, b) => a.score - b.score);
  let leaks = 0;
  let rankSum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to += 1;
    // Ranks count from 1; tied scores share the mean of their ranks.
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (sorted[i]!.leak) {
        leaks += 1;
        rankSum += rank;
      }
    }
    from = to;
  }
  const normals = sorted.length - leaks;
  if (leaks === 0 || normals === 0) return null;
  return (rankSum - (leaks * (leaks + 1)) / 2) / (leaks * normals);
}

/**
 * Average precision, 0..1: precision summed over the steps in recall, with tied scores taken as one
 * step. Null without leaks.
 */
export function averagePrecision(items: ScoredTruth[]): number | null {
  const sorted = items.toSorted((a, b) => b.score - a.score);
  const leaks = sorted.reduce((count, { leak }) => count + (leak ? 1 : 0), 0);
  if (leaks === 0) return null;
  let found = 0;
  let sum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    let foundHere = 0;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) {
      if (sorted[to]!.leak) foundHere += 1;
      to += 1;
    }
    found += foundHere;
    sum += (foundHere / leaks) * (found / to);
    from = to;
  }
  return sum;
}
