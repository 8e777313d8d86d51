import { describe, expect, it } from 'vitest';
import { ewma, movingRangeDeviation, rateLimits } from '../../src-main/shared/control-charts.ts';
import { binomialCumulative } from '../../src-main/shared/statistics.ts';

describe('limits of a p-chart', () => {
  it('are those of Montgomery (example 7.1): juice cans, 0.2313 of 50', () => {
    const { low, high } = rateLimits(0.2313, 50);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.4102, 4);
  });

  it('are counted out where few leaks are expected', () => {
    // Binomial(50, 0.02): above 4 lies 0.0032, above 5 0.0005.
    expect(rateLimits(0.02, 50)).toEqual({ low: 0, high: 5 / 50 });
    // Of one image no count is out of the ordinary.
    expect(rateLimits(0.02, 1)).toEqual({ low: 0, high: 1 });
    expect(rateLimits(0, 100)).toEqual({ low: 0, high: 0 });
    expect(rateLimits(1, 100)).toEqual({ low: 1, high: 1 });
  });

  it('leave out at most 0.00135 on either side wherever they are counted out', () => {
    for (const rate of [0.001, 0.01, 0.05, 0.4, 0.6, 0.97]) {
      for (const trials of [1, 7, 20, 150]) {
        if (trials * Math.min(rate, 1 - rate) >= 10) continue;
        const { low, high } = rateLimits(rate, trials);
        const [least, most] = [Math.round(low * trials), Math.round(high * trials)];
        expect(1 - binomialCumulative(most, trials, rate)).toBeLessThanOrEqual(0.00135);
        expect(binomialCumulative(least - 1, trials, rate)).toBeLessThanOrEqual(0.00135);
        expect(least).toBeLessThanOrEqual(most);
      }
    }
  });
});

describe('the moving average', () => {
  /** Montgomery, table 9.1: twenty around 10, then ten around 11. */
  const values = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31,
    10.52,
  ];

  it('has the values and limits of Montgomery (example 9.2)', () => {
    const points = ewma(values, 10, 1, { weight: 0.1, width: 2.7 });
    expect(points.slice(0, 5).map(({ value }) => Number(value.toFixed(5)))).toEqual([
      9.945, 9.7495, 9.70355, 9.8992, 10.12528,
    ]);
    expect(points[29]!.value).toBeCloseTo(10.6341, 4);
    expect(points[0]!.high).toBeCloseTo(10.27, 4);
    expect(points[0]!.low).toBeCloseTo(9.73, 4);
    expect(points[1]!.high).toBeCloseTo(10.36, 2);
    expect(points[29]!.high).toBeCloseTo(10.62, 2);
    expect(points.findIndex(({ value, high }) => value > high)).toBe(28);
  });

  it('rests where nothing changes', () => {
    expect(ewma([5, 5, 5], 5, 0)).toEqual(Array(3).fill({ value: 5, low: 5, high: 5 }));
    expect(ewma([], 5, 1)).toEqual([]);
  });
});

describe('the deviation from neighbours', () => {
  it('is the mean difference over 1.128 and hardly sees a trend', () => {
    expect(movingRangeDeviation([1, 3, 2])).toBeCloseTo(1.5 / 1.128, 12);
    expect(movingRangeDeviation([1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(1 / 1.128, 12);
  });

  it('is not made of one point', () => expect(movingRangeDeviation([1])).toBeNull());
});
