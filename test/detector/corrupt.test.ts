import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/shared/random.ts';
import { createCorruption } from '../../src-main/detector/corrupt.ts';

const shape = { height: 16, width: 12, channels: 3 };
const size = 16 * 12 * 3;

describe('corruption', () => {
  it('adds noise of the given deviation and leaves its input alone', () => {
    const images = new Float32Array(200 * size);
    const noisy = createCorruption(
      { noise: 0.3, noiseShare: 1, occlusion: 0 },
      shape,
      1,
      false,
    )(images, seededRandom(2));
    const mean = noisy.reduce((a, b) => a + b, 0) / noisy.length;
    const deviation = Math.sqrt(noisy.reduce((a, b) => a + b * b, 0) / noisy.length);
    expect(mean).toBeCloseTo(0, 2);
    expect(deviation).toBeCloseTo(0.3, 2);
    expect(images.every((value) => value === 0)).toBe(true);
  });

  it('paints one rectangle of one colour over about the wanted share of images', () => {
    const images = new Float32Array(1000 * size);
    const painted = createCorruption(
      { noise: 0, noiseShare: 1, occlusion: 0.5 },
      shape,
      1,
      false,
    )(images, seededRandom(2));
    let hit = 0;
    for (let start = 0; start < painted.length; start += size) {
      const pixels = Array.from({ length: 16 * 12 }, (_, i) =>
        painted.subarray(start + i * 3, start + i * 3 + 3).join(),
      );
      const inside = pixels.flatMap((pixel, i) => (pixel === '0,0,0' ? [] : [i]));
      if (inside.length === 0) continue;
      hit++;
      expect(new Set(inside.map((i) => pixels[i])).size).toBe(1);
      const [rows, columns] = [inside.map((i) => Math.floor(i / 12)), inside.map((i) => i % 12)];
      const tall = Math.max(...rows) - Math.min(...rows) + 1;
      const wide = Math.max(...columns) - Math.min(...columns) + 1;
      expect(inside.length).toBe(tall * wide);
    }
    // Some of the half lie wholly outside.
    expect(hit).toBeGreaterThan(350);
    expect(hit).toBeLessThan(520);
  });

  it('paints what a photograph may show on images that keep to 0..1, and never much of one', () => {
    const images = new Float32Array(500 * size).fill(-1);
    const settings = { noise: 0, noiseShare: 1, occlusion: 1 };
    const painted = createCorruption(settings, shape, 1, true)(images, seededRandom(2));
    const inside = painted.filter((value) => value !== -1);
    expect(inside.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(inside).size).toBeGreaterThan(500);
    for (let start = 0; start < painted.length; start += size) {
      const covered = painted.subarray(start, start + size).filter((value) => value !== -1).length;
      expect(covered / size).toBeLessThanOrEqual(0.38);
    }
  });

  it('leaves the wanted share of images without noise', () => {
    const images = new Float32Array(400 * size);
    const settings = { noise: 0.3, noiseShare: 0.25, occlusion: 0 };
    const noisy = createCorruption(settings, shape, 1, false)(images, seededRandom(2));
    let clean = 0;
    for (let start = 0; start < noisy.length; start += size) {
      if (noisy.subarray(start, start + size).every((value) => value === 0)) clean++;
    }
    expect(clean).toBeGreaterThan(270);
    expect(clean).toBeLessThan(330);
  });

  it('does nothing where nothing is asked', () => {
    const images = Float32Array.from({ length: size }, (_, i) => i);
    expect(
      createCorruption(
        { noise: 0, noiseShare: 1, occlusion: 0 },
        shape,
        1,
        false,
      )(images, seededRandom(2)),
    ).toEqual(images);
  });
});
