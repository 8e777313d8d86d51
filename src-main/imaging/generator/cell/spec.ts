import type { Colour } from '../canvas.ts';

/** Where the camera sees the rim of the mould: an ellipse, in fractions of the image. */
export interface Camera {
  /** Centre of the rim. */
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
  /** Turn of the camera, radians. */
  roll: number;
  /** 0 sharp .. 2 out of focus. */
  blur: number;
  /** Standard deviation of the sensor's noise in counts of 255. */
  noise: number;
}

/** The light of one shift; it drifts slowly within the shift. */
export interface Light {
  gain: number;
  /** Multiplies red, green, blue. */
  cast: Colour;
  /** Relative change of brightness from the left edge to the right, and from top to bottom. */
  slopeX: number;
  slopeY: number;
  /** 1 as photographed in clear air; below 1 dust and steam pull all colours to their mean. */
  contrast: number;
}

/** One mould cell of the casting line: what stays the same whenever it passes the camera. */
export interface Mould {
  ground: Colour;
  wall: Colour;
  /** Opacity of the dark line along the rim's upper arc, 0..1. */
  rim: number;
  /** Opacity of the second, inner line, 0..1. */
  bevel: number;
  /** Soot on the ground above the rim, 0..1. */
  soot: number;
  /** Whether a dark notch marks the top of the rim. */
  notch: boolean;
}

/** Sound metal that lies in the mould, seen from above its front edge. */
export interface PoolContent {
  kind: 'pool';
  metal: Colour;
  /** How far the metal's upper edge lies below the rim, in radii of the rim: 0.2 full .. 0.7 low. */
  depth: number;
  /** Half width of the metal in radii of the rim. */
  halfWidth: number;
  /** Opacity of the shadow between wall and metal, 0..1. */
  shadow: number;
  texture: Texture;
}

/** Sound metal with the runner that feeds it coming down from the top of the image. */
export interface ColumnContent {
  kind: 'column';
  metal: Colour;
  /** Half width of the runner in radii of the rim. */
  neck: number;
  /** How dark and brown the runner's top is, 0..1. */
  crust: number;
  texture: Texture;
}

/** A leak: the metal has broken out, what is left is a torn strand that glitters. */
export interface TornContent {
  kind: 'torn';
  metal: Colour;
  /** Half width of the strand in radii of the rim, and where it stands, -1 left .. 1 right. */
  halfWidth: number;
  offset: number;
  /** How strongly the skin is folded into light and dark, 0..1. */
  folds: number;
  /** Number of facets that mirror a lamp into the camera. */
  facets: number;
  texture: Texture;
}

/** A leak: all metal has run out, the smooth bluish wall of the mould is all there is. */
export interface EmptyContent {
  kind: 'empty';
  /** Number of bright splashes left at the lower edge. */
  splashes: number;
}

export type Content = PoolContent | ColumnContent | TornContent | EmptyContent;

export interface Texture {
  /** Relative amplitude of the grain of the skin that sets on the metal. */
  grain: number;
  /** Relative amplitude of the ladle's marks, arcs around where the metal fell in. */
  marks: number;
  /** Opacity of brown slag, 0..1. */
  slag: number;
  /** Number of small bright glints. */
  glints: number;
}

/** Something between camera and cell that has nothing to do with the casting. */
export type Obstacle =
  /** A dark tool with a yellow handle, upright at `x` (fraction of the width). */
  | { kind: 'tool'; x: number; handle: Colour }
  /** A crossbar of the conveyor over the full width at `y`, `thickness` as share of the height. */
  | { kind: 'bar'; y: number; thickness: number; block: number }
  /** The brown bow of a crane hook, a disc that reaches in from an edge. */
  | { kind: 'hook'; x: number; y: number; radius: number }
  /** A dark strip of the machine's frame in the lower corner, seen when the camera is knocked. */
  | { kind: 'frame'; x: number; width: number };

/** Everything that one photograph shows; with a source of noise it is the image. */
export interface CellSpec {
  /** Pixels, 42..72 in the data imitated. */
  width: number;
  /** Pixels, 24..40 in the data imitated. */
  height: number;
  camera: Camera;
  light: Light;
  mould: Mould;
  content: Content;
  obstacles: readonly Obstacle[];
  /** Seeds the metal's skin: two images of a burst share it and differ by noise and jitter alone. */
  structureSeed: number;
}
