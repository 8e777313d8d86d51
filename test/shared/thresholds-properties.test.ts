import { describe, expect, it } from 'vitest';
import { LunkaError } from '../../src-main/shared/errors.ts';
import { confusion, tnr, tpr } from '../../src-main/shared/metrics.ts';
import { seededRandom, shuffle, type Random } from '../../src-main/shared/random.ts';
import {
  calibrate,
  costCurve,
  expectedCost,
  STRATEGIES,
  type CalibrationSet,
} from '../../src-main/shared/thresholds.ts';
import { sortSet, walkCuts } from '../../src-main/shared/thresholds/sorted.ts';
import type { Calibration, Confusion } from '../../src-main/shared/words.ts';

const ROUNDS = 60;

interface Scores {
  normals: number[];
  leaks: number[];
  shift: number[];
}

/** Overlapping classes with many ties; leaks score higher by and large. */
function randomScores(random: Random): Scores {
  const draw = (count: number, offset: number): number[] =>
    Array.from({ length: count }, () => 1 + offset + Math.floor(random() * 12) / 4);
  return {
    normals: draw(5 + Math.floor(random() * 40), 0),
    leaks: draw(1 + Math.floor(random() * 12), random() * 3),
    shift: draw(40, random()),
  };
}

/** Scores of every round, with each strategy's answer, or the code with which it refused. */
function* rounds(seed: number) {
  const random = seededRandom(seed);
  for (let round = 0; round < ROUNDS; round++) {
    const scores = randomScores(random);
    for (const { name } of STRATEGIES) {
      yield { name, scores, random, answer: attempt(name, scores) };
    }
  }
}

/** Numbers that suit the small random sets; elsewhere the defaults. */
const VALUES: Record<string, number | Record<string, number>> = {
  manual: 2.5,
  'review-budget': { images: 6, share: 0.9 },
  'max-rates': { fpr: 0.4, fnr: 0.4 },
};

function attempt(name: string, set: CalibrationSet): Calibration | string {
  try {
    return calibrate(name, set, VALUES[name]);
  } catch (error) {
    if (error instanceof LunkaError) return error.code;
    throw error;
  }
}

function counted({ normals, leaks }: Scores, upper: number): Confusion {
  const items = [
    ...normals.map((score) => ({ score, leak: false })),
    ...leaks.map((score) => ({ score, leak: true })),
  ];
  return confusion(items, { upper });
}

/** Every cut that parts the scores, the slow way. */
function everyCut({ normals, leaks }: Scores): Confusion[] {
  const different = [...new Set([...normals, ...leaks])].sort((a, b) => a - b);
  return different.slice(1).map((score) => counted({ normals, leaks, shift: [] }, score));
}

describe('whatever the scores', () => {
  it('no strategy depends on their order or changes them', () => {
    let chosen = 0;
    for (const { name, scores, random, answer } of rounds(11)) {
      const shuffled = {
        normals: shuffle([...scores.normals], random),
        leaks: shuffle([...scores.leaks], random),
        shift: shuffle([...scores.shift], random),
      };
      const before = structuredClone(shuffled);
      expect(attempt(name, shuffled), name).toEqual(answer);
      expect(shuffled).toEqual(before);
      if (typeof answer !== 'string') chosen += 1;
    }
    expect(chosen).toBeGreaterThan((ROUNDS * STRATEGIES.length) / 2);
  });

  it('no cut is the minimum score or below it', () => {
    for (const { name, scores, answer } of rounds(12)) {
      if (typeof answer === 'string' || name === 'manual') continue;
      const least = Math.min(...scores.normals, ...scores.leaks);
      expect(answer.thresholds.upper, name).toBeGreaterThan(least);
    }
  });

  it('cuts come in order: lower, review, upper', () => {
    for (const { name, scores, answer } of rounds(13)) {
      if (typeof answer === 'string') continue;
      const { lower = -Infinity, review = Infinity, upper } = answer.thresholds;
      expect(lower, name).toBeLessThan(Math.min(review, upper));
      if (name !== 'review-budget') continue;
      expect(review).toBeLessThan(upper);
      const zone = scores.shift.filter((score) => score >= review && score < upper);
      expect(zone.length).toBeGreaterThan(0);
      expect(zone.length).toBeLessThanOrEqual(6);
    }
  });

  it('the walk counts at each cut what a count finds, and never a higher TPR further up', () => {
    const random = seededRandom(14);
    for (let round = 0; round < ROUNDS; round++) {
      const scores = randomScores(random);
      const seen: Confusion[] = [];
      let last: Confusion | null = null;
      let lastUpper = -Infinity;
      walkCuts(sortSet(scores), (upper, counts) => {
        expect(counts).toEqual(counted(scores, upper));
        expect(upper).toBeGreaterThan(lastUpper);
        if (last) {
          expect(tpr(counts)!).toBeLessThanOrEqual(tpr(last)!);
          expect(tnr(counts)!).toBeGreaterThanOrEqual(tnr(last)!);
        }
        last = { ...counts };
        lastUpper = upper;
        seen.push(last);
      });
      expect(seen).toEqual(everyCut(scores));
    }
  });
});

describe('no other cut is better', () => {
  const gini = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));
  const bits = (a: number, b: number): number =>
    [a, b].reduce((sum, part) => sum - (part && part * Math.log2(part / (a + b))), 0);
  const j = (counts: Confusion): number => tpr(counts)! + tnr(counts)! - 1;
  const merits: Record<string, (counts: Confusion) => number> = {
    youden: j,
    'max-f1': ({ tp, fp, fn }) => (2 * tp) / (2 * tp + fp + fn),
    'equal-rates': (counts) => -Math.abs(tpr(counts)! - tnr(counts)!),
    'tree-gini': (c) => (j(c) > 1e-12 ? -gini(c.tp, c.fp) - gini(c.fn, c.tn) : -Infinity),
    'tree-entropy': (c) => (j(c) > 1e-12 ? -bits(c.tp, c.fp) - bits(c.fn, c.tn) : -Infinity),
    'tpr-at-least': (c) => (tpr(c)! >= 0.95 ? tnr(c)! : -Infinity),
    'tnr-at-least': (c) => (tnr(c)! >= 0.95 ? tpr(c)! : -Infinity),
    'max-rates': (c) => (tpr(c)! >= 0.6 && tnr(c)! >= 0.6 ? j(c) : -Infinity),
    'least-cost': (c) => -expectedCost(c, { missedLeak: 100, falseStop: 1, leakShare: 0.01 }),
  };

  it.each(Object.keys(merits))('%s', (strategy) => {
    const merit = merits[strategy]!;
    let checked = 0;
    for (const { name, scores, answer } of rounds(15)) {
      if (name !== strategy || typeof answer === 'string' || answer.strategy !== name) continue;
      const best = Math.max(...everyCut(scores).map(merit));
      expect(merit(counted(scores, answer.thresholds.upper))).toBeCloseTo(best, 9);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(5);
  });

  it('gap finds all but the lowest twentieth of the leaks, or as many as Youden', () => {
    for (const { name, scores, answer } of rounds(16)) {
      if (name !== 'gap' || typeof answer === 'string' || answer.strategy !== 'gap') continue;
      const youden = calibrate('youden', scores);
      const found = counted(scores, answer.thresholds.upper).tp;
      const most = Math.floor(0.95 * scores.leaks.length);
      expect(found).toBeGreaterThanOrEqual(
        Math.min(most, counted(scores, youden.thresholds.upper).tp),
      );
    }
  });
});

describe('the conformal quantile', () => {
  it('lets at least its share of new normals pass, on average over many sets', () => {
    const random = seededRandom(17);
    let passed = 0;
    for (let round = 0; round < 4000; round++) {
      const normals = Array.from({ length: 19 }, () => random());
      const { upper } = calibrate('normal-quantile', { normals, leaks: [] }, 0.9).thresholds;
      if (random() < upper) passed += 1;
    }
    // 18 of 20 places are promised; the cut lies midway to the next, so 18.5 of 20 are expected.
    expect(passed / 4000).toBeGreaterThan(0.9);
    expect(passed / 4000).toBeLessThan(0.95);
  });

  it('finds at least its share of new leaks, on average over many sets', () => {
    const random = seededRandom(18);
    const normals = [0, 0, 0, 0, 0];
    let found = 0;
    for (let round = 0; round < 4000; round++) {
      const leaks = Array.from({ length: 19 }, () => 1 + random());
      const { upper } = calibrate('leak-quantile', { normals, leaks }, 0.9).thresholds;
      if (1 + random() >= upper) found += 1;
    }
    expect(found / 4000).toBeGreaterThan(0.9);
    expect(found / 4000).toBeLessThan(0.95);
  });
});

describe('the cost curve', () => {
  const costs = { missedLeak: 1, falseStop: 10, leakShare: 0.5 };

  it('has the expected cost at every cut, worked out by hand', () => {
    const curve = costCurve({ normals: [3, 1], leaks: [2] }, costs);
    // Cut at 1.5: one of two normals stopped, 0.5 * 10 / 2; at 2.5 the leak is missed as well.
    expect(curve).toEqual([
      { threshold: 1.5, cost: 2.5 },
      { threshold: 2.5, cost: 3 },
    ]);
  });

  it('keeps the cheapest cut however few points are wanted, ascending', () => {
    const random = seededRandom(18);
    for (let round = 0; round < 20; round++) {
      const set = {
        normals: Array.from({ length: 300 }, () => random()),
        leaks: Array.from({ length: 60 }, () => random() + 0.5),
      };
      const all = costCurve(set, costs, 1000);
      const few = costCurve(set, costs, 10);
      const least = (curve: typeof all): number => Math.min(...curve.map(({ cost }) => cost));
      expect(all).toHaveLength(359);
      expect(few.length).toBeLessThanOrEqual(11);
      expect(least(few)).toBe(least(all));
      const places = few.map(({ threshold }) => threshold);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  });

  it('is empty where a class is missing, and refuses scores that are none', () => {
    expect(costCurve({ normals: [1, 2], leaks: [] }, costs)).toEqual([]);
    expect(costCurve({ normals: [], leaks: [1] }, costs)).toEqual([]);
    expect(() => costCurve({ normals: [1, NaN], leaks: [1] }, costs)).toThrow(
      expect.objectContaining({ code: 'invalid-score' }),
    );
  });
});
