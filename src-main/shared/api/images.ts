import type { Label, Verdict } from '../words.ts';
import type { LabelEvent } from './labels.ts';

/**
 * Images in columns: entry i of every array speaks of one image. A page holds at most `limit`
 * images; `next` continues it, null at the end. Scores are null where there is none.
 */
export interface ImageColumns {
  total: number;
  ids: number[];
  scores: (number | null)[];
  verdicts: (Verdict | null)[];
  labels: (Label | null)[];
  next: string | null;
}

export interface ImageDetail {
  id: number;
  hash: string;
  width: number;
  height: number;
  format: string;
  bytes: number;
  occurrences: {
    source: string;
    file: string;
    shift: string | null;
    /** Cell of the conveyor, and when the photograph was taken, where the import was told. */
    cell: string | null;
    takenAt: string | null;
  }[];
  score: number | null;
  verdict: Verdict | null;
  label: Label | null;
  history: LabelEvent[];
}
