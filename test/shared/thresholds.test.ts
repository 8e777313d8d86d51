import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/shared/random.ts';
import { calibrate, conformalCut, youdenCut } from '../../src-main/shared/thresholds.ts';

const normals = [1, 2, 3, 4, 5];

describe("Youden's cut", () => {
  it('lies in the middle of the gap between parted classes', () => {
    expect(youdenCut(normals, [9, 10])).toBe(7);
  });

  it('balances both errors where the classes overlap', () => {
    // Cuts after 3, 4, 5 give J = 1/3, 2/3 - 0 ... worked by hand: the best lies after 3.
    expect(youdenCut([1, 2, 3, 6], [4, 5, 7])).toBe(3.5);
  });

  it('never parts equal scores', () => {
    const cut = youdenCut([1, 2, 2, 2], [2, 3, 3]);
    expect(cut).toBe(2.5);
  });

  it('lies above the lower score where doubles have nothing in between', () => {
    const next = 1 + Number.EPSILON;
    expect(youdenCut([1], [next])).toBe(next);
  });

  it('has the largest TPR + TNR of all cuts on random scores', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const low = Array.from({ length: 12 }, () => Math.floor(random() * 10));
      const high = Array.from({ length: 6 }, () => Math.floor(random() * 10) + 4);
      const j = (cut: number): number =>
        high.filter((score) => score >= cut).length / 6 -
        low.filter((score) => score >= cut).length / 12;
      const every = [...low, ...high].map((score) => j(score + 0.5));
      expect(j(youdenCut(low, high))).toBeCloseTo(Math.max(...every), 12);
    }
  });

  it('refuses to choose without both classes', () => {
    expect(() => youdenCut([], [1])).toThrow(RangeError);
    expect(() => youdenCut([1], [])).toThrow(RangeError);
  });
});

describe('the conformal quantile', () => {
  it('is the ceil((n + 1) * share)-th smallest score, the cut just above it', () => {
    // n = 9, share 0.8: the 8th smallest passes, the cut lies between 8 and 9.
    const scores = [9, 1, 8, 2, 7, 3, 6, 4, 5];
    expect(conformalCut(scores, 0.8)).toBe(8.5);
    expect(scores[0]).toBe(9);
  });

  it('lies above the largest where there are too few for the share, also at zero', () => {
    expect(conformalCut(normals, 0.995)).toBeGreaterThan(5);
    expect(conformalCut(normals, 0.995)).toBeLessThan(5.001);
    expect(conformalCut([0, 0], 0.99)).toBeGreaterThan(0);
    expect(conformalCut([-3, -2], 0.99)).toBeGreaterThan(-2);
  });
});

describe('calibrate', () => {
  it('is proven by leaks', () => {
    const { strategy, thresholds, proven } = calibrate('youden', { normals, leaks: [9, 10, 11] });
    expect({ strategy, thresholds }).toEqual({ strategy: 'youden', thresholds: { upper: 7 } });
    expect(proven).toBe(true);
  });

  it('falls back to a quantile of the normals without leaks, and says that it is not proven', () => {
    const { strategy, thresholds, proven, note } = calibrate('youden', { normals, leaks: [] });
    expect(strategy).toBe('normal-quantile');
    expect(proven).toBe(false);
    expect(note).toMatch(/not proven/i);
    expect(thresholds.upper).toBeGreaterThan(Math.min(...normals));
    expect(normals.every((score) => score < thresholds.upper)).toBe(true);
  });

  it('is never the minimum score, also where all scores are one', () => {
    const same = { normals: [4, 4, 4, 4, 4, 4], leaks: [4, 4, 4] };
    expect(calibrate('youden', same).thresholds.upper).toBeGreaterThan(4);
    expect(calibrate('normal-quantile', same).thresholds.upper).toBeGreaterThan(4);
  });

  it('takes the cut that a person gives', () => {
    const set = { normals: [], leaks: [] };
    expect(calibrate('manual', set, 2.5).thresholds).toEqual({ upper: 2.5 });
    expect(calibrate('manual', set, 2.5).proven).toBe(false);
  });

  it.each([
    [
      'a strategy that there is not',
      'guess',
      { normals, leaks: [] },
      undefined,
      'unknown-strategy',
    ],
    ['too few normals', 'youden', { normals: [1, 2], leaks: [9] }, undefined, 'too-few-normals'],
    ['no normals', 'normal-quantile', { normals: [], leaks: [9] }, undefined, 'too-few-normals'],
    ['a share of 1', 'normal-quantile', { normals, leaks: [] }, 1, 'invalid-strategy-value'],
    ['a share of 0', 'normal-quantile', { normals, leaks: [] }, 0, 'invalid-strategy-value'],
    ['no cut', 'manual', { normals, leaks: [] }, undefined, 'invalid-strategy-value'],
    ['an endless cut', 'manual', { normals, leaks: [] }, Infinity, 'invalid-strategy-value'],
  ])('refuses %s', (_, strategy, set, value, code) => {
    expect(() => calibrate(strategy, set, value)).toThrow(expect.objectContaining({ code }));
  });
});

describe('proof', () => {
  it('is none where the cut finds no known leak', () => {
    const set = { normals, leaks: [9, 10] };
    expect(calibrate('manual', set, 1e308).proven).toBe(false);
    expect(calibrate('manual', set, 9.5).proven).toBe(true);
  });
});
