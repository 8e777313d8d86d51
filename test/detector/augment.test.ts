import { describe, expect, it } from 'vitest';
import { createAugmentation } from '../../src-main/detector/augment.ts';
import { NO_AUGMENTATION } from '../../src-main/shared/presets/preset.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import type { Augmentation } from '../../src-main/shared/recipe.ts';

const shape = { height: 3, width: 4, channels: 2 };
const size = 24;
/** Every value of the image is its own place, so that it can be told where it came from. */
const image = Float32Array.from({ length: size }, (_, i) => i);
const usual = { mean: new Float32Array(size), deviation: 1 };

/** Many variations of the one image. */
function varied(changes: Partial<Augmentation>, count = 400, standard = usual): number[][] {
  const batch = new Float32Array(count * size);
  for (let i = 0; i < count; i++) batch.set(image, i * size);
  createAugmentation({ ...NO_AUGMENTATION, ...changes }, shape, standard)(batch, seededRandom(1));
  return Array.from({ length: count }, (_, i) => [...batch.slice(i * size, (i + 1) * size)]);
}

/** Image made of the pixels at these places. */
function pixels(place: (y: number, x: number) => [number, number]): number[] {
  return Array.from({ length: size }, (_, i) => {
    const [pixel, c] = [Math.floor(i / 2), i % 2];
    const [y, x] = place(Math.floor(pixel / 4), pixel % 4);
    return (y * 4 + x) * 2 + c;
  });
}

describe('augmentation', () => {
  it('does nothing where nothing is asked', () => {
    expect(new Set(varied({}).map(String))).toEqual(new Set([String([...image])]));
  });

  it('mirrors about half of the images, channels kept together', () => {
    const mirrored = String(pixels((y, x) => [y, 3 - x]));
    const found = varied({ flipHorizontal: true }).map(String);
    expect(new Set(found)).toEqual(new Set([String([...image]), mirrored]));
    const share = found.filter((one) => one === mirrored).length / found.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  it('turns images upside down', () => {
    const upset = String(pixels((y, x) => [2 - y, x]));
    const found = new Set(varied({ flipVertical: true }).map(String));
    expect(found).toEqual(new Set([String([...image]), upset]));
  });

  it('shifts by whole pixels either way and repeats the border', () => {
    const clamp = (i: number, length: number): number => Math.min(length - 1, Math.max(0, i));
    const places = [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].map((right) =>
        String(pixels((y, x) => [clamp(y - down, 3), clamp(x - right, 4)])),
      ),
    );
    expect(new Set(varied({ shift: 1 }).map(String))).toEqual(new Set(places));
  });

  it('adds one amount for brightness and one a channel for colour, up to the drift', () => {
    const added = varied({ brightnessDrift: 0.5 }).map((one) => one.map((v, i) => v - i));
    for (const one of added) one.forEach((v) => expect(v).toBeCloseTo(one[0]!, 4));
    const sizes = added.map((one) => one[0]!);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(0.5);
    expect(Math.max(...sizes)).toBeGreaterThan(0.45);
    expect(Math.min(...sizes)).toBeLessThan(-0.45);
    const tinted = varied({ colourDrift: 0.5 }).map((one) => one.map((v, i) => v - i));
    for (const one of tinted) one.forEach((v, i) => expect(v).toBeCloseTo(one[i % 2]!, 4));
    expect(tinted.some((one) => Math.abs(one[0]! - one[1]!) > 0.5)).toBe(true);
  });

  it("stretches around the image's mean for contrast", () => {
    const mean = 11.5;
    for (const one of varied({ contrastDrift: 0.2 })) {
      const factor = (one[23]! - mean) / (23 - mean);
      expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.2001);
      one.forEach((v, i) => expect(v).toBeCloseTo(mean + (i - mean) * factor, 4));
    }
  });

  it('moves the image itself where it was standardised by an uneven mean', () => {
    const mean = Float32Array.from({ length: size }, (_, i) => (i % 5) - 1);
    const found = varied({ flipHorizontal: true }, 50, { mean, deviation: 2 });
    const seen = [...image].map((value, i) => value * 2 + mean[i]!);
    const mirrored = pixels((y, x) => [y, 3 - x]).map((from, i) => (seen[from]! - mean[i]!) / 2);
    expect(new Set(found.map(String))).toEqual(new Set([String([...image]), String(mirrored)]));
  });

  it('depends on the source of chance alone', () => {
    const all = { shift: 1, brightnessDrift: 1, contrastDrift: 0.1, colourDrift: 1 };
    expect(varied(all)).toEqual(varied(all));
  });
});
