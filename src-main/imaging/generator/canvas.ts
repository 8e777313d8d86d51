import type { Random } from '../../shared/random.ts';

/** Linear-ish sensor counts, red, green, blue; 0 is black, 255 the brightest that JPEG holds. */
export type Colour = readonly [number, number, number];

/** A picture in the making: `pixels` is row by row, RGB interleaved, unclamped floats. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/**
 * One pixel's place: `x`, `y` in the image (0..1, down is positive) and `u`, `v` in the drawn
 * object's own coordinates, which the `place` function of `paint` fills in.
 */
export interface Point {
  x: number;
  y: number;
  u: number;
  v: number;
}

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Float32Array(width * height * 3) };
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** 0 below `low`, 1 above `high`, smooth between (Hermite); `low > high` falls instead of rising. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/**
 * Smooth random field over u, v in [-1.25, 1.25], values about -1..1, with `columns` x `rows` bumps.
 * A lattice with smooth interpolation, because Perlin's gradients show nothing more at 50 pixels.
 */
export function noiseField(
  random: Random,
  columns: number,
  rows: number,
): (u: number, v: number) => number {
  const stride = columns + 1;
  const lattice = Float32Array.from({ length: stride * (rows + 1) }, () => random() * 2 - 1);
  const at = (index: number) => lattice[index] as number;
  return (u, v) => {
    const x = Math.min(0.9999, Math.max(0, (u + 1.25) / 2.5)) * columns;
    const y = Math.min(0.9999, Math.max(0, (v + 1.25) / 2.5)) * rows;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const s = smoothstep(0, 1, x - column);
    const t = smoothstep(0, 1, y - row);
    const corner = row * stride + column;
    const upper = at(corner) * (1 - s) + at(corner + 1) * s;
    const lower = at(corner + stride) * (1 - s) + at(corner + stride + 1) * s;
    return upper * (1 - t) + lower * t;
  };
}

/**
 * Lays `colour * shade(point)` over the canvas wherever `coverage(point)` (0..1) is above nothing.
 * The point is one reused object: callbacks must not keep it.
 */
export function paint(
  canvas: Canvas,
  place: (point: Point) => void,
  coverage: (point: Point) => number,
  colour: Colour,
  shade: (point: Point) => number = () => 1,
): void {
  const { width, height, pixels } = canvas;
  const point: Point = { x: 0, y: 0, u: 0, v: 0 };
  let offset = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, offset += 3) {
      point.x = (column + 0.5) / width;
      point.y = (row + 0.5) / height;
      place(point);
      const cover = coverage(point);
      if (cover <= 0) continue;
      const light = shade(point);
      for (let channel = 0; channel < 3; channel++) {
        const under = pixels[offset + channel] as number;
        pixels[offset + channel] = under + ((colour[channel] as number) * light - under) * cover;
      }
    }
  }
}

/**
 * A soft-edged ellipse; centre and radii in fractions of the image, `softness` the share of the
 * radius (0..1) over which the edge fades, `strength` its opacity.
 */
export function stamp(
  canvas: Canvas,
  ellipse: { x: number; y: number; radiusX: number; radiusY: number },
  colour: Colour,
  strength = 1,
  softness = 0.5,
): void {
  const { width, height, pixels } = canvas;
  const left = Math.max(0, Math.floor((ellipse.x - ellipse.radiusX) * width));
  const right = Math.min(width - 1, Math.ceil((ellipse.x + ellipse.radiusX) * width));
  const top = Math.max(0, Math.floor((ellipse.y - ellipse.radiusY) * height));
  const bottom = Math.min(height - 1, Math.ceil((ellipse.y + ellipse.radiusY) * height));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const dx = ((column + 0.5) / width - ellipse.x) / ellipse.radiusX;
      const dy = ((row + 0.5) / height - ellipse.y) / ellipse.radiusY;
      const cover = strength * smoothstep(1, 1 - softness, Math.hypot(dx, dy));
      const offset = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const under = pixels[offset + channel] as number;
        pixels[offset + channel] = under + ((colour[channel] as number) - under) * cover;
      }
    }
  }
}

/** Separable 1-2-1 blur, mixed in with `share` 0..1; done twice for a share above 1. */
export function blur(canvas: Canvas, share: number): void {
  for (let left = share; left > 0; left--) {
    const weight = Math.min(1, left) / 4;
    blurAlong(canvas, 3, canvas.width, canvas.width * 3, canvas.height, weight);
    blurAlong(canvas, canvas.width * 3, canvas.height, 3, canvas.width, weight);
  }
}

function blurAlong(
  { pixels }: Canvas,
  step: number,
  length: number,
  lineStep: number,
  lines: number,
  weight: number,
): void {
  for (let line = 0; line < lines; line++) {
    for (let channel = 0; channel < 3; channel++) {
      let offset = line * lineStep + channel;
      let before = pixels[offset] as number;
      for (let i = 0; i < length; i++, offset += step) {
        const here = pixels[offset] as number;
        const after = i + 1 < length ? (pixels[offset + step] as number) : here;
        pixels[offset] = here * (1 - 2 * weight) + (before + after) * weight;
        before = here;
      }
    }
  }
}

/** Rounds and clamps to the bytes of an RGB image, length width * height * 3. */
export function toBytes(canvas: Canvas): Uint8Array {
  // A clamped array rounds and saturates as a camera does, without a branch per value.
  return new Uint8Array(Uint8ClampedArray.from(canvas.pixels).buffer);
}
