import { describe, expect, it } from 'vitest';
import { precisionRecallCurve, rocCurve } from '../../src-main/shared/curves.ts';
import {
  accuracy,
  auroc,
  averagePrecision,
  f1,
  precision,
  type ScoredTruth,
} from '../../src-main/shared/metrics.ts';
import { seededRandom } from '../../src-main/shared/random.ts';

const items = (leaks: number[], normals: number[]): ScoredTruth[] => [
  ...leaks.map((score) => ({ score, leak: true })),
  ...normals.map((score) => ({ score, leak: false })),
];

/** A hundred scores with many ties. */
function mixed(): ScoredTruth[] {
  const random = seededRandom(3);
  return Array.from({ length: 100 }, (_, i) => ({
    score: Math.floor(random() * 20) + (i % 4 === 0 ? 5 : 0),
    leak: i % 4 === 0,
  }));
}

describe('the ROC curve', () => {
  it('has only its corners', () => {
    expect(rocCurve(items([4, 3], [2, 1]))).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ]);
  });

  it('goes straight through a tie of both classes', () => {
    expect(rocCurve(items([1], [1]))).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
  });

  it('encloses the AUROC', () => {
    const points = rocCurve(mixed());
    let area = 0;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      area += ((b.x - a.x) * (a.y + b.y)) / 2;
    }
    expect(area).toBeCloseTo(auroc(mixed())!, 12);
  });

  it('is empty where a class is missing', () => {
    expect(rocCurve(items([1], []))).toEqual([]);
    expect(rocCurve(items([], [1]))).toEqual([]);
  });
});

describe('the curve of precision and recall', () => {
  it('sums up to the average precision', () => {
    let recall = 0;
    let sum = 0;
    for (const { x, y } of precisionRecallCurve(mixed())) {
      sum += (x - recall) * y;
      recall = x;
    }
    expect(sum).toBeCloseTo(averagePrecision(mixed())!, 12);
  });

  it('takes the highest cut of each recall', () => {
    expect(precisionRecallCurve(items([4, 1], [3, 2, 0]))).toEqual([
      { x: 0.5, y: 1 },
      { x: 1, y: 0.5 },
    ]);
  });

  it('is empty without leaks', () => {
    expect(precisionRecallCurve(items([], [1, 2]))).toEqual([]);
  });
});

describe('precision, F1 and accuracy', () => {
  it('are as worked out by hand', () => {
    const counts = { tp: 6, fn: 2, tn: 10, fp: 3 };
    expect(precision(counts)).toBeCloseTo(2 / 3, 12);
    expect(f1(counts)).toBeCloseTo(12 / 17, 12);
    expect(accuracy(counts)).toBeCloseTo(16 / 21, 12);
  });

  it('are null where there is nothing to divide by, and F1 is 0 where no leak is found', () => {
    const none = { tp: 0, fn: 0, tn: 0, fp: 0 };
    expect([precision(none), f1(none), accuracy(none)]).toEqual([null, null, null]);
    expect(precision({ ...none, fn: 3 })).toBeNull();
    expect(f1({ ...none, fn: 3 })).toBe(0);
  });
});
