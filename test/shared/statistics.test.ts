import { describe, expect, it } from 'vitest';
import {
  binomialCumulative,
  binomialProbability,
  clopperPearson,
  foundByChance,
  lowerBound,
  worseByChance,
} from '../../src-main/shared/statistics.ts';

describe('the binomial distribution', () => {
  it('has the tails of a fair coin', () => {
    expect(binomialProbability(3, 5, 0.5)).toBeCloseTo(10 / 32, 12);
    expect(binomialCumulative(1, 5, 0.5)).toBeCloseTo(6 / 32, 12);
    expect(binomialCumulative(3, 5, 0.5)).toBeCloseTo(26 / 32, 12);
  });

  it('is certain at the ends', () => {
    expect(binomialCumulative(-1, 5, 0.3)).toBe(0);
    expect(binomialCumulative(5, 5, 0.3)).toBe(1);
    expect([binomialProbability(0, 5, 0), binomialProbability(1, 5, 0)]).toEqual([1, 0]);
    expect([binomialProbability(5, 5, 1), binomialProbability(4, 5, 1)]).toEqual([1, 0]);
  });

  it('adds up to one where a factorial would overflow', () => {
    let sum = 0;
    for (let k = 0; k <= 2000; k++) sum += binomialProbability(k, 2000, 0.01);
    expect(sum).toBeCloseTo(1, 9);
  });
});

describe('Clopper and Pearson', () => {
  it('gives the published one-sided bounds', () => {
    expect(lowerBound(91, 100)).toBeCloseTo(0.848, 3);
    // All of n: the bound is 0.05^(1/n).
    expect(lowerBound(32, 32)).toBeCloseTo(0.05 ** (1 / 32), 9);
    expect(lowerBound(32, 32)).toBeCloseTo(0.911, 3);
    expect(lowerBound(0, 10)).toBe(0);
  });

  it('gives the published two-sided intervals', () => {
    const none = clopperPearson(0, 10);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.3085, 4);
    const half = clopperPearson(5, 10);
    expect(half.low).toBeCloseTo(0.1871, 4);
    expect(half.high).toBeCloseTo(0.8129, 4);
  });

  it('refuses counts that cannot be', () => {
    for (const [successes, trials] of [
      [0, 0],
      [-1, 5],
      [6, 5],
      [Number.NaN, 5],
    ] as const) {
      expect(() => lowerBound(successes, trials)).toThrow(RangeError);
    }
  });
});

describe('worseByChance', () => {
  it('is the upper tail of a fair coin', () => {
    expect(worseByChance(5, 0)).toBeCloseTo(1 / 32, 12);
    expect(worseByChance(4, 1)).toBeCloseTo(6 / 32, 12);
    expect(worseByChance(1, 1)).toBeCloseTo(3 / 4, 12);
  });

  it('is certain where nothing got worse', () => {
    expect(worseByChance(0, 0)).toBe(1);
    expect(worseByChance(0, 7)).toBe(1);
  });
});

describe("Fisher's exact test", () => {
  it('gives the tea tasting: all four of eight cups, or three of the four', () => {
    expect(foundByChance(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
    expect(foundByChance(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
  });

  it('is certain where nothing had to be found, or everything was flagged', () => {
    expect(foundByChance(0, 5, 10, 100)).toBeCloseTo(1, 12);
    expect(foundByChance(5, 5, 100, 100)).toBeCloseTo(1, 12);
  });
});
