import type { Place } from '../place.ts';
import type { FeaturePart } from '../worker/results.ts';
import type { Label, Verdict } from '../words.ts';

/** Among which images neighbours are looked for: those labelled so, or all. */
export const NEIGHBOURS_OF = ['normal', 'leak', 'all'] as const;
export type NeighboursOf = (typeof NEIGHBOURS_OF)[number];

/** The nearest images in the active detector's feature space. */
export interface Neighbours {
  state: 'ready';
  detector: number;
  /** What distances are made of. */
  space: FeaturePart[];
  /** How many images were compared, and how many could not be because their files are unreadable. */
  compared: number;
  unreadable: number;
  /** Nearest first. Up to a distance of 1 images count as look-alikes. */
  neighbours: {
    id: number;
    distance: number;
    label: Label | null;
    score: number | null;
    verdict: Verdict | null;
  }[];
}

/** The answer (202) while features are computed, the first time after an import: ask again. */
export interface NeighboursPending {
  state: 'placing';
  done: number;
  total: number;
}

/** Base64 of interleaved RGB bytes; see worker/results.ts `Reconstruction`. */
export interface Evidence {
  width: number;
  height: number;
  input: string;
  reconstruction: string;
  difference: string;
  place: Place;
  score: number;
  detector: number;
}
