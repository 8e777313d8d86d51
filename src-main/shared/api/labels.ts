import type { Label, LabelOrigin, LabelReason } from '../words.ts';

export interface LabelEvent {
  id: number;
  batch: number;
  label: Label | null;
  author: string;
  origin: LabelOrigin;
  detector: number | null;
  reason: LabelReason | null;
  at: string;
}

export interface LabelBatch {
  id: number;
  origin: LabelOrigin;
  author: string;
  at: string;
  detector: number | null;
  reason: LabelReason | null;
  images: number;
  /** The one label the batch gave, or null where it gave several or took them back. */
  label: Label | null;
  undoes: number | null;
  undone: boolean;
  /** An image of the batch, for going back to where it was given; null where it changed none. */
  sample: number | null;
}
