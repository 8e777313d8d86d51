/**
 * The part of a photograph that a detector looks at: a rectangle about its middle, which may be
 * turned.
 */
export interface Place {
  /** Middle, and size before it is turned, in shares of the photograph's width and height. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Radians, from right to down. */
  angle: number;
}
