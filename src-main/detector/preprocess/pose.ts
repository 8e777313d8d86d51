import * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../matrix.ts';
import { findObject } from './object.ts';
import type { PlainImage } from './object.ts';

/** How an object lies in a photograph: the frame that is cut out round it. */
export interface Frame {
  /** Middle of the frame, pixels from the photograph's left and top edge. */
  x: number;
  y: number;
  /** Radians by which the frame is turned, from right to down. */
  angle: number;
  /** Pixels of the photograph to one of the frame. */
  scale: number;
}

/** Width and height of the net's input, or anything else of that shape. */
interface Size {
  width: number;
  height: number;
}

/** Share of the frame that the object fills in the direction in which it is the longer. */
const FILLED = 0.92;

/** The object is sought on an image no larger than this to a side: moments need no more. */
const SEARCH_SIDE = 256;

/**
 * Where the one object of a photograph lies, so that it can be laid along the frame with its broad
 * end left and fill it.
 *
 * @param image [h, w, c] float32, 0..255
 * @returns undefined where no object stands out from the ground
 */
export function findFrame(image: tf.Tensor3D, size: Size): Frame | undefined {
  const block = wholeBlock(
    image,
    Math.ceil(Math.max(image.shape[0], image.shape[1]) / SEARCH_SIDE),
  );
  const object = findObject(toPlain(image, block));
  if (!object) return undefined;
  const { x, y, angle, scale } = measureFrame(object, size);
  return { x: x * block, y: y * block, angle, scale: scale * block };
}

/**
 * The frame of an object by its central moments (Hu 1962): the centroid; the principal axis from the
 * second moments, angle = atan2(2 mu11, mu20 - mu02) / 2; and which end is which from a third one,
 * mu12 in the object's own axes, which is positive towards the broad end. The second moments leave
 * two directions, and the skewness along the axis, mu30, does not choose well between them: a screw
 * is as heavy at its thread as at its head, but at the head alone it is broad.
 *
 * An object without a longest direction or a broad end is centred and scaled, and its direction is
 * as good as any.
 *
 * @param object 1 on it and 0 off it, at least one pixel
 */
export function measureFrame(object: Matrix, { width, height }: Size): Frame {
  const points = pointsOf(object);
  const centre = { x: meanOf(points, ({ x }) => x), y: meanOf(points, ({ y }) => y) };
  const around = points.map(({ x, y }) => ({ x: x - centre.x, y: y - centre.y }));
  const [mu20, mu11, mu02] = [
    meanOf(around, ({ x }) => x * x),
    meanOf(around, ({ x, y }) => x * y),
    meanOf(around, ({ y }) => y * y),
  ];
  let angle = Math.atan2(2 * mu11, mu20 - mu02) / 2;
  if (meanOf(turned(around, angle), ({ x, y }) => x * y * y) > 0) angle += Math.PI;
  const own = turned(around, angle);
  let [left, right, across] = [Infinity, -Infinity, 0];
  for (const { x, y } of own) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    across = Math.max(across, Math.abs(y));
  }
  // The middle along the axis is that of the ends: the centroid moves with whatever is missing.
  const middle = (left + right) / 2;
  return {
    x: centre.x + middle * Math.cos(angle),
    y: centre.y + middle * Math.sin(angle),
    angle,
    scale: Math.max((right - left + 1) / width, (2 * across + 1) / height) / FILLED,
  };
}

/**
 * Cuts a frame out of a photograph, bilinearly; what lies outside repeats the edge. A photograph
 * more than twice too large is first averaged over whole blocks, as in `cropAndResize`.
 *
 * @param image [h, w, c] float32
 * @returns [height, width, c] float32 on the same range
 */
export function cutOut(image: tf.Tensor3D, frame: Frame, { width, height }: Size): tf.Tensor3D {
  const block = wholeBlock(image, Math.floor(frame.scale));
  const from = toPlain(image, block);
  const { channels } = from;
  const [cos, sin] = [Math.cos(frame.angle), Math.sin(frame.angle)];
  const out = new Float32Array(width * height * channels);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += channels) {
      const along = (column + 0.5 - width / 2) * frame.scale;
      const across = (row + 0.5 - height / 2) * frame.scale;
      const x = (frame.x + along * cos - across * sin) / block - 0.5;
      const y = (frame.y + along * sin + across * cos) / block - 0.5;
      sample(from, x, y, out, to);
    }
  }
  return tf.tensor3d(out, [height, width, channels]);
}

/** Writes all channels at a place between pixel centres. */
function sample(
  { width, height, channels, values }: PlainImage,
  x: number,
  y: number,
  out: Float32Array,
  to: number,
): void {
  const clampedX = Math.min(width - 1, Math.max(0, x));
  const clampedY = Math.min(height - 1, Math.max(0, y));
  const [left, top] = [Math.floor(clampedX), Math.floor(clampedY)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const [s, t] = [clampedX - left, clampedY - top];
  for (let channel = 0; channel < channels; channel++) {
    const at = (row: number, column: number): number =>
      values[(row * width + column) * channels + channel]!;
    const upper = at(top, left) * (1 - s) + at(top, right) * s;
    const lower = at(bottom, left) * (1 - s) + at(bottom, right) * s;
    out[to + channel] = upper * (1 - t) + lower * t;
  }
}

/** The side of blocks to average over: of an image thinner than one nothing would be left. */
function wholeBlock({ shape: [height, width] }: tf.Tensor3D, wanted: number): number {
  return Math.max(1, Math.min(wanted, height, width));
}

/** The image averaged over blocks, in plain numbers; pixels beyond the last whole block are left out. */
function toPlain(image: tf.Tensor3D, block: number): PlainImage {
  const small = tf.tidy(() =>
    block > 1 ? tf.avgPool(image, block, block, 'valid') : image.clone(),
  );
  const [height, width, channels] = small.shape;
  const values = small.dataSync();
  small.dispose();
  return { width, height, channels, values };
}

interface Point {
  x: number;
  y: number;
}

/** Middles of the object's pixels. */
function pointsOf({ columns, values }: Matrix): Point[] {
  const points: Point[] = [];
  values.forEach((on, at) => {
    if (on) points.push({ x: (at % columns) + 0.5, y: Math.floor(at / columns) + 0.5 });
  });
  return points;
}

/** The same points in axes that are turned by `angle`. */
function turned(points: readonly Point[], angle: number): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(({ x, y }) => ({ x: x * cos + y * sin, y: y * cos - x * sin }));
}

function meanOf(points: readonly Point[], value: (point: Point) => number): number {
  return points.reduce((sum, point) => sum + value(point), 0) / points.length;
}
