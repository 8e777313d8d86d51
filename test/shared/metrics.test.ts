import { describe, expect, it } from 'vitest';
import { auroc, averagePrecision, confusion, tnr, tpr } from '../../src-main/shared/metrics.ts';

const items = (normals: number[], leaks: number[]) => [
  ...normals.map((score) => ({ score, leak: false })),
  ...leaks.map((score) => ({ score, leak: true })),
];

describe('confusion', () => {
  it('counts a score at the threshold as a leak', () => {
    expect(confusion(items([1, 2], [2, 3]), { upper: 2 })).toEqual({ tp: 2, fn: 0, tn: 1, fp: 1 });
  });

  it('counts review and what lies below the band as leak', () => {
    const thresholds = { upper: 5, review: 3, lower: 1 };
    expect(confusion(items([0.5, 1, 2.9, 3], [0, 2, 4, 5]), thresholds)).toEqual({
      tp: 3,
      fn: 1,
      tn: 2,
      fp: 2,
    });
  });

  it('gives no rate where a class is missing', () => {
    const counts = confusion([], { upper: 1 });
    expect([tpr(counts), tnr(counts)]).toEqual([null, null]);
    expect(tpr({ tp: 9, fn: 1, tn: 0, fp: 0 })).toBe(0.9);
    expect(tnr({ tp: 0, fn: 0, tn: 3, fp: 1 })).toBe(0.75);
  });
});

describe('auroc', () => {
  it('counts pairs in order, ties half', () => {
    // Pairs (normal, leak): (1,2) (1,3) (2,3) in order, (2,2) tied: 3.5 of 4.
    expect(auroc(items([1, 2], [2, 3]))).toBe(3.5 / 4);
  });

  it('is 1 for parted classes, 0 the wrong way round, 1/2 where all scores are one', () => {
    expect(auroc(items([1, 2, 3], [4, 5]))).toBe(1);
    expect(auroc(items([4, 5], [1, 2, 3]))).toBe(0);
    expect(auroc(items([7, 7, 7], [7, 7]))).toBe(0.5);
  });

  it('has no value without both classes', () => {
    expect(auroc(items([1, 2], []))).toBeNull();
    expect(auroc(items([], [1]))).toBeNull();
  });

  it('leaves its argument as it was', () => {
    const given = items([3, 1], [2]);
    auroc(given);
    expect(given.map(({ score }) => score)).toEqual([3, 1, 2]);
  });
});

describe('average precision', () => {
  it('sums precision over the steps in recall', () => {
    // Down from the top: leak (1/1), normal, leak (2/3), normal, leak (3/5).
    const expected = (1 / 3) * (1 + 2 / 3 + 3 / 5);
    expect(averagePrecision(items([4, 2], [5, 3, 1]))).toBeCloseTo(expected, 12);
  });

  it('takes tied scores as one step', () => {
    // 5 (leak), then 3 with one leak and one normal: 1/2 * 1/1 + 1/2 * 2/3.
    expect(averagePrecision(items([3, 1], [5, 3]))).toBeCloseTo(1 / 2 + 1 / 3, 12);
  });

  it('is the share of leaks where all scores are one, and has no value without leaks', () => {
    expect(averagePrecision(items([1, 1, 1], [1]))).toBe(0.25);
    expect(averagePrecision(items([1], []))).toBeNull();
  });
});
