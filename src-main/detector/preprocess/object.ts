import type { Matrix } from '../matrix.ts';

/** A photograph in plain numbers: row by row, channels interleaved, 0..255. */
export interface PlainImage {
  width: number;
  height: number;
  channels: number;
  values: ArrayLike<number>;
}

/** Counts of 255 that an object must stand out by: less is grain, or the trace of a JPEG block. */
const LEAST_CONTRAST = 10;
/** How many times as far from the border's level as the border itself usually is. */
const ABOVE_GRAIN = 4;
/** Share of the image that an object covers at least: less is dust. */
const LEAST_SHARE = 0.002;

/**
 * Finds the one object that lies on an even ground: what differs from the border's median colour by
 * more than Otsu's threshold (1979), of it the largest piece that hangs together, corners counted.
 *
 * @returns 1 on the object and 0 off it, a row of the matrix for each row of pixels; undefined where
 *   nothing stands out
 */
export function findObject(image: PlainImage): Matrix | undefined {
  const { width, height } = image;
  const off = distances(image);
  const threshold = otsu(off);
  const grain = median(borderOf(width, height).map((at) => off[at]!));
  if (threshold < Math.max(LEAST_CONTRAST, ABOVE_GRAIN * grain)) return undefined;
  const { piece, size } = largestPiece(off, threshold, width, height);
  if (size < LEAST_SHARE * width * height) return undefined;
  return { rows: height, columns: width, values: piece };
}

/** How far each pixel is from the border's median, in the channel where it is farthest. */
function distances({ width, height, channels, values }: PlainImage): Float32Array {
  const border = borderOf(width, height);
  const off = new Float32Array(width * height);
  for (let channel = 0; channel < channels; channel++) {
    const level = median(border.map((at) => values[at * channels + channel]!));
    for (let at = 0; at < off.length; at++) {
      off[at] = Math.max(off[at]!, Math.abs(values[at * channels + channel]! - level));
    }
  }
  return off;
}

/** Indices of the outermost pixels, each once. */
function borderOf(width: number, height: number): number[] {
  const border: number[] = [];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) border.push(y * width + x);
  }
  return border;
}

/** The middle one, the upper of two; `values` is not empty. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/**
 * The threshold that parts values into two classes with the largest variance between their means.
 *
 * @param values 0..255
 * @returns a whole number: the upper class lies above it; 0 where all values are about the same
 */
function otsu(values: Float32Array): number {
  const counts = new Float64Array(256);
  let total = 0;
  for (const value of values) {
    const bin = Math.ceil(Math.min(255, value));
    counts[bin]! += 1;
    total += bin;
  }
  let [best, threshold] = [0, 0];
  let [below, sumBelow] = [0, 0];
  for (let level = 0; level < 255; level++) {
    below += counts[level]!;
    sumBelow += level * counts[level]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, threshold] = [between, level];
  }
  return threshold;
}

/** Pixels above the threshold that touch, side by side or at a corner: the largest such piece. */
function largestPiece(
  off: Float32Array,
  threshold: number,
  width: number,
  height: number,
): { piece: Float32Array; size: number } {
  const seen = new Uint8Array(off.length);
  let largest: number[] = [];
  for (let start = 0; start < off.length; start++) {
    if (seen[start] || off[start]! <= threshold) continue;
    const found = [start];
    seen[start] = 1;
    for (let next = 0; next < found.length; next++) {
      const [x, y] = [found[next]! % width, Math.floor(found[next]! / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const at = row * width + column;
          if (seen[at] || off[at]! <= threshold) continue;
          seen[at] = 1;
          found.push(at);
        }
      }
    }
    if (found.length > largest.length) largest = found;
  }
  const piece = new Float32Array(off.length);
  for (const at of largest) piece[at] = 1;
  return { piece, size: largest.length };
}
