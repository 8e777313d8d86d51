import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRgb } from '../../src-main/imaging/decode.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { blur, gaussianKernel } from '../../src-main/detector/preprocess/blur.ts';
import { toColourSpace } from '../../src-main/detector/preprocess/colour.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import type { Decode } from '../../src-main/detector/preprocess/decode.ts';
import { cropAndResize } from '../../src-main/detector/preprocess/geometry.ts';
import { prepareBatch, toViewable } from '../../src-main/detector/preprocess/index.ts';
import { inputShape } from '../../src-main/detector/preprocess/shape.ts';
import { readOne } from '../../src-main/detector/preprocess/read.ts';
import type { ColourSpace } from '../../src-main/shared/recipe.ts';
import { drawCell, recipe, temporaryFolder } from './cells.ts';

const settings = recipe.preprocess;
let native: Decode;
const withSharp = createDecode(undefined);

beforeAll(async () => {
  const { tf: loaded } = await loadTensorFlow();
  native = createDecode(loaded.node);
});

/** Values of a tensor, rounded for comparison. */
function values(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()].map((value) => Math.round(value * 1e5) / 1e5);
}

describe('crop and resize', () => {
  it('keeps the middle of each side', () => {
    const image = tf.range(0, 100).reshape<tf.Tensor3D>([10, 10, 1]);
    const middle = cropAndResize(image, { ...settings, width: 2, height: 2, cropPercent: 20 });
    expect(values(middle)).toEqual([44, 45, 54, 55]);
  });

  it('interpolates between pixel centres', () => {
    const image = tf.tensor3d([0, 100], [1, 2, 1]);
    const wide = cropAndResize(image, { ...settings, width: 4, height: 1, cropPercent: 100 });
    expect(values(wide)).toEqual([0, 25, 75, 100]);
  });

  it('averages whole blocks of a much larger image, so that no thin line is lost', () => {
    const line = Array.from({ length: 64 }, (_, i) => (i % 4 === 1 ? 100 : 0));
    const image = tf.tensor3d(line, [1, 64, 1]).tile([64, 1, 1]) as tf.Tensor3D;
    const small = cropAndResize(image, { ...settings, cropPercent: 100 });
    expect(new Set(values(small))).toEqual(new Set([25]));
  });
});

describe('colour spaces', () => {
  const pixel = (...rgb: number[]): tf.Tensor4D => tf.tensor4d(rgb, [1, 1, 1, 3]);
  const level = (mean: number): tf.Tensor4D => tf.tensor4d([mean], [1, 1, 1, 1]);
  const convert = (rgb: tf.Tensor4D, colour: ColourSpace, mean = 0.5): tf.Tensor4D =>
    toColourSpace(rgb, colour, level(mean));

  it('weighs gray by BT.601', () => {
    expect(values(convert(pixel(1, 0.5, 0), 'gray'))).toEqual([0.5925]);
  });

  it('takes the red channel alone', () => {
    expect(values(convert(pixel(0.2, 0.5, 0.9), 'red'))).toEqual([0.2]);
  });

  it("removes each pixel's own mean for chroma, so that brightness cannot be seen", () => {
    expect(values(convert(pixel(0.2, 0.4, 0.9), 'chroma'))).toEqual([0.2, 0.4, 0.9]);
    expect(values(convert(pixel(0.3, 0.5, 1.0), 'chroma'))).toEqual([0.2, 0.4, 0.9]);
  });

  it('gives the same relative colours under half the light', () => {
    const image = tf.tensor4d([0.2, 0.4, 0.6, 0.8, 0.8, 0.8], [1, 1, 2, 3]);
    const bright = values(convert(image, 'relative', 0.6));
    // g = 0.4 and 0.8, m = 0.6: tint 1.5 (-0.2, 0, 0.2) / 0.6, brightness 0.4 / 0.6 - 1.
    expect(bright).toEqual([-0.5, 0, 0.5, -0.33333, 0, 0, 0, 0.33333]);
    expect(values(convert(image.mul(0.5), 'relative', 0.3))).toEqual(bright);
  });

  it('takes the level of relative colours over the whole photograph, not over the crop', async () => {
    // Half of the photograph is white, but the crop sees the gray half in the middle alone.
    const path = join(await temporaryFolder(), 'striped.png');
    const columns = Array.from({ length: 40 }, (_, x) => (x < 10 || x >= 30 ? 255 : 51));
    const bytes = Uint8Array.from(
      { length: 40 * 40 * 3 },
      (_, i) => columns[Math.floor(i / 3) % 40]!,
    );
    await sharp(bytes, { raw: { width: 40, height: 40, channels: 3 } })
      .png()
      .toFile(path);
    const middle = { ...settings, cropPercent: 50, colour: 'relative', blurSigma: 0 } as const;
    const { tensor } = await readOne({ id: 1, path }, middle, native);
    // g = 0.2 everywhere in the crop, m = (0.2 + 1) / 2.
    expect(new Set(values(tensor!))).toEqual(new Set([0, Math.round((0.2 / 0.6 - 1) * 1e5) / 1e5]));
    tensor!.dispose();
  });

  it('shows relative colours as the image at a mean of one half', () => {
    const image = tf.tensor4d([0.2, 0.4, 0.6, 0.8, 0.8, 0.8], [1, 1, 2, 3]);
    const view = toViewable(convert(image, 'relative', 0.6), {
      colour: 'relative',
      standardise: false,
    });
    expect(values(view)).toEqual(values(image.mul(0.5 / 0.6)));
  });

  it('brings each image to a mean of 0 and a deviation of 1 by itself where asked', () => {
    const image = (...grays: number[]): tf.Tensor3D =>
      tf.tensor3d(
        grays.flatMap((gray) => [gray, gray, gray]),
        [1, 4, 3],
      );
    const wanted = { ...settings, blurSigma: 0, standardise: true };
    const images = [image(0, 0, 255, 255), image(51, 51, 102, 102), image(77, 77, 77, 77)];
    const levels = images.map((one) => one.mean<tf.Scalar>());
    const batch = prepareBatch(images, levels, wanted);
    const [high, low, even] = tf
      .unstack(batch)
      .map((one) => values(one.slice([0, 0, 0], [1, 4, 1])));
    expect(high).toEqual([-1, -1, 1, 1]);
    expect(low).toEqual([-1, -1, 1, 1]);
    expect(even).toEqual([0, 0, 0, 0]);
    const seen = values(toViewable(batch, wanted).slice([0, 0, 0, 0], [1, 1, 4, 1]));
    expect(seen).toEqual([0.3, 0.3, 0.7, 0.7]);
  });

  it('finds an edge with Sobel and nothing on an even image', () => {
    const edge = tf.tensor4d(
      [0, 0, 1, 1].flatMap((v) => [v, v, v]),
      [1, 1, 4, 3],
    );
    const image = edge.tile([1, 4, 1, 1]) as tf.Tensor4D;
    const [a, b, c, d] = values(convert(image, 'sobel'));
    // Four over the largest gradient, 4 * sqrt(2).
    expect([a, b, c, d]).toEqual([0, 0.70711, 0.70711, 0]);
    expect(Math.max(...values(convert(tf.ones([1, 4, 4, 3]), 'sobel')))).toBe(0);
  });
});

describe('blur', () => {
  it('has a symmetric kernel that sums to 1', () => {
    const kernel = gaussianKernel(1);
    expect(kernel).toHaveLength(7);
    expect(kernel.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(kernel).toEqual(kernel.toReversed());
    expect(kernel[3]! / kernel[2]!).toBeCloseTo(Math.exp(0.5), 12);
  });

  it('spreads a point to the outer product of the kernel', () => {
    const kernel = gaussianKernel(0.6);
    const point = tf.scatterND(tf.tensor2d([[0, 4, 4, 0]], [1, 4], 'int32'), [1], [1, 9, 9, 1]);
    const spread = blur(point.toFloat() as tf.Tensor4D, 0.6);
    const row = values(spread.slice([0, 4, 2, 0], [1, 1, 5, 1]));
    const middle = kernel[2]!;
    expect(row).toEqual(kernel.map((weight) => Math.round(weight * middle * 1e5) / 1e5));
  });

  it('leaves an even image even up to its border', () => {
    const even = blur(tf.fill([1, 8, 8, 3], 0.25), 2);
    expect(new Set(values(even))).toEqual(new Set([0.25]));
  });
});

describe('decode', () => {
  it('gives the same pixels by TensorFlow and by sharp', async () => {
    const jpeg = await drawCell(1, true);
    const png = await sharp(jpeg).png().toBuffer();
    for (const bytes of [jpeg, png]) {
      const [a, b] = [await native(bytes), await withSharp(bytes)];
      expect(a.shape).toEqual([49, 28, 3]);
      expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeLessThanOrEqual(2);
    }
  });

  it('reads gray, transparent, CMYK and WebP images as three channels', async () => {
    const picture = sharp(await drawCell(1, false));
    const files = [
      await picture.clone().grayscale().png().toBuffer(),
      await picture.clone().grayscale().jpeg().toBuffer(),
      await picture.clone().ensureAlpha(0.5).png().toBuffer(),
      await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await picture.clone().webp().toBuffer(),
    ];
    for (const bytes of files) {
      expect((await native(bytes)).shape).toEqual([49, 28, 3]);
      expect((await decodeRgb(bytes)).data).toHaveLength(49 * 28 * 3);
    }
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('not an image')],
    ['a JPEG without a body', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ])('refuses %s with its reason', async (_, bytes) => {
    await expect(native(bytes)).rejects.toMatchObject({ code: 'image-unreadable', status: 422 });
  });

  it('refuses a truncated JPEG and a PNG that claims more pixels than memory holds', async () => {
    const jpeg = await drawCell(1, false);
    await expect(native(jpeg.subarray(0, jpeg.length / 2))).rejects.toThrow(/cannot be decoded/);
    const png = await sharp(jpeg).png().toBuffer();
    png.writeUInt32BE(100_000, 16);
    png.writeUInt32BE(100_000, 20);
    await expect(native(png)).rejects.toThrow(/cannot be decoded/);
  });
});

describe('the shape of the input', () => {
  it('follows size and colour space', () => {
    expect(inputShape({ ...settings, colour: 'relative' })).toEqual({
      height: 16,
      width: 16,
      channels: 4,
    });
  });

  it.each([
    ['width', { width: 4 }],
    ['height', { height: 20.5 }],
    ['crop', { cropPercent: 5 }],
    ['blur', { blurSigma: 9 }],
    ['blur wider than the image', { width: 8, blurSigma: 4 }],
    ['colour', { colour: 'toString' as 'rgb' }],
    ['pose', { pose: 'axes' as 'axis' }],
    ['standardisation', { standardise: 1 as unknown as boolean }],
    ['reference', { reference: 'mean' as 'none' }],
  ])('refuses a wrong %s', (_, wrong) => {
    expect(() => inputShape({ ...settings, ...wrong })).toThrow(
      expect.objectContaining({ code: 'recipe-not-valid', status: 422 }),
    );
  });

  it('names the pose that was meant', () => {
    expect(() => inputShape({ ...settings, pose: 'axes' as 'axis' })).toThrow(
      'expected a pose of none, axis, received axes. Did you mean "axis"?',
    );
  });
});
