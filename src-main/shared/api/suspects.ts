import type { Label, Verdict } from '../words.ts';

export const SUSPECT_REASONS = ['conflict', 'disagrees', 'near'] as const;
/**
 * Why a label is doubted: imports gave the same bytes different labels; the detector, having learned
 * nothing from the image or its look-alikes, judges it otherwise; or it agrees, but only just.
 */
export type SuspectReason = (typeof SUSPECT_REASONS)[number];

export interface Suspect {
  image: number;
  /** The first of the image's files, relative to its source. */
  file: string;
  label: Label;
  /** Out of fold where the detector learned from the image; null where nothing has scored it. */
  score: number | null;
  verdict: Verdict | null;
  reason: SuspectReason;
}
