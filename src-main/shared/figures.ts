import { balancedAccuracy, f1, precision, tnr, tpr } from './metrics.ts';
import { clopperPearson, type Interval } from './statistics.ts';
import type { Confusion } from './words.ts';

export type FigureName = 'tpr' | 'tnr' | 'precision' | 'f1' | 'balanced-accuracy';

/** One figure of a cut, with what its certainty rests on. */
export interface Figure {
  name: FigureName;
  /** 0..1; null where there is nothing to divide by. */
  value: number | null;
  /**
   * The counts behind it and its exact 95 % interval (Clopper and Pearson 1934), where it is a share
   * of counted images. F1 and balanced accuracy are none, so no exact interval exists for them.
   */
  counted: { part: number; whole: number; interval: Interval } | null;
}

/**
 * The figures of a cut. Precision is a share of what was flagged, so it holds for a set with this
 * share of leaks and for no other.
 */
export function figuresOf(counts: Confusion): Figure[] {
  const { tp, fn, tn, fp } = counts;
  return [
    { name: 'tpr', value: tpr(counts), counted: counted(tp, tp + fn) },
    { name: 'tnr', value: tnr(counts), counted: counted(tn, tn + fp) },
    { name: 'precision', value: precision(counts), counted: counted(tp, tp + fp) },
    { name: 'f1', value: f1(counts), counted: null },
    { name: 'balanced-accuracy', value: balancedAccuracy(counts), counted: null },
  ];
}

function counted(part: number, whole: number): Figure['counted'] {
  return whole === 0 ? null : { part, whole, interval: clopperPearson(part, whole) };
}
