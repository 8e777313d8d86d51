import { describe, expect, it } from 'vitest';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import {
  adjusted,
  kolmogorovSmirnov,
  kolmogorovTail,
  stabilityIndex,
} from '../../src-main/shared/two-samples.ts';

const sorted = (...scores: number[]) => Float64Array.from(scores).sort();

function drawn(seed: number, count: number, mean = 0): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => gaussian(random, mean)).sort();
}

describe('the test of Kolmogorov and Smirnov', () => {
  it('counts out, of two fives, every distance as Gnedenko and Korolyuk (1951) do', () => {
    // 2 (C(10, 5 + k) - C(10, 5 + 2k) + ...) / C(10, 5) for distances k / 5.
    const apart = kolmogorovSmirnov(sorted(1, 2, 3, 4, 5), sorted(6, 7, 8, 9, 10));
    expect(apart).toMatchObject({ statistic: 1, exact: true });
    expect(apart.p).toBeCloseTo(2 / 252, 12);
    const four = kolmogorovSmirnov(sorted(1, 2, 3, 4, 9), sorted(5, 6, 7, 8, 10));
    expect(four.statistic).toBeCloseTo(0.8, 12);
    expect(four.p).toBeCloseTo(20 / 252, 12);
    const three = kolmogorovSmirnov(sorted(1, 2, 3, 7, 9), sorted(4, 5, 6, 8, 10));
    expect(three.p).toBeCloseTo((2 * 45) / 252, 12);
    const two = kolmogorovSmirnov(sorted(1, 2, 5, 7, 9), sorted(3, 4, 6, 8, 10));
    expect(two.p).toBeCloseTo((2 * (120 - 10)) / 252, 12);
  });

  it('agrees with every order of three and two scores counted by hand', () => {
    // Of the ten orders of aaabb two reach 1 and further two 2/3, the others 1/3 to 1/2.
    const one = kolmogorovSmirnov(sorted(1, 2, 3), sorted(4, 5));
    expect(one.p).toBeCloseTo(0.2, 12);
    const less = kolmogorovSmirnov(sorted(1, 2, 4), sorted(3, 5));
    expect(less.statistic).toBeCloseTo(2 / 3, 12);
    expect(less.p).toBeCloseTo(0.6, 12);
  });

  it('lets no distance count in the middle of equal scores', () => {
    expect(kolmogorovSmirnov(sorted(1, 1, 2), sorted(1, 1, 2))).toEqual({
      statistic: 0,
      p: 1,
      exact: true,
    });
    // Two of the six ways to deal 1, 1, 2, 2 to two samples part them so.
    const tied = kolmogorovSmirnov(sorted(1, 1), sorted(2, 2));
    expect(tied).toMatchObject({ statistic: 1 });
    expect(tied.p).toBeCloseTo(2 / 6, 12);
  });

  it.each([
    [0.5, 1 - 0.036055],
    [1, 1 - 0.73],
    [1.18, 1 - 0.876548],
    [1.36, 1 - 0.950512],
    [1.5, 1 - 0.977782],
    [2, 1 - 0.999329],
  ])('has the limit of Smirnov (1948) at %s', (x, tail) => {
    expect(kolmogorovTail(x)).toBeCloseTo(tail, 5);
  });

  it('takes the limit for large samples, and is near the exact value where both can be had', () => {
    const [a, b] = [drawn(1, 100), drawn(2, 100, 0.4)];
    const exact = kolmogorovSmirnov(a, b);
    expect(exact.exact).toBe(true);
    const limit = kolmogorovTail(Math.sqrt(50) * exact.statistic);
    expect(Math.abs(limit - exact.p)).toBeLessThan(0.02);
    expect(kolmogorovSmirnov(drawn(3, 101), drawn(4, 100)).exact).toBe(false);
  });

  it('alarms of one distribution about as often as it says', () => {
    let alarms = 0;
    for (let run = 0; run < 400; run++) {
      if (kolmogorovSmirnov(drawn(2 * run, 60), drawn(2 * run + 1, 50)).p <= 0.05) alarms += 1;
    }
    expect(alarms / 400).toBeGreaterThan(0.02);
    expect(alarms / 400).toBeLessThan(0.075);
  });

  it('refuses an empty sample', () => {
    expect(() => kolmogorovSmirnov(sorted(), sorted(1))).toThrow(RangeError);
    expect(() => stabilityIndex(sorted(1), sorted())).toThrow(RangeError);
  });
});

describe('the stability index', () => {
  it('is nothing for the same scores and follows the sum by hand', () => {
    const tens = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(stabilityIndex(tens, tens)).toBeCloseTo(0, 12);
    // All hundred in the last tenth: shares 0.5/105 nine times and 100.5/105 against 10.5/105.
    const high = new Float64Array(100).fill(200);
    const [p, q, r] = [0.5 / 105, 10.5 / 105, 100.5 / 105];
    const expected = 9 * (p - q) * Math.log(p / q) + (r - q) * Math.log(r / q);
    expect(stabilityIndex(tens, high)).toBeCloseTo(expected, 10);
  });

  it('stays finite and small where all scores are equal', () => {
    const same = new Float64Array(50).fill(3);
    expect(stabilityIndex(same, same)).toBeCloseTo(0, 12);
  });

  it('parts by the customary limits what moved by a tenth of a deviation from what moved by one', () => {
    expect(stabilityIndex(drawn(1, 5000), drawn(2, 5000, 0.1))).toBeLessThan(0.1);
    expect(stabilityIndex(drawn(1, 5000), drawn(2, 5000, 1))).toBeGreaterThan(0.25);
  });
});

describe('many tests at once', () => {
  it('finds the four of the fifteen of Benjamini and Hochberg (1995)', () => {
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ];
    const answer = adjusted(published);
    expect(answer.filter((q) => q <= 0.05)).toHaveLength(4);
    expect(answer[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
    expect(answer[14]).toBe(1);
  });

  it('keeps the order in which it was asked, and never lets a smaller one come out larger', () => {
    expect(adjusted([0.04, 0.01, 0.03])).toEqual([0.04, 0.03, 0.04]);
    expect(adjusted([])).toEqual([]);
  });
});
