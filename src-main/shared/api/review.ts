import type { Label, Verdict } from '../words.ts';

/** How the engine tells of what a person should look at. */

/**
 * Look-alikes that one answer may serve, in columns: entry i of every array speaks of one image; the
 * first is the most typical.
 */
export interface ReviewGroup {
  /** `group-12` of a queue that was made, `image-7` of a provisional one. */
  id: string;
  /** Why it is worth a look, as a code: `flagged`, `uncertain`, `new`. There may be others. */
  reason: string;
  images: number[];
  scores: number[];
  verdicts: Verdict[];
  /** The label that counts, null where nobody has answered yet. */
  labels: (Label | null)[];
}

/**
 * A page of the queue in its order, answered groups among them: a queue stands still while it is
 * worked through.
 */
export interface ReviewGroups {
  /** Until a queue has been made: flagged images one by one, the surest leaks first. */
  provisional: boolean;
  /** Groups of the whole queue. */
  total: number;
  /** Which of them, from 0, to begin at: that of the image asked for, else the first with work left. */
  start: number;
  groups: ReviewGroup[];
  /** Continues the queue, null at its end. */
  next: string | null;
}

/** What is known of leaks that nobody has seen. */
export interface LeaksLeft {
  /** Scored images below the cut that have no label. */
  unreviewed: number;
  /** Images below the cut drawn at random and answered, and leaks among them. */
  drawn: number;
  found: number;
  /** The most leaks that may be among `unreviewed`, at `confidence`; null where none was drawn. */
  atMost: number | null;
  confidence: number;
  /** Random images without a leak that would say: at most `share` of them. */
  wanted: number;
  share: number;
}

/** How far the review of a shift, or of all, has come; `settled` images have a label. */
export interface ReviewSummary {
  shift: string | null;
  images: number;
  flagged: number;
  flaggedLeft: number;
  decisions: number;
  settled: number;
  leaksLeft: LeaksLeft;
}

export interface QueueGroup {
  id: string;
  reason: string;
  images: { id: number; file: string; score: number; verdict: Verdict }[];
}
