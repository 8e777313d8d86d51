import { describe, expect, it } from 'vitest';
import { gaussian, seededRandom, shuffle } from '../../src-main/shared/random.ts';

describe('seededRandom', () => {
  it("gives mulberry32's known sequence", () => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 3 }, () => random() * 2 ** 32);
    expect(drawn).toEqual([2693262067, 11749833, 2265367787]);
  });

  it('gives the same sequence for the same seed, another for another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 20 }, seededRandom(seed));
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw(42).every((x) => x >= 0 && x < 1)).toBe(true);
  });
});

describe('gaussian', () => {
  it('has the mean and deviation asked for', () => {
    const random = seededRandom(7);
    const drawn = Array.from({ length: 20_000 }, () => gaussian(random, 3, 2));
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
    expect(mean).toBeCloseTo(3, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(2, 1);
  });
});

describe('shuffle', () => {
  it('keeps every item, in place, the same way for the same seed', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = shuffle([...items], seededRandom(9));
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
    expect(shuffle(Int32Array.from(items), seededRandom(9))).toEqual(Int32Array.from(shuffled));
  });
});
