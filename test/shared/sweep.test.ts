import { describe, expect, it } from 'vitest';
import { precisionRecallOf, rocOf, SCREEN, type RatePoint } from '../../src-main/shared/curves.ts';
import {
  areaUnderRoc,
  confusion,
  sortedAveragePrecision,
  tnr,
  tpr,
} from '../../src-main/shared/metrics.ts';
import { seededRandom, type Random } from '../../src-main/shared/random.ts';
import { classesOf, outcomesAt, sweepDown, type ScoredTruth } from '../../src-main/shared/sweep.ts';
import { judge, type Thresholds, type Verdict } from '../../src-main/shared/words.ts';

/** Overlapping classes; `steps` different scores make ties. */
function draw(random: Random, count: number, steps: number): ScoredTruth[] {
  return Array.from({ length: count }, () => {
    const leak = random() < 0.2;
    return { leak, score: Math.floor((random() + random() + (leak ? 0.5 : 0)) * steps) / steps };
  });
}

describe('what a cut does, counted on sorted scores', () => {
  it('agrees with judging every image, whatever the thresholds, also in an order that makes no sense', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const items = draw(random, 60, 8);
      const any = (): number => Math.floor(random() * 26) / 10;
      const thresholds: Thresholds = {
        upper: any(),
        ...(random() < 0.5 ? { review: any() } : {}),
        ...(random() < 0.5 ? { lower: any() } : {}),
      };
      const slow = {
        normals: { normal: 0, review: 0, leak: 0 },
        leaks: { normal: 0, review: 0, leak: 0 },
      } satisfies Record<string, Record<Verdict, number>>;
      for (const { score, leak } of items) {
        slow[leak ? 'leaks' : 'normals'][judge(score, thresholds)] += 1;
      }
      const counted = outcomesAt(classesOf(items), thresholds);
      expect(counted, JSON.stringify(thresholds)).toEqual({
        ...slow,
        confusion: confusion(items, thresholds),
      });
    }
  });

  it('never finds more leaks nor stops more normals as the cut moves up', () => {
    const classes = classesOf(draw(seededRandom(2), 400, 40));
    let [found, passed] = [1, 0];
    for (let upper = -0.5; upper < 3.5; upper += 0.01) {
      const counts = outcomesAt(classes, { upper }).confusion;
      expect(tpr(counts)!).toBeLessThanOrEqual(found);
      expect(tnr(counts)!).toBeGreaterThanOrEqual(passed);
      [found, passed] = [tpr(counts)!, tnr(counts)!];
    }
    expect([found, passed]).toEqual([0, 1]);
  });

  it('counts a score at the cut as a leak, and one at the lower cut as not', () => {
    const classes = classesOf([1, 2, 3].map((score) => ({ score, leak: false })));
    expect(outcomesAt(classes, { upper: 3, review: 2, lower: 1 }).normals).toEqual({
      leak: 1,
      review: 1,
      normal: 1,
    });
  });

  it('is nothing of nothing', () => {
    expect(outcomesAt(classesOf([]), { upper: 0 }).confusion).toEqual({
      tp: 0,
      fn: 0,
      tn: 0,
      fp: 0,
    });
  });
});

describe('the walk down all cuts', () => {
  it('takes tied scores as one step', () => {
    const steps: number[][] = [];
    const classes = { normals: Float64Array.of(1, 2, 2), leaks: Float64Array.of(2, 3) };
    sweepDown(classes, (tp, fp) => steps.push([tp, fp]));
    expect(steps).toEqual([
      [1, 0],
      [2, 2],
      [2, 3],
    ]);
  });

  it('ends on scores that are no numbers', () => {
    let steps = 0;
    const classes = classesOf([NaN, 1, NaN].map((score, i) => ({ score, leak: i === 0 })));
    sweepDown(classes, () => (steps += 1));
    expect(steps).toBeGreaterThan(0);
  });
});

/** Area under a line of straight pieces. */
function area(points: readonly RatePoint[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    sum += ((b.x - a.x) * (a.y + b.y)) / 2;
  }
  return sum;
}

describe('a curve thinned to what a screen can show', () => {
  const classes = classesOf(draw(seededRandom(5), 60_000, 1e6));

  it('encloses the exact area, with a hundredth of the points', () => {
    const all = rocOf(classes);
    const few = rocOf(classes, SCREEN);
    expect(area(all)).toBeCloseTo(areaUnderRoc(classes)!, 10);
    expect(area(few)).toBeCloseTo(areaUnderRoc(classes)!, 4);
    expect(few.length).toBeLessThan(4 / SCREEN);
    expect(few.length).toBeLessThan(all.length / 5);
  });

  it('has no corner that the full curve has not, and no gap that could be seen', () => {
    const full = rocOf(classes);
    const all = new Set(full.map(({ x, y }) => `${x} ${y}`));
    const few = rocOf(classes, SCREEN);
    expect(few.filter(({ x, y }) => !all.has(`${x} ${y}`))).toEqual([]);
    expect([few[0], few.at(-1)]).toEqual([full[0], full.at(-1)]);
    const gap = (points: RatePoint[]): number =>
      Math.max(
        ...points.slice(1).map(({ x, y }, i) => Math.max(x - points[i]!.x, y - points[i]!.y)),
      );
    expect(gap(few)).toBeLessThanOrEqual(Math.max(gap(full), 2 * SCREEN));
  });

  it('keeps a corner exactly where it is', () => {
    // Perfectly parted classes: up, then right. The corner is one point among 3,000.
    const parted = {
      normals: Float64Array.from({ length: 1000 }, (_, i) => i / 1000),
      leaks: Float64Array.from({ length: 2000 }, (_, i) => 2 + i / 2000),
    };
    expect(rocOf(parted, 0.05)).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ]);
    const steep = { normals: Float64Array.of(0.5, 3), leaks: Float64Array.of(1, 2, 2.1, 2.2) };
    expect(rocOf(steep, 0.9)).toEqual(rocOf(steep));
  });

  it('sums up to the average precision', () => {
    let [recall, sum] = [0, 0];
    for (const { x, y } of precisionRecallOf(classes, SCREEN)) {
      sum += (x - recall) * y;
      recall = x;
    }
    expect(sum).toBeCloseTo(sortedAveragePrecision(classes)!, 2);
  });
});
