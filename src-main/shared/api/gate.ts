import type { Confusion } from '../words.ts';
import type { GateFinding } from '../api.ts';

/** Which images a comparison was made on: those that only judge, or honest scores of the labelled. */
export type GatePart = 'golden' | 'held-out';

/** What the gate saw, image by image; of the first detector, and of a new threshold, there is nothing. */
export interface GateReport {
  detector: number;
  /** The detector that it was compared with; null where there was none. */
  against: number | null;
  parts: GateComparison[];
}

/** Both detectors on the same images, each by its own thresholds. */
export interface GateComparison {
  part: GatePart;
  before: Confusion;
  after: Confusion;
  classes: GateClass[];
}

export interface GateClass {
  label: 'normal' | 'leak';
  images: number;
  /** Images judged rightly before and wrongly now, and the other way. */
  worse: number;
  better: number;
  /** Exact one-sided McNemar test: how often chance alone would make it as bad, 0..1. */
  p: number;
  /** Every image whose verdict changed: look-alikes together, the largest group first. */
  flips: { worse: FlippedImage[][]; better: FlippedImage[][] };
}

export interface FlippedImage {
  id: number;
  before: number;
  after: number;
}

/** What the gate says of one part. */
export interface GateVerdict {
  passed: boolean;
  finding: GateFinding;
  before: Confusion;
  after: Confusion;
}
