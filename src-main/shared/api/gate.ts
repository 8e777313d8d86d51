import type { Confusion } from '../words.ts';

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

export interface GateResult {
  passed: boolean;
  /** What decided, in English, for logs and the command line. */
  reason: string;
  /** The same for translation; results stored by earlier versions have none. */
  finding?: GateFinding;
  /** Both detectors on the same images: those held out of the candidate's fit. */
  before: Confusion | null;
  after: Confusion;
  /**
   * What decided: honest scores of labelled images, or the golden set, by its refusal or because there
   * was nothing else to compare on; the former where absent.
   */
  part?: GatePart;
  /** Both detectors on the golden set; absent where it has no image that both may be judged on. */
  golden?: GateVerdict;
}

export interface GateFinding {
  code:
    | 'first'
    | 'nothing-to-compare'
    /** Only golden images could be compared, and all of them are of one class. */
    | 'one-class'
    | 'leaks-lost'
    | 'normals-lost'
    | 'guesses'
    | 'holds';
  /** Images of the class in question judged rightly before and wrongly now, and the other way. */
  worse: number;
  better: number;
}
