import type { Label, Verdict } from '../../src-main/shared/words.ts';
import { agreement } from './order.ts';

/** What the marks on the images tell. */
export const COLOURS = ['verdict', 'label', 'agreement', 'none'] as const;
export type Colour = (typeof COLOURS)[number];

/**
 * Marks as the shader knows them. Each has its own edges and its own sign besides its colour, so
 * that it can be told at any size and by any eye; ui/WallMark.svelte draws the same for the legend.
 */
export const MARKS = {
  none: 0,
  normal: 1,
  leak: 2,
  unsure: 3,
  agreed: 4,
  'false-alarm': 5,
  missed: 6,
} as const;
export type MarkName = keyof typeof MARKS;

/** The marks that each way of colouring uses, for the legend. */
export const LEGEND: Record<Colour, MarkName[]> = {
  verdict: ['leak', 'unsure', 'normal', 'none'],
  label: ['leak', 'unsure', 'normal', 'none'],
  agreement: ['missed', 'false-alarm', 'agreed', 'none'],
  none: [],
};

export function markOf(colour: Colour, label: Label | null, verdict: Verdict | null): MarkName {
  if (colour === 'none') return 'none';
  if (colour === 'agreement') return agreement(label, verdict) ?? 'none';
  const said = colour === 'label' ? label : verdict;
  return said === 'review' ? 'unsure' : (said ?? 'none');
}

/** Flags in the second byte of an image's state. */
export const SELECTED = 1;
export const MISSING = 2;
/** The label is on its way to the disk. */
export const SAVING = 4;
