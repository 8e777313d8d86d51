import { describe, expect, it } from 'vitest';
import {
  binCounts,
  cutsOf,
  nextCut,
  sameCuts,
  typedNumber,
  withCut,
  withoutCut,
} from '../../src-renderer/state/cuts.ts';
import { unpack } from '../../src-renderer/api/calibration.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { classesOf, outcomesAt } from '../../src-main/shared/sweep.ts';

describe('a cut that is moved', () => {
  const all = { upper: 5, review: 3, lower: 1 };

  it('goes where it is put between its neighbours', () => {
    expect(withCut(all, 'review', 4)).toEqual({ ...all, review: 4 });
    expect(withCut({ upper: 5 }, 'upper', -7)).toEqual({ upper: -7 });
  });

  it.each([
    ['upper', -9],
    ['review', 9],
    ['review', -9],
    ['lower', 9],
  ] as const)('never passes a neighbour: %s to %d', (cut, value) => {
    const { lower, review, upper } = withCut(all, cut, value);
    expect(lower!).toBeLessThan(review!);
    expect(review!).toBeLessThan(upper);
  });

  it('stops short of negative scores and nought as well', () => {
    expect(withCut({ upper: 0, review: -2 }, 'review', 1).review).toBeLessThan(0);
    expect(withCut({ upper: -1, review: -2 }, 'upper', -3).upper).toBeGreaterThan(-2);
  });

  it('can be taken away, but for the upper one', () => {
    expect(withoutCut(all, 'review')).toEqual({ upper: 5, lower: 1 });
    expect(withoutCut(all, 'upper')).toEqual(all);
    expect(cutsOf({ upper: 5, lower: 1 })).toEqual(['lower', 'upper']);
  });

  it('is another cut even where the difference is a rounding', () => {
    expect(sameCuts({ upper: 0.1 + 0.2 }, { upper: 0.3 })).toBe(false);
    expect(sameCuts({ upper: 1 }, { upper: 1, review: 0 })).toBe(false);
    expect(sameCuts({ upper: 1, review: 0 }, { review: 0, upper: 1 })).toBe(true);
  });
});

describe('the next image', () => {
  const classes = { normals: Float64Array.of(1, 2, 2), leaks: Float64Array.of(2, 4) };

  it('is passed alone, tied ones together', () => {
    expect(nextCut(classes, 0, true)).toBe(1.5);
    expect(nextCut(classes, 1.5, true)).toBe(3);
    expect(nextCut(classes, 3, false)).toBe(1.5);
    expect(nextCut(classes, 1.5, false)).toBe(1);
  });

  it('is none beyond the last', () => {
    expect(nextCut(classes, 3, true)).toBeGreaterThan(4);
    expect(nextCut(classes, 4.1, true)).toBeNull();
    expect(nextCut(classes, 1, false)).toBeNull();
    expect(nextCut(classesOf([]), 0, true)).toBeNull();
  });

  it('changes the verdict of one score up and back again, all the way', () => {
    const random = seededRandom(8);
    const items = Array.from({ length: 50 }, () => ({
      score: random() - 0.5,
      leak: random() < 0.3,
    }));
    const sorted = classesOf(items);
    const flagged = (upper: number): number => {
      const { tp, fp } = outcomesAt(sorted, { upper }).confusion;
      return tp + fp;
    };
    let at = -1;
    for (let left = 50; left > 0; left--) {
      expect(flagged(at)).toBe(left);
      at = nextCut(sorted, at, true)!;
    }
    for (let back = 0; back < 50; back++) {
      expect(flagged(at)).toBe(back);
      at = nextCut(sorted, at, false)!;
    }
  });
});

describe('the bins of a histogram', () => {
  it('count every score once, at the edge in the bin above', () => {
    expect(binCounts(Float64Array.of(0, 0.5, 1, 1, 2), 0, 2, 4)).toEqual([1, 1, 2, 1]);
    expect(binCounts(Float64Array.of(-5, 9), 0, 2, 2)).toEqual([1, 1]);
    expect(binCounts(Float64Array.of(), 0, 2, 3)).toEqual([0, 0, 0]);
  });
});

describe('a number that is typed', () => {
  it.each([
    ['0,91', 0.91],
    [' 1 234,5 ', 1234.5],
    ['−0.5', -0.5],
    ['1e-3', 0.001],
  ])('of %s is %d', (text, value) => {
    expect(typedNumber(text)).toBe(value);
  });

  it.each(['', ' ', 'x', '1,2,3', 'Infinity', '0x'])('of "%s" is none', (text) => {
    expect(typedNumber(text)).toBeNull();
  });
});

it('Scores come over as they are, to the last bit', () => {
  const scores = Float64Array.of(-1e-300, 0.1 + 0.2, Math.PI, 1e300);
  expect(unpack(Buffer.from(scores.buffer).toString('base64'))).toEqual(scores);
  expect(unpack('')).toEqual(new Float64Array());
});
