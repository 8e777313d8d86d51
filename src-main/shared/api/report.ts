import type { DetectorInfo } from './detectors.ts';
import type { Interval } from '../statistics.ts';
import type { Label, Verdict } from '../words.ts';
import type { DriftReport } from './drift.ts';

/** A rate with what it was counted on; null where there is nothing to count on. */
export interface CountedRate {
  count: number;
  of: number;
  rate: number;
  /** Exact (Clopper and Pearson), 95 %. */
  interval: Interval;
}

export interface ReportedLeak {
  image: number;
  file: string;
  cell: string | null;
  takenAt: string | null;
  score: number | null;
  verdict: Verdict | null;
  author: string;
  at: string;
}

/** One shift as it is handed on: what was found, by whom, and what that rests on. */
export interface ShiftReport {
  project: string;
  shift: { id: number; name: string };
  at: string;
  version: string;
  images: number;
  scored: number;
  flagged: number;
  /** Flagged and not looked at yet: until there is none, the leaks found are not all of the flagged. */
  left: number;
  labels: Record<Label, number>;
  reviewers: { author: string; decisions: number; images: number; from: string; to: string }[];
  detector: DetectorInfo | null;
  rates: {
    /** Of the shift's images. */
    leaks: CountedRate | null;
    flagged: CountedRate | null;
    /** Leaks among the flagged images that were looked at. */
    precision: CountedRate | null;
    /** Of the detector, on the images held out of its fit. */
    tpr: CountedRate | null;
    tnr: CountedRate | null;
  };
  drift: DriftReport | null;
  leaks: ReportedLeak[];
}
