import { toPixels, type Camera } from './camera.ts';

/** Long enough to follow a family of images with the eye, short enough not to wait for. */
export const MOTION_MS = 450;

/** Share of the way that is done after `elapsed` ms, 0..1: slow at both ends. */
export function eased(elapsed: number, duration = MOTION_MS): number {
  if (duration <= 0 || elapsed >= duration) return 1;
  if (elapsed <= 0) return 0;
  const t = elapsed / duration;
  return t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2;
}

/** Places on the way from one layout to the next, two numbers an image. */
export function between(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return Float32Array.from(to, (end, i) => from[i]! + (end - from[i]!) * share);
}

/**
 * Where images that stand at `places` under one camera would have to stand to be seen at the same
 * points of the window under another.
 */
export function seenFrom(
  places: Float32Array,
  before: Camera,
  after: Camera,
  ratio: number,
): Float32Array {
  const seen = new Float32Array(places.length);
  for (let i = 0; i < places.length; i += 2) {
    const at = toPixels(before, { x: places[i]!, y: places[i + 1]! }, ratio);
    seen[i] = after.x + at.x / after.size;
    seen[i + 1] = after.y + at.y / (after.size * ratio);
  }
  return seen;
}
