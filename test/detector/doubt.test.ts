import { describe, expect, it } from 'vitest';
import { doubtedNormals } from '../../src-main/detector/head/doubt.ts';
import { fitHead, type MadeRows, type RealRows } from '../../src-main/detector/head/fit-head.ts';
import { logitOf } from '../../src-main/detector/head/logistic.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { HeadScorer } from '../../src-main/shared/recipe.ts';
import { findPreset } from '../../src-main/shared/presets.ts';

interface Doubtable {
  label: 'normal' | 'leak';
  reviewed: boolean;
}

const said = (label: 'normal' | 'leak', times: number, reviewed = false): Doubtable[] =>
  Array.from({ length: times }, () => ({ label, reviewed }));

describe('normals whose label is doubted', () => {
  it('score like the leaks themselves, but for the lowest twentieth', () => {
    const files = [...said('leak', 21), ...said('normal', 100)];
    // Leaks at 0, 1 ... 20: a twentieth lies below 1.
    const scores = Float64Array.from([...Array(21).keys(), 0.99, 1, 30, ...Array<number>(97).fill(-5)]); // prettier-ignore
    expect([...doubtedNormals(files, scores)]).toEqual([22, 23]);
  });

  it('are never those that a person spoke about', () => {
    const files = [...said('leak', 5), ...said('normal', 1, true), ...said('normal', 99)];
    const scores = Float64Array.from([
      ...Array<number>(5).fill(1),
      9,
      ...Array<number>(99).fill(-5),
    ]);
    expect(doubtedNormals(files, scores).size).toBe(0);
  });

  it('are none where more than a twentieth would be: then the scores are what is wrong', () => {
    const files = [...said('leak', 5), ...said('normal', 100)];
    const wrong = (count: number): Float64Array =>
      Float64Array.from([...Array<number>(5).fill(1), ...Array.from({ length: 100 }, (_, i) => (i < count ? 2 : -5))]); // prettier-ignore
    expect(doubtedNormals(files, wrong(5)).size).toBe(5);
    expect(doubtedNormals(files, wrong(6)).size).toBe(0);
  });

  it('are never leaks, however sound they look', () => {
    const files = [...said('leak', 20), ...said('normal', 100)];
    const scores = Float64Array.from([-9, ...Array<number>(19).fill(5), ...Array<number>(100).fill(-5)]); // prettier-ignore
    expect(doubtedNormals(files, scores).size).toBe(0);
  });
});

describe('a head that doubts', () => {
  const scorer = findPreset('default').recipe.scorer as HeadScorer;
  const none: MadeRows = {
    features: { rows: 0, columns: 4, values: new Float32Array() },
    leak: [],
    source: [],
    weights: [],
  };

  /** 180 normals and 20 leaks far from them; 4 further leaks are called normal. */
  function contaminated(): RealRows {
    const random = seededRandom(4);
    const values = Float32Array.from({ length: 204 * 4 }, (_, i) =>
      gaussian(random, i < 180 * 4 ? 0 : 4, 1),
    );
    return {
      features: { rows: 204, columns: 4, values },
      leak: Array.from({ length: 204 }, (_, i) => i >= 180 && i < 200),
      group: Array.from({ length: 204 }, (_, i) => i),
    };
  }

  it('scores what it doubts like everything else, and learns nothing from it', () => {
    const real = contaminated();
    const files = real.leak.map((leak) => ({ label: leak ? 'leak' : 'normal', reviewed: false }) as const); // prettier-ignore
    const first = fitHead(real, none, scorer, 1)!;
    const found = [...doubtedNormals(files, first.outOfFold)];
    // One of them scores like the lowest of the leaks.
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.every((row) => row >= 200)).toBe(true);
    const doubted = new Set([200, 201, 202, 203]);
    const { head, outOfFold } = fitHead({ ...real, doubted }, none, scorer, 1)!;
    for (let row = 200; row < 204; row++) {
      expect(outOfFold[row]).toBeGreaterThan(first.outOfFold[row]!);
      expect(logitOf(head, real.features, row)).toBeGreaterThan(0);
    }
    // The same as if they had never been there.
    const without: RealRows = {
      features: { ...real.features, rows: 200, values: real.features.values.slice(0, 800) },
      leak: real.leak.slice(0, 200),
      group: real.group.slice(0, 200),
    };
    const clean = fitHead(without, none, scorer, 1)!.head.weights;
    clean.forEach((weight, i) => expect(head.weights[i]).toBeCloseTo(weight, 4));
  });

  it('learns nothing from what was made of what it doubts either', () => {
    const real = { ...contaminated(), doubted: new Set([200, 201, 202, 203]) };
    const made: MadeRows = {
      features: { rows: 4, columns: 4, values: real.features.values.slice(800) },
      leak: [false, false, false, false],
      source: [200, 201, 202, 203],
      weights: [1000, 1000, 1000, 1000],
    };
    const plain = fitHead(real, none, scorer, 1)!.head.weights;
    const { head } = fitHead(real, made, scorer, 1)!;
    plain.forEach((weight, i) => expect(head.weights[i]).toBeCloseTo(weight, 4));
  });
});
