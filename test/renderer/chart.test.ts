import { describe, expect, it } from 'vitest';
import {
  barHeight,
  barsPath,
  linePath,
  lossRange,
  scale,
  scoreRange,
  ticks,
} from '../../src-renderer/ui/chart.ts';

const box = { left: 0, right: 30, top: 0, bottom: 10 };

describe('histogram bars', () => {
  it('are a closed path of steps, upwards from the base', () => {
    expect(barsPath([4, 0, 1], 4, box, 10, -10)).toBe('M0 10V0H10V10H20V5H30V10Z');
  });

  it('hang down where the reach is positive', () => {
    expect(barsPath([1], 1, { left: 0, right: 10 }, 10, 5)).toBe('M0 10V15H10V10Z');
  });

  it('are no path at all where a class has no image', () => {
    expect(barsPath([0, 0], 5, box, 10, -10)).toBe('');
    expect(barsPath([], 5, box, 10, -10)).toBe('');
  });

  it('are as high as the square root of their share', () => {
    expect(barHeight(25, 100)).toBe(0.5);
    expect(barHeight(0, 100)).toBe(0);
    expect(barHeight(3, 0)).toBe(0);
  });
});

describe('the score axis', () => {
  it('reaches to thresholds and to the marked image', () => {
    expect(scoreRange({ min: 1, max: 2 }, { upper: 3, review: 2.5, lower: 0.5 }, 4)).toEqual({
      min: 0.5,
      max: 4,
    });
  });

  it('is the scores’ own range without either', () => {
    expect(scoreRange({ min: 1, max: 2 }, null, null)).toEqual({ min: 1, max: 2 });
  });

  it('ignores what is not a number', () => {
    expect(scoreRange({ min: 1, max: 2 }, { upper: Infinity }, NaN)).toEqual({ min: 1, max: 2 });
    expect(scoreRange({ min: NaN, max: NaN }, null, null)).toEqual({ min: 0, max: 1 });
  });

  it('puts everything in the middle where it has no length', () => {
    expect(scale(5, 5, 0, 10)(5)).toBe(5);
    expect(scale(0, 2, 10, 0)(0.5)).toBe(7.5);
  });

  it.each([
    [0, 1, 4, [0, 0.5, 1]],
    [0.13, 0.87, 4, [0.2, 0.4, 0.6, 0.8]],
    [0, 0.003, 3, [0, 0.001, 0.002, 0.003]],
    [2, 2, 4, [2]],
  ])('from %d to %d has about %d round ticks', (min, max, wanted, expected) => {
    expect(ticks(min, max, wanted)).toEqual(expected);
  });
});

describe('the loss curve', () => {
  it('is a line from point to point', () => {
    const points = [1, 0.5, 0].map((y, x) => ({ x, y }));
    expect(linePath(points)).toBe('M0 1L1 0.5L2 0');
  });

  it('breaks where the loss is not a number', () => {
    const points = [1, NaN, 0, Infinity].map((y, x) => ({ x, y }));
    expect(linePath(points)).toBe('M0 1M2 0');
  });

  it('is nothing before the first epoch', () => {
    expect(linePath([])).toBe('');
  });

  it('starts its axis at nought and never has an empty one', () => {
    const epoch = { epoch: 1, seconds: 1 };
    expect(lossRange([{ ...epoch, loss: 0.4, validationLoss: 0.6 }])).toEqual({
      lowest: 0,
      highest: 0.6,
    });
    expect(lossRange([{ ...epoch, loss: NaN, validationLoss: Infinity }]).highest).toBe(1);
    expect(lossRange([]).highest).toBe(1);
  });
});
