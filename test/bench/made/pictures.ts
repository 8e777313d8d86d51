import { gaussian, type Random } from '../../../src-main/shared/random.ts';

/** Small cells as interleaved RGB, 0..255, row by row: as large as the plant's own images. */
export const [WIDTH, HEIGHT] = [32, 48];
export type Pixels = Float32Array;

/** Changes a picture; the one given is left as it is. */
export type Change = (picture: Pixels) => Pixels;

const between = (from: number, to: number, random: Random): number => from + (to - from) * random();
const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** A picture of which each pixel is worked out from its place. */
function paint(colour: (x: number, y: number, channel: number) => number): Pixels {
  const picture = new Float32Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      for (let k = 0; k < 3; k++) picture[(y * WIDTH + x) * 3 + k] = colour(x, y, k);
    }
  }
  return picture;
}

const at = (picture: Pixels, x: number, y: number, channel: number): number =>
  picture[(clamp(Math.round(y), HEIGHT - 1) * WIDTH + clamp(Math.round(x), WIDTH - 1)) * 3 + channel]!; // prettier-ignore

/** Another lamp: brighter or darker by up to `strength`, a little of another colour, and an offset. */
export function light(strength: number, offset: number, random: Random): Change {
  const gain = 1 + between(-strength, strength, random);
  const tint = [0, 1, 2].map(() => gain * between(0.97, 1.03, random));
  const level = between(-offset, offset, random);
  return (picture) => picture.map((value, i) => value * tint[i % 3]! + level);
}

/** A camera that was knocked by up to so many pixels and scaled by up to `zoom`; borders are repeated. */
export function knock(across: number, down: number, zoom: number, random: Random): Change {
  const [dx, dy] = [between(-across, across, random), between(-down, down, random)];
  const [sx, sy] = [0, 1].map(() => 1 + between(-zoom, zoom, random)) as [number, number];
  const move = (value: number, middle: number, scale: number, shift: number): number =>
    (value - middle) * scale + middle + shift;
  return (picture) =>
    paint((x, y, k) => at(picture, move(x, WIDTH / 2, sx, dx), move(y, HEIGHT / 2, sy, dy), k));
}

/** An object of two stripes at the left or right edge, five to nine pixels wide. */
export function edge(random: Random): Change {
  const [wide, right] = [Math.floor(between(5, 10, random)), random() < 0.5];
  const outer = [0, 1, 2].map(() => between(40, 70, random));
  const inner = [between(120, 170, random), between(110, 160, random), between(50, 100, random)];
  return (picture) =>
    paint((x, y, k) => {
      const depth = right ? WIDTH - 1 - x : x;
      return depth < wide ? (depth < wide / 2 ? outer : inner)[k]! : at(picture, x, y, k);
    });
}

/** A slanting bar across the cell. */
export function bar(picture: Pixels, random: Random): Pixels {
  const colours = [[45, 45, 40], [150, 140, 60], [110, 110, 110]]; // prettier-ignore
  const colour = colours[Math.floor(random() * colours.length)]!;
  const [top, tall] = [between(0, HEIGHT, random), between(3, 10, random)];
  const slope = between(-0.4, 0.4, random);
  return paint((x, y, k) => {
    const depth = y - top - slope * (x - WIDTH / 2);
    return depth >= 0 && depth < tall ? colour[k]! : at(picture, x, y, k);
  });
}

/** Gaussian blur, `sigma` in pixels. */
export function blur(picture: Pixels, sigma: number): Pixels {
  const reach = Math.ceil(2.5 * sigma);
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const weights = steps.map((step) => Math.exp((-step * step) / (2 * sigma * sigma)));
  const total = weights.reduce((a, b) => a + b, 0);
  const along = (from: Pixels, dx: number, dy: number): Pixels =>
    paint(
      (x, y, k) =>
      steps.reduce((sum, step, i) => sum + (weights[i]! / total) * at(from, x + dx * step, y + dy * step, k), 0), // prettier-ignore
    );
  return along(along(picture, 1, 0), 0, 1);
}

/**
 * A cell that has run empty, by the colour of its own wall: smooth, darker in the middle, with the
 * sensor's noise. `blue` of 0.1 takes a tenth of the red and adds as much blue.
 */
export function emptied(picture: Pixels, blue: number, random: Random): Pixels {
  const wall = [0, 1, 2].map((k) => {
    const rows = Array.from({ length: 16 }, (_, i) => i + 4);
    const values = rows.flatMap((y) => [0, 1, 2, 29, 30, 31].map((x) => at(picture, x, y, k)));
    return values.reduce((a, b) => a + b, 0) / values.length;
  });
  const soft = blur(picture, 5);
  const [rest, gain] = [between(0.15, 0.4, random), between(0.85, 1.1, random)];
  const tint = [1 - blue, 1, 1 + blue];
  return paint((x, y, k) => {
    const shade =
      1 - 0.12 * Math.exp(-(((x - WIDTH / 2) / 10) ** 2) - ((y - HEIGHT / 2) / 16) ** 2);
    const value = wall[k]! * (1 - rest) + at(soft, x, y, k) * rest;
    return value * shade * gain * tint[k]! + gaussian(random, 0, 2);
  });
}

/**
 * The metal of a leak within a sound cell, so that the view is the cell's own.
 *
 * @param size of the tear: 1 fills about half of the cell, less is smaller
 */
export function torn(cell: Pixels, leak: Pixels, size: number, random: Random): Pixels {
  const [middleX, middleY] = [between(14, 18, random), between(21, 27, random)];
  const [halfX, halfY] = [size * between(10, 15, random), size * between(15, 23, random)];
  const most = between(0.85, 1, random);
  return paint((x, y, k) => {
    const away = Math.hypot((x - middleX) / halfX, (y - middleY) / halfY);
    const share = most * clamp((1.25 - away) / 0.5, 1);
    return share * at(leak, x, y, k) + (1 - share) * at(cell, x, y, k);
  });
}
