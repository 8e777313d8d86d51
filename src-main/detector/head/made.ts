import * as tf from '@tensorflow/tfjs';
import { gaussian } from '../../shared/random.ts';
import type { Random } from '../../shared/random.ts';
import { blur } from '../preprocess/blur.ts';

/**
 * Images made of real ones, so that the head learns what a shift does to any cell (camera, lamp,
 * bars) and what no import shows (empty cells). All here: [n, height, width, 3] float32, 0..255, to
 * the same; one batch at a time, the same from the same `random`.
 */
export type Make = (canvas: tf.Tensor4D, random: Random) => tf.Tensor4D;

/** Largest shift as shares of height and width, and largest change of scale, either way. */
const SHIFT = [1 / 12, 7 / 64] as const;
const ZOOM = 1 / 8;
/** Pixels of border repeated around, in shares of a side: more than shift and zoom can reach. */
const MARGIN = 1 / 6;

/** Share of the jittered images that get a bar; the others get another light. */
const BARS = 0.35;

/** A camera that was knocked, and then a bar across the cell or another lamp. */
export const jitter: Make = (canvas, random) =>
  tf.tidy(() => {
    const moved = knock(canvas, random);
    const [images, height, width] = canvas.shape;
    const values = moved.dataSync<'float32'>().slice();
    const size = height * width * 3;
    for (let i = 0; i < images; i++) {
      const image = values.subarray(i * size, (i + 1) * size);
      if (random() < BARS) paintBar(image, height, width, random);
      else relight(image, random);
    }
    return tf.tensor4d(values, canvas.shape);
  });

/** Shifts and scales, a different amount each; what comes in at the border repeats it. */
function knock(canvas: tf.Tensor4D, random: Random): tf.Tensor4D {
  const [images, height, width] = canvas.shape;
  const padded = repeatBorder(repeatBorder(canvas, 1), 2);
  const boxes = Array.from({ length: images }, () => {
    const [top, bottom] = window(height, SHIFT[0], random);
    const [left, right] = window(width, SHIFT[1], random);
    return [top, left, bottom, right];
  });
  const own = tf.range(0, images, 1, 'int32');
  return tf.image.cropAndResize(padded, tf.tensor2d(boxes), own, [height, width]);
}

/** Where the first and the last pixel of one side come from, in shares of the padded side. */
function window(length: number, most: number, random: Random): [number, number] {
  const margin = Math.ceil(length * MARGIN);
  const shift = (2 * random() - 1) * most * length;
  const scale = 1 + (2 * random() - 1) * ZOOM;
  const first = (length / 2) * (1 - scale) + shift + margin;
  const last = first + (length - 1) * scale;
  const end = length + 2 * margin - 1;
  return [first / end, last / end];
}

function repeatBorder(images: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const length = images.shape[axis];
  const margin = Math.ceil(length * MARGIN);
  const from = Array.from({ length: length + 2 * margin }, (_, i) =>
    Math.min(length - 1, Math.max(0, i - margin)),
  );
  return tf.gather(images, tf.tensor1d(from, 'int32'), axis);
}

/** A gain of 0.8 to 1.2 and an offset of up to 8 levels. */
function relight(image: Float32Array, random: Random): void {
  const gain = 0.8 + 0.4 * random();
  const offset = 16 * (random() - 0.5);
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.min(255, Math.max(0, image[i]! * gain + offset));
  }
}

/** Dark steel, yellow paint, gray. */
const BAR_COLOURS = [
  [45, 45, 40],
  [150, 140, 60],
  [110, 110, 110],
] as const;

/** One upright bar at an edge, blurred where it ends, or one lying or slanted bar. */
function paintBar(image: Float32Array, height: number, width: number, random: Random): void {
  const colour = BAR_COLOURS[Math.floor(random() * BAR_COLOURS.length)]!;
  const paint = (y: number, x: number, share: number): void => {
    const at = (y * width + x) * 3;
    for (let c = 0; c < 3; c++) image[at + c] = share * colour[c]! + (1 - share) * image[at + c]!;
  };
  if (random() < 0.5) {
    const wide = Math.round(width * (0.1 + 0.25 * random()));
    const right = random() < 0.6;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < wide; x++) {
        paint(y, right ? width - 1 - x : x, x < wide / 2 ? 1 : 0.5);
      }
    }
    return;
  }
  const tall = Math.round(height * (0.06 + 0.15 * random()));
  const slope = 0.8 * (random() - 0.5);
  const top = random() * height;
  for (let x = 0; x < width; x++) {
    const from = Math.floor(top + slope * (x - width / 2));
    for (let y = Math.max(0, from); y < Math.min(height, from + tall); y++) paint(y, x, 1);
  }
}

/** Levels of sensor noise, which smoothing takes away with the metal. */
const NOISE = 2;

/**
 * Empty cells: the colour of the wall at both sides, a trace of the cell's own large shapes, a faint
 * hollow in the middle, a brightness of its own.
 */
export const empty: Make = (canvas, random) =>
  tf.tidy(() => {
    const [images, height, width] = canvas.shape;
    const each = (from: number, to: number): tf.Tensor4D =>
      tf.tensor4d(Float32Array.from({ length: images }, () => from + (to - from) * random()), [images, 1, 1, 1]); // prettier-ignore
    const trace = each(0.15, 0.4);
    const gain = each(0.85, 1.1);
    const noise = Float32Array.from({ length: canvas.size }, () => gaussian(random, 0, NOISE));
    const shapes = blur(canvas, width / 6.4);
    const cell = wallOf(canvas).mul(tf.sub(1, trace)).add(shapes.mul(trace));
    const lit = cell.mul(hollow(height, width)).mul(gain);
    return tf.clipByValue(lit.add<tf.Tensor4D>(tf.tensor4d(noise, canvas.shape)), 0, 255);
  });

/** The same under a bluer light: red less and blue more by 4 to 10 %. */
export const emptyBlue: Make = (canvas, random) =>
  tf.tidy(() => {
    const tint = Array.from({ length: canvas.shape[0] }, () => {
      const by = 0.04 + 0.06 * random();
      return [1 - by, 1, 1 + by];
    }).flat();
    const light = tf.tensor4d(tint, [canvas.shape[0], 1, 1, 3]);
    return tf.clipByValue(empty(canvas, random).mul<tf.Tensor4D>(light), 0, 255);
  });

/** Mean colour of the upper part of both side borders, [n, 1, 1, 3]. */
function wallOf(canvas: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = canvas.shape;
  const top = Math.round(height / 12);
  const tall = Math.round(height / 3);
  const wide = Math.max(1, Math.round(width / 10));
  const left = canvas.slice([0, top, 0, 0], [-1, tall, wide, -1]);
  const right = canvas.slice([0, top, width - wide, 0], [-1, tall, wide, -1]);
  return tf.concat([left, right], 2).mean<tf.Tensor4D>([1, 2], true);
}

/** 12 % darker in the middle, [1, height, width, 1]. */
function hollow(height: number, width: number): tf.Tensor4D {
  const values = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = (x - width / 2) / (width * 0.3125);
      const along = (y - height / 2) / (height / 3);
      values[y * width + x] = 1 - 0.12 * Math.exp(-(across ** 2 + along ** 2));
    }
  }
  return tf.tensor4d(values, [1, height, width, 1]);
}
