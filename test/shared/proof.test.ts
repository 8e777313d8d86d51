import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src-main/shared/figures.ts';
import { imagesNeeded, proofOf, rateProof } from '../../src-main/shared/proof.ts';
import {
  binomialCumulative,
  clopperPearson,
  lowerBound,
} from '../../src-main/shared/statistics.ts';

describe('how many images prove a rate', () => {
  it.each([
    // Acceptance tables at 95 % for 0, 1, 2, 3, 4 and 5 errors; those of 0.95 and 0.99 stand in
    // every handbook of sampling.
    [0.9, [29, 46, 61, 76, 89, 103]],
    [0.91, [32, 51, 68, 84, 100, 115]],
    [0.95, [59, 93, 124, 153, 181, 208]],
    [0.99, [299, 473, 628, 773, 913, 1049]],
  ])('is tabled for %d', (rate, sizes) => {
    expect(sizes.map((_, errors) => imagesNeeded(rate, errors))).toEqual(sizes);
  });

  it('follows the success run of other confidences', () => {
    // ln(0.1) / ln(0.9) = 21.9, the 22 of the 90/90 rule.
    expect(imagesNeeded(0.9, 0, 0.9)).toBe(22);
  });

  it('is the point from which the lower bound reaches the rate', () => {
    for (const rate of [0.5, 0.91, 0.97]) {
      for (const errors of [0, 1, 7, 40]) {
        const images = imagesNeeded(rate, errors);
        expect(lowerBound(images - errors, images)).toBeGreaterThanOrEqual(rate);
        expect(lowerBound(images - 1 - errors, images - 1)).toBeLessThan(rate);
      }
    }
  });

  it('never falls with a higher rate or one more error', () => {
    for (let errors = 0; errors < 12; errors++) {
      for (const rate of [0.8, 0.9, 0.95]) {
        expect(imagesNeeded(rate, errors + 1)).toBeGreaterThan(imagesNeeded(rate, errors));
        expect(imagesNeeded(rate + 0.04, errors)).toBeGreaterThan(imagesNeeded(rate, errors));
      }
    }
  });

  it.each([
    [0, 0],
    [1, 0],
    [Number.NaN, 0],
    [0.9, -1],
    [0.9, 0.5],
  ])('refuses a rate of %d with %d errors', (rate, errors) => {
    expect(() => imagesNeeded(rate, errors)).toThrow(RangeError);
  });
});

describe('the proof of a rate', () => {
  it('passes with 32 of 32, whose bound is 0.911', () => {
    const proof = rateProof(32, 0, 0.91);
    expect(proof).toMatchObject({ state: 'pass', hits: 32, images: 32, high: 1 });
    expect(proof.low).toBeCloseTo(0.9106, 4);
    expect(rateProof(31, 0, 0.91).state).toBe('unproven');
  });

  it('is none with 91 of 100, which prove 0.848 only', () => {
    const proof = rateProof(91, 9, 0.91);
    expect(proof.state).toBe('unproven');
    expect(proof.low).toBeCloseTo(0.848, 3);
    expect(proof.needed.map(({ errors }) => errors)).toEqual([9, 10]);
  });

  it('says what is missing: 32 without a miss, or 51 with one', () => {
    expect(rateProof(18, 0, 0.91).needed).toEqual([
      { errors: 0, images: 32 },
      { errors: 1, images: 51 },
    ]);
  });

  it('fails only where so many errors cannot be chance', () => {
    // 12 of 20: one-sided upper bound 0.783; 8 of 9 may still be anything.
    expect(rateProof(12, 8, 0.91).state).toBe('fail');
    expect(rateProof(8, 1, 0.91).state).toBe('unproven');
    expect(rateProof(0, 1, 0.91).state).toBe('unproven');
    expect(rateProof(0, 2, 0.91).state).toBe('fail');
  });

  it('is not proven without an image', () => {
    expect(rateProof(0, 0, 0.91)).toMatchObject({ state: 'unproven', low: null, high: null });
  });
});

describe('the proof of a detector', () => {
  const demands = { tpr: 0.91, tnr: 0.91 };

  it.each([
    [{ tp: 40, fn: 0, tn: 900, fp: 10 }, 'pass'],
    [{ tp: 18, fn: 0, tn: 900, fp: 10 }, 'unproven'],
    [{ tp: 40, fn: 0, tn: 500, fp: 500 }, 'fail'],
    [{ tp: 5, fn: 30, tn: 3, fp: 0 }, 'fail'],
    [{ tp: 0, fn: 0, tn: 900, fp: 10 }, 'unproven'],
    [{ tp: 0, fn: 0, tn: 0, fp: 0 }, 'unproven'],
  ] as const)('of %j is %s', (counts, state) => {
    expect(proofOf(counts, demands).state).toBe(state);
  });

  it('holds each rate against its own demand', () => {
    const counts = { tp: 40, fn: 0, tn: 950, fp: 50 };
    expect(proofOf(counts, { tpr: 0.91, tnr: 0.97 })).toMatchObject({
      state: 'fail',
      tpr: { state: 'pass' },
      tnr: { state: 'fail', demanded: 0.97 },
    });
  });
});

describe('the figures of a cut', () => {
  it('have exact intervals where they are shares of counted images, and none elsewhere', () => {
    const figures = figuresOf({ tp: 9, fn: 1, tn: 45, fp: 5 });
    expect(figures.map(({ name, value }) => [name, Number(value!.toFixed(4))])).toEqual([
      ['tpr', 0.9],
      ['tnr', 0.9],
      ['precision', 0.6429],
      ['f1', 0.75],
      ['balanced-accuracy', 0.9],
    ]);
    const [tpr, tnr, precision, f1, balanced] = figures;
    // Clopper and Pearson of 9 of 10 as published: 0.5550 to 0.9975.
    expect(tpr!.counted!.interval.low).toBeCloseTo(0.555, 4);
    expect(tpr!.counted!.interval.high).toBeCloseTo(0.9975, 4);
    expect(tnr!.counted).toMatchObject({ part: 45, whole: 50 });
    expect(precision!.counted!.interval).toEqual(clopperPearson(9, 14));
    expect([f1!.counted, balanced!.counted]).toEqual([null, null]);
  });

  it('are null where nothing was counted', () => {
    const figures = figuresOf({ tp: 0, fn: 0, tn: 3, fp: 0 });
    expect(figures.map(({ value }) => value)).toEqual([null, 1, null, null, null]);
    expect(figures[0]!.counted).toBeNull();
  });
});

describe('the exact bounds of a million images', () => {
  it('agree with the normal limit, and the sum of the tail with the sum of all', () => {
    const { low, high } = clopperPearson(980_000, 1_000_000);
    const spread = 1.959964 * Math.sqrt((0.98 * 0.02) / 1_000_000);
    expect(low).toBeCloseTo(0.98 - spread, 5);
    expect(high).toBeCloseTo(0.98 + spread, 5);
    expect(binomialCumulative(500_000, 1_000_000, 0.5)).toBeCloseTo(0.500399, 5);
  });
});
