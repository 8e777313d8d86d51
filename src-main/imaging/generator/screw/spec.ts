import { gaussian, type Random } from '../../../shared/random.ts';

/** What can be wrong with a screw; each is a folder of the MVTec layout. */
export const DEFECTS = [
  'manipulated_front',
  'scratch_head',
  'scratch_neck',
  'thread_side',
  'thread_top',
] as const;
export type Defect = (typeof DEFECTS)[number];

/**
 * One photograph of one screw. Lengths are in half lengths of the screw: its axis runs from u = -1
 * (the head's face) to u = 1 (the tip), v is across.
 */
export interface ScrewSpec {
  /** Side of the square image in pixels. */
  size: number;
  /** Middle of the screw, fractions of the image, and half its length. */
  x: number;
  y: number;
  half: number;
  /** Radians, any direction. */
  angle: number;
  /** Where along the thread its first ridge stands, 0..1 of a pitch: screws lie as they fell. */
  phase: number;
  /** Brightness of the table, the metal and the highlight, 0..255. */
  table: number;
  metal: number;
  highlight: number;
  /** Direction of the lamp across the screw, -1..1. */
  lamp: number;
  /** Sensor noise in counts, and blur as in `blur`. */
  noise: number;
  blur: number;
  defect: DefectSpec | null;
}

export interface DefectSpec {
  kind: Defect;
  /** Where along the part that it harms, 0..1. */
  place: number;
  /** How large, 0..1 of what is usual for its kind. */
  size: number;
  /** The side of the screw that it lies on. */
  side: -1 | 1;
}

const between = (random: Random, low: number, high: number): number =>
  low + random() * (high - low);

/** A screw as it fell under the camera; `defect` null is a sound one. */
export function drawScrew(random: Random, size: number, defect: Defect | null): ScrewSpec {
  return {
    size,
    x: 0.5 + gaussian(random, 0, 0.015),
    y: 0.5 + gaussian(random, 0, 0.015),
    half: between(random, 0.38, 0.41),
    angle: between(random, 0, 2 * Math.PI),
    phase: random(),
    table: between(random, 195, 215),
    metal: between(random, 95, 110),
    highlight: between(random, 70, 95),
    lamp: between(random, -0.5, 0.5),
    noise: between(random, 1, 2.5),
    blur: between(random, 0.3, 0.8),
    defect: defect && {
      kind: defect,
      place: between(random, 0.15, 0.85),
      size: between(random, 0.6, 1),
      side: random() < 0.5 ? -1 : 1,
    },
  };
}
