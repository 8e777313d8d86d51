import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cropAndResize, lookAt } from '../../src-main/detector/preprocess/geometry.ts';
import { measureFrame } from '../../src-main/detector/preprocess/pose.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';

beforeAll(() => loadTensorFlow());

const SIZE = { width: 64, height: 32 };
const posed = { ...SIZE, cropPercent: 100, pose: 'axis' } as const;

interface Drawn {
  /** Radians from right to down, of the way from the broad end to the narrow one. */
  angle?: number;
  x?: number;
  y?: number;
  /** Pixels to a side of the photograph; everything else is in shares of it. */
  side?: number;
  ground?: number[];
  ink?: number[];
  grain?: number;
  draw?: (u: number, v: number) => boolean;
}

/** 0.8 long, 0.2 wide at one end and 0.1 at the other, about (0, 0). */
const wedge = (u: number, v: number): boolean =>
  Math.abs(u) < 0.4 && Math.abs(v) < 0.05 + 0.05 * (0.5 - u / 0.8);

/** A photograph with one object, edges smooth by 4 x 4 samples a pixel. */
function photograph({
  angle = 0,
  x = 0.5,
  y = 0.5,
  side = 96,
  ground = [200, 200, 200],
  ink = [80, 80, 80],
  grain = 0,
  draw = wedge,
}: Drawn): tf.Tensor3D {
  const random = seededRandom(1);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const covered = (row: number, column: number): number => {
    let inside = 0;
    for (let sample = 0; sample < 16; sample++) {
      const dx = (column + (0.5 + (sample % 4)) / 4) / side - x;
      const dy = (row + (0.5 + Math.floor(sample / 4)) / 4) / side - y;
      if (draw(dx * cos + dy * sin, dy * cos - dx * sin)) inside += 1 / 16;
    }
    return inside;
  };
  const values: number[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const share = covered(row, column);
      const noise = grain > 0 ? gaussian(random, 0, grain) : 0;
      ground.forEach((level, c) => values.push(level + (ink[c]! - level) * share + noise));
    }
  }
  return tf.tensor3d(values, [side, side, ground.length]);
}

function values(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()];
}

/** First and last column and row of the object as the net sees it, and how broad its ends are. */
function extents(image: tf.Tensor3D) {
  const [height, width, channels] = image.shape;
  const pixels = values(image);
  const ground = pixels[0]!;
  // Half of the 120 levels between object and ground, in the first channel.
  const isObject = (x: number, y: number): boolean =>
    Math.abs(pixels[(y * width + x) * channels]! - ground) > 60;
  const columns = Array.from({ length: width }, (_, x) => countOf(height, (y) => isObject(x, y)));
  const rows = Array.from({ length: height }, (_, y) => countOf(width, (x) => isObject(x, y)));
  const ends = [columns, rows].flatMap((sums) => [
    sums.findIndex((sum) => sum > 0),
    sums.findLastIndex((sum) => sum > 0),
  ]) as [left: number, right: number, top: number, bottom: number];
  return {
    ends,
    left: Math.max(...columns.slice(0, 8)),
    right: Math.max(...columns.slice(-8)),
  };
}

function countOf(length: number, is: (i: number) => boolean): number {
  return Array.from({ length }, (_, i) => i).filter(is).length;
}

/** Whether two objects begin and end within a pixel of each other. */
function expectAlike(image: tf.Tensor3D, reference: tf.Tensor3D): void {
  const [found, wanted] = [extents(image), extents(reference)];
  found.ends.forEach((end, i) => expect(Math.abs(end - wanted.ends[i]!)).toBeLessThanOrEqual(1));
  expect(found.left).toBeGreaterThan(1.4 * found.right);
}

function meanDifference(a: tf.Tensor3D, b: tf.Tensor3D): number {
  return a.sub(b).abs().mean().dataSync()[0]!;
}

describe('an object laid along its axis', () => {
  const upright = (): tf.Tensor3D => cropAndResize(photograph({}), posed);

  it('fills the input of the net, its broad end left', () => {
    const { ends, left, right } = extents(upright());
    // 0.92 of 64 pixels are 59: 2.5 pixels are left at either end.
    expect(Math.abs(ends[0] - 2.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(ends[1] - 60.5)).toBeLessThanOrEqual(1);
    expect(left).toBeGreaterThan(1.4 * right);
  });

  it.each([-170, -135, -90, -60, -17, 0, 30, 45, 89, 120, 180])(
    'looks alike when it lay at %d degrees and elsewhere',
    (degrees) => {
      const angle = (degrees / 180) * Math.PI;
      const turned = cropAndResize(photograph({ angle, x: 0.47, y: 0.52, grain: 2 }), posed);
      expectAlike(turned, upright());
      // Of 120 levels between object and ground; grain alone makes 1.
      expect(meanDifference(turned, upright())).toBeLessThan(4);
    },
  );

  it('looks alike at four times the resolution', () => {
    const large = cropAndResize(photograph({ angle: 0.7, side: 384 }), posed);
    expect(meanDifference(large, upright())).toBeLessThan(2);
  });

  it('may be brighter than the ground, or differ from it in colour alone', () => {
    const bright = photograph({ angle: 2, ground: [60, 60, 60], ink: [180, 180, 180] });
    expectAlike(cropAndResize(bright, posed), upright());
    const coloured = photograph({ angle: 2, ground: [160, 100, 100], ink: [40, 220, 100] });
    expectAlike(cropAndResize(coloured, posed), upright());
  });

  it('is not moved by dust beside it', () => {
    const dusty = photograph({
      angle: 0.7,
      draw: (u, v) => wedge(u, v) || Math.hypot(u - 0.1, v - 0.35) < 0.03,
    });
    const { ends } = extents(cropAndResize(dusty, posed));
    expect(Math.abs(ends[0] - 2.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(ends[1] - 60.5)).toBeLessThanOrEqual(1);
  });

  it('is shrunk until its breadth fits as well', () => {
    const square = photograph({
      angle: 0.3,
      draw: (u, v) => Math.abs(u) < 0.3 && Math.abs(v) < 0.29,
    });
    const [, , top, bottom] = extents(cropAndResize(square, posed)).ends;
    expect(top).toBeGreaterThanOrEqual(1);
    expect(bottom).toBeLessThanOrEqual(30);
  });

  it('is looked for in the part that the crop keeps', () => {
    const besides = photograph({ draw: (u, v) => wedge(u * 2, v * 2) || Math.abs(v) > 0.45 });
    const cropped = cropAndResize(besides, { ...posed, cropPercent: 60 });
    expect(extents(cropped).left).toBeGreaterThan(1.4 * extents(cropped).right);
  });
});

describe('a photograph without an object', () => {
  const unposed = { ...SIZE, cropPercent: 100 };
  const speck = (u: number, v: number): boolean => Math.hypot(u, v) < 0.015;

  it.each([
    ['even', {}],
    ['grainy', { grain: 3 }],
    ['clean but for a speck', { draw: speck }],
    ['of an object as good as the ground', { ink: [194, 194, 194], draw: wedge }],
  ])('is taken as it is: %s', (_, drawn) => {
    const image = photograph({ draw: () => false, ...drawn });
    const taken = values(cropAndResize(image, posed));
    expect(taken).toEqual(values(cropAndResize(image, unposed)));
    expect(taken.every(Number.isFinite)).toBe(true);
  });

  it('is taken as it is by recipes older than the pose, and by the pose none', () => {
    const image = photograph({ angle: 1 });
    const old = values(cropAndResize(image, unposed));
    expect(values(cropAndResize(image, { ...unposed, pose: 'none' }))).toEqual(old);
    expect(values(cropAndResize(image, posed))).not.toEqual(old);
  });

  it('does not stumble over a single pixel', () => {
    expect(values(cropAndResize(tf.fill([1, 1, 3], 7), posed))).toContain(7);
  });

  it.each([
    [2, 1000],
    [7, 2000],
    [1000, 2],
    [1, 300],
  ])('is all numbers where it is thinner than a block of pixels: %i x %i', (rows, columns) => {
    const ground = 200;
    const values = new Float32Array(rows * columns).fill(ground);
    // A dark bar with ground at its ends, or along it, in the longer direction.
    const long = Math.max(rows, columns);
    values.forEach((_, at) => {
      const along = rows > columns ? Math.floor(at / columns) : at % columns;
      if (along > long * 0.3 && along < long * 0.6) values[at] = 20;
    });
    const thin = tf.tensor3d(values, [rows, columns, 1]);
    const { picture, place } = lookAt(thin, posed);
    const numbers = [...picture.dataSync(), ...Object.values(place)];
    expect(numbers.every(Number.isFinite)).toBe(true);
    tf.dispose([thin, picture]);
  });
});

describe('the part of a photograph that is seen', () => {
  const placeOf = (image: tf.Tensor3D, cropPercent: number, pose: 'axis' | 'none') => {
    const { picture, place } = lookAt(image, { ...SIZE, cropPercent, pose });
    picture.dispose();
    return place;
  };

  it('is its middle where nothing is laid along an axis', () => {
    const whole = { x: 0.5, y: 0.5, width: 1, height: 1, angle: 0 };
    expect(placeOf(photograph({}), 100, 'none')).toEqual(whole);
    expect(placeOf(photograph({}), 50, 'none')).toEqual({ ...whole, width: 0.5, height: 0.5 });
    expect(placeOf(photograph({ draw: () => false }), 100, 'axis')).toEqual(whole);
  });

  it.each([
    [100, 96],
    [90, 96],
    [100, 384],
  ])('is where the object lies: %d %% of the photograph of %d pixels', (percent, side) => {
    const drawn = { angle: 0.7, x: 0.45, y: 0.53, side };
    const { x, y, width, height, angle } = placeOf(photograph(drawn), percent, 'axis');
    // The wedge is 0.8 of the photograph long and fills 92 % of the frame.
    expect(width).toBeCloseTo(0.8 / 0.92, 1);
    expect(height).toBeCloseTo(width / 2, 6);
    expect(x).toBeCloseTo(0.45, 1.5);
    expect(y).toBeCloseTo(0.53, 1.5);
    expect(angle).toBeCloseTo(0.7, 1.5);
  });
});

describe('the frame of an object', () => {
  const frameOf = (...rows: string[]) =>
    measureFrame(
      {
        rows: rows.length,
        columns: rows[0]!.length,
        values: Float32Array.from(rows.join(''), (mark) => (mark === '#' ? 1 : 0)),
      },
      { width: 92, height: 46 },
    );

  it('is that of a hammer worked out by hand', () => {
    // 3 pixels of a head at x = 0.5 and 4 of a handle: mu20 is 14.4, mu02 2, mu11 0, mu12 < 0.
    const { x, y, angle, scale } = frameOf('#....', '#####', '#....');
    expect(x).toBeCloseTo(2.5, 6);
    expect(y).toBeCloseTo(1.5, 6);
    expect(angle).toBeCloseTo(0, 6);
    // 5 pixels over 92 % of 92; 3 over 92 % of 46 would be larger: 2 * 1 + 1.
    expect(scale).toBeCloseTo(Math.max(5 / (92 * 0.92), 3 / (46 * 0.92)), 6);
  });

  it('turns the broad end left', () => {
    expect(Math.abs(frameOf('....#', '#####', '....#').angle)).toBeCloseTo(Math.PI, 6);
    expect(frameOf('###', '.#.', '.#.', '.#.', '.#.').angle).toBeCloseTo(Math.PI / 2, 6);
    expect(frameOf('.#.', '.#.', '.#.', '.#.', '###').angle).toBeCloseTo((3 * Math.PI) / 2, 6);
  });

  it('follows a diagonal down', () => {
    expect(Math.tan(frameOf('#...', '.#..', '..#.', '...#').angle)).toBeCloseTo(1, 6);
    expect(Math.tan(frameOf('...#', '..#.', '.#..', '#...').angle)).toBeCloseTo(-1, 6);
  });

  it('is a number for a single pixel', () => {
    const { x, y, angle, scale } = frameOf('.#');
    expect([x, y]).toEqual([1.5, 0.5]);
    expect(Number.isFinite(angle)).toBe(true);
    expect(scale).toBeCloseTo(1 / (46 * 0.92), 6);
  });
});
