import type { Confusion } from '../words.ts';
import { bestCut, type Cut, type SortedSet } from './sorted.ts';

/**
 * Youden's J = TPR + TNR - 1 (Youden 1950) times the size of both classes: a whole number, so that
 * equal J compare as equal. Above 0 where a cut is better than chance; 0 without one of the classes.
 */
export function youdenIndex({ tp, fn, tn, fp }: Confusion): number {
  return tp * (tn + fp) - fp * (tp + fn);
}

/** The cut of largest J, the lowest of several; null where none is better than chance. */
export function bestYouden(set: Pick<SortedSet, 'normals' | 'leaks'>): Cut | null {
  const cut = bestCut(set, youdenIndex);
  return cut && youdenIndex(cut.counts) > 0 ? cut : null;
}
