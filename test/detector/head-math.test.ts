import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dealFolds, kMeans } from '../../src-main/detector/head/clusters.ts';
import { canCarryHead, fitHead } from '../../src-main/detector/head/fit-head.ts';
import type { MadeRows, RealRows } from '../../src-main/detector/head/fit-head.ts';
import { minimise } from '../../src-main/detector/head/lbfgs.ts';
import {
  allRows,
  fitLogistic,
  logisticLoss,
  logitOf,
} from '../../src-main/detector/head/logistic.ts';
import type { Examples } from '../../src-main/detector/head/logistic.ts';
import {
  correctionBy,
  nearestStranger,
  recallReview,
  rememberReview,
} from '../../src-main/detector/head/refit.ts';
import type { ReviewTable } from '../../src-main/detector/head/refit.ts';
import type { Matrix } from '../../src-main/detector/matrix.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import { headScorer } from './cells.ts';

beforeAll(() => loadTensorFlow());

const STOP = { iterations: 500, gradient: 1e-9, decrease: 0 };

function matrix(rows: number[][]): Matrix {
  const columns = rows[0]?.length ?? 0;
  return { rows: rows.length, columns, values: Float32Array.from(rows.flat()) };
}

/** Two bells along the first of `columns` axes. */
function twoClasses(count: number, columns: number, apart: number, seed: number): Examples {
  const random = seededRandom(seed);
  const leak = Array.from({ length: count }, (_, i) => i % 2 === 1);
  const rows = leak.map((is) =>
    Array.from({ length: columns }, (_, j) => gaussian(random) + (j === 0 && is ? apart : 0)),
  );
  const weights = Float64Array.from(leak, () => 0.5 + random());
  return { features: matrix(rows), leak, weights };
}

describe('L-BFGS', () => {
  it('finds the minimum of a badly scaled bowl', () => {
    const stiffness = [1, 10, 100, 1000];
    const { x } = minimise(
      (at, gradient) =>
        stiffness.reduce((sum, k, i) => {
          gradient[i] = k * (at[i]! - i);
          return sum + (k / 2) * (at[i]! - i) ** 2;
        }, 0),
      new Float64Array(4),
      STOP,
    );
    x.forEach((value, i) => expect(value).toBeCloseTo(i, 6));
  });

  it("finds the minimum of Rosenbrock's valley", () => {
    const { x } = minimise(
      ([a = 0, b = 0], gradient) => {
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
        gradient[1] = 200 * (b - a * a);
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      },
      Float64Array.of(-1.2, 1),
      STOP,
    );
    expect([...x].map((value) => value.toFixed(5))).toEqual(['1.00000', '1.00000']);
  });

  it('stays where it starts at a minimum, and leaves the start as it was', () => {
    const start = Float64Array.of(0, 0);
    const flat = minimise((_, gradient) => (gradient.fill(0), 1), start, STOP);
    expect(flat).toMatchObject({ value: 1, iterations: 0 });
    minimise(([a = 0], g) => ((g[0] = 2 * (a - 3)), (a - 3) ** 2), start, STOP);
    expect([...start]).toEqual([0, 0]);
  });
});

describe('the logistic regression', () => {
  it('has the gradient that finite differences give', () => {
    const examples = twoClasses(40, 6, 1, 1);
    const loss = logisticLoss(examples, 0.05, allRows(40));
    const random = seededRandom(2);
    const at = Float64Array.from({ length: 7 }, () => gaussian(random));
    const gradient = new Float64Array(7);
    loss(at, gradient);
    for (let j = 0; j < 7; j++) {
      const near = (by: number): number =>
        loss(at.with(j, at[j]! + by), new Float64Array(7)); // prettier-ignore
      expect(gradient[j]).toBeCloseTo((near(1e-5) - near(-1e-5)) / 2e-5, 7);
    }
  });

  it('gives the log odds where there is nothing to tell the classes apart by', () => {
    const examples: Examples = {
      features: matrix([[0], [0], [0], [0]]),
      leak: [true, false, false, false],
      weights: Float64Array.of(1, 1, 1, 1),
    };
    const head = fitLogistic(examples, 0.01);
    expect(logitOf(head, examples.features, 0)).toBeCloseTo(Math.log(1 / 3), 3);
  });

  it('finds the optimum that plain gradient descent creeps to', () => {
    const examples = twoClasses(60, 3, 1.5, 3);
    const loss = logisticLoss(examples, 0.1, allRows(60));
    const slow = new Float64Array(4);
    const gradient = new Float64Array(4);
    for (let step = 0; step < 20_000; step++) {
      loss(slow, gradient);
      slow.forEach((value, j) => (slow[j] = value - 0.3 * gradient[j]!));
    }
    const fast = fitLogistic(examples, 0.1).weights;
    fast.forEach((value, j) => expect(value).toBeCloseTo(slow[j]!, 3));
  });

  it('reads a weight of 2 as the same example twice, and a weight of 0 as none', () => {
    const rows = [[0.2], [1.1], [0.7], [2]];
    const leak = [false, true, false, true];
    const weighted = { features: matrix(rows), leak, weights: Float64Array.of(2, 1, 0, 1) };
    const repeated = {
      features: matrix([[0.2], [0.2], [1.1], [2]]),
      leak: [false, false, true, true],
      weights: Float64Array.of(1, 1, 1, 1),
    };
    const a = fitLogistic(weighted, 0.02).weights;
    fitLogistic(repeated, 0.02).weights.forEach((value, j) => expect(a[j]).toBeCloseTo(value, 3));
  });

  it('gives the same bits twice', () => {
    const examples = twoClasses(50, 5, 1, 4);
    expect(fitLogistic(examples, 0.01)).toEqual(fitLogistic(examples, 0.01));
  });
});

describe('folds', () => {
  /** Six heaps of four, far apart. */
  const heaps = matrix(
    Array.from({ length: 24 }, (_, i) => [10 * Math.floor(i / 4), 0.1 * (i % 4)]),
  );

  it('come from clusters that k-means finds', () => {
    const cluster = kMeans(matrix([[0], [0.1], [9], [9.1]]), 2, 1);
    expect(cluster[0]).toBe(cluster[1]);
    expect(cluster[2]).toBe(cluster[3]);
    expect(cluster[0]).not.toBe(cluster[2]);
  });

  it('part neither groups nor images of one cluster, and are all used', () => {
    const group = Array.from({ length: 24 }, (_, i) => (i === 0 || i === 23 ? 999 : i));
    const fold = dealFolds(heaps, group, { clusters: 40, folds: 3 }, 1);
    expect(fold[0]).toBe(fold[23]);
    expect(new Set(fold).size).toBe(3);
    const same = dealFolds(heaps, group, { clusters: 40, folds: 3 }, 1);
    expect([...same]).toEqual([...fold]);
  });

  it('leave images of one group in one fold', () => {
    const fold = dealFolds(heaps, new Array<number>(24).fill(7), { clusters: 40, folds: 3 }, 1);
    expect(new Set(fold).size).toBe(1);
  });
});

describe('what was reviewed', () => {
  const pull = { strength: 3, reach: 2 };
  const review = { raise: pull, lower: pull, alike: 1, favour: 1.25 };
  const at = (...places: number[]) => matrix(places.map((x) => [x]));
  const nobody: Matrix = { rows: 0, columns: 1, values: new Float32Array() };
  const moved = (x: number, table: Partial<ReviewTable>, by = review): number => {
    const alarms = table.alarms ?? nobody;
    const whole = {
      leaks: nobody,
      normals: nobody,
      alarms,
      needs: at(...new Array<number>(alarms.rows).fill(Infinity)),
      knownLeaks: nobody,
      knownNormals: nobody,
      ...table,
    };
    return tf.tidy(() => correctionBy(tf.tensor2d([[x]]), whole, by)).dataSync()[0]!;
  };

  it('lowers what is like a false alarm and raises what is like a leak, the less the farther', () => {
    expect(moved(0, { alarms: at(0) })).toBeCloseTo(-3, 5);
    expect(moved(1, { alarms: at(0) })).toBeCloseTo(-1.5, 5);
    expect(moved(0, { leaks: at(0) })).toBeCloseTo(3, 5);
    expect(moved(0.5, { leaks: at(0) })).toBeCloseTo(2.25, 5);
  });

  it('moves nothing from the distance on, nor by what is known alone', () => {
    expect(moved(2, { alarms: at(0), leaks: at(0) })).toBe(0);
    expect(moved(50, { alarms: at(0) })).toBe(0);
    expect(moved(0, {})).toBe(0);
    expect(moved(0, { knownLeaks: at(0), knownNormals: at(0), normals: at(0) })).toBe(0);
  });

  it('reaches as far, and is as strong, as each class of answers may be', () => {
    const other = { ...review, lower: { strength: 1, reach: 1 } };
    expect(moved(0.5, { leaks: at(0) }, other)).toBeCloseTo(2.25, 5);
    expect(moved(0.5, { alarms: at(0) }, other)).toBeCloseTo(-0.5, 5);
    expect(moved(1, { alarms: at(0) }, other)).toBe(0);
    // The known leak 1 away counts as 0.8 away: 0.75 - 0.2 of a pull of 1.
    expect(moved(0.25, { alarms: at(0), knownLeaks: at(1.25) }, other)).toBeCloseTo(-0.55, 5);
  });

  it('lowers what is like a false alarm by what the strongest of them needs, and no more', () => {
    const alarms = at(0, 1);
    expect(moved(0, { alarms, needs: at(0.5, 9) })).toBeCloseTo(-1.5, 5);
    expect(moved(0, { alarms, needs: at(2, 1) })).toBeCloseTo(-2, 5);
    expect(moved(1, { alarms, needs: at(2, 1) })).toBeCloseTo(-1, 5);
    // A known leak 1 away counts as 0.8 away and holds 3 * 0.6 against a need of 2.
    expect(moved(0, { alarms: at(0), needs: at(2), knownLeaks: at(1) })).toBeCloseTo(-0.2, 5);
    expect(moved(0, { alarms: at(0), needs: at(1.5), knownLeaks: at(1) })).toBe(0);
  });

  it('is decided by the nearer of two', () => {
    const normal = { normals: at(1.5), alarms: at(1.5) };
    // 0.5 from the leak and 1 from the normal: 3 * (0.75 - 0.5).
    expect(moved(0.5, { leaks: at(0), ...normal })).toBeCloseTo(0.75, 5);
    expect(moved(1, { leaks: at(0), ...normal })).toBeCloseTo(-0.75, 5);
    expect(moved(0.75, { leaks: at(0), ...normal })).toBeCloseTo(0, 5);
  });

  it('does not lower what is near to a known leak, which counts as nearer than it is', () => {
    // 0.5 from the leak counts as 0.4, so the leak is the nearer one: 0.8 against 0.75.
    expect(moved(0.5, { alarms: at(0), knownLeaks: at(1) })).toBeCloseTo(0, 5);
    // 1 counts as 0.8: 3 * (0.75 - 0.6).
    expect(moved(0.5, { alarms: at(0), knownLeaks: at(1.5) })).toBeCloseTo(-0.45, 5);
  });

  it('does not raise what is near to a normal, a known one counting as farther than it is', () => {
    // 0.4 from the normal counts as 0.5: 0.75 against 0.7 for the leak at 0.6.
    expect(moved(0.6, { leaks: at(0), knownNormals: at(1) })).toBeCloseTo(0, 5);
    // 0.5 counts as 0.625: 3 * (0.75 - 0.6875).
    expect(moved(0.5, { leaks: at(0), knownNormals: at(1) })).toBeCloseTo(0.1875, 5);
    // A normal that was surely passed lowers nothing, but what is like it is not raised either.
    expect(moved(0.6, { leaks: at(0), normals: at(1) })).toBeCloseTo(0, 5);
  });

  it('moves a logit by its strength at most, and the other way with the classes exchanged', () => {
    const random = seededRandom(6);
    const some = (): Matrix => at(...Array.from({ length: 4 }, () => 8 * random()));
    for (let round = 0; round < 50; round++) {
      const alarms = some();
      const table = { leaks: some(), alarms, normals: alarms, knownLeaks: some(), knownNormals: some() }; // prettier-ignore
      const by = moved(8 * random(), table);
      expect(Math.abs(by)).toBeLessThanOrEqual(3);
      const swapped = { leaks: alarms, alarms: table.leaks, normals: table.leaks };
      const x = 8 * random();
      expect(moved(x, { leaks: table.leaks, alarms, normals: alarms })).toBeCloseTo(-moved(x, swapped), 4); // prettier-ignore
    }
  });

  it('is remembered with the detector, as far as a table was written', () => {
    const table = { leaks: at(1), normals: at(2), alarms: at(2), needs: at(0.5), knownLeaks: at(3), knownNormals: nobody }; // prettier-ignore
    expect(recallReview(rememberReview(table))).toEqual(table);
    const { 'review/needs': _, ...before } = rememberReview(table);
    expect(recallReview(before)?.needs.values[0]).toBe(Infinity);
    const { 'review/leaks': __, ...damaged } = rememberReview(table);
    expect(recallReview(damaged)).toBeUndefined();
    expect(recallReview({})).toBeUndefined();
  });

  it('is measured without look-alikes, be they of one group or near', () => {
    const rows = { features: matrix([[0], [0], [10]]), group: [1, 2, 3] };
    const sample = { features: matrix([[1.2], [0.4], [1.5]]), group: [1, 9, 9] };
    // The first shares a group with 1.2; 0.4 is a look-alike of both; nothing is like the third.
    const away = nearestStranger(rows, sample, 1);
    [1.5, 1.2, 8.5].forEach((value, i) => expect(away[i]).toBeCloseTo(value, 4));
    expect(nearestStranger(rows, { features: nobody, group: [] }, 1)[0]).toBe(1e6);
  });
});

describe('the head', () => {
  const none: MadeRows = { features: { rows: 0, columns: 4, values: new Float32Array() }, leak: [], source: [], weights: [] }; // prettier-ignore
  const images = (count: number, seed: number): RealRows => {
    const { features, leak } = twoClasses(count, 4, 6, seed);
    return {
      features,
      leak: [...(leak as boolean[])],
      group: Array.from({ length: count }, (_, i) => i),
    };
  };

  it('learns a separable set, and says so by scores of images it did not see', () => {
    const real = images(200, 1);
    const { outOfFold } = fitHead(real, none, headScorer, 1)!;
    const right = real.leak.filter((is, i) => outOfFold[i]! > 0 === is).length;
    expect(right).toBeGreaterThan(195);
  });

  it('is not flattered by noise that it can only learn by heart', () => {
    const { features } = twoClasses(120, 40, 0, 5);
    const real = { ...images(120, 1), features };
    const empty = { ...none, features: { ...none.features, columns: 40 } };
    const loose = { ...headScorer, lambda: 1e-6 };
    const { head, outOfFold } = fitHead(real, empty, loose, 1)!;
    const right = (scores: number[]): number =>
      scores.filter((score, i) => score > 0 === real.leak[i]).length / 120;
    expect(right(Array.from(outOfFold.keys(), (i) => logitOf(head, features, i)))).toBeGreaterThan(0.8); // prettier-ignore
    expect(right([...outOfFold])).toBeLessThan(0.7);
  });

  it('judges an image without what was made of it', () => {
    const real = images(60, 1);
    const copies = (leak: (is: boolean) => boolean): MadeRows => ({
      features: real.features,
      leak: real.leak.map(leak),
      source: [...real.leak.keys()],
      weights: real.leak.map(() => 1000),
    });
    // Each image's made copy says the opposite; who is judged by others' copies is judged wrongly.
    const { outOfFold } = fitHead(real, copies((is) => !is), headScorer, 1)!; // prettier-ignore
    const wrong = real.leak.filter((is, i) => outOfFold[i]! > 0 !== is).length;
    expect(wrong).toBeGreaterThan(50);
  });

  it('is not fitted to leaks, or to normals, that are all alike', () => {
    const alike = (side: boolean): RealRows => {
      const real = images(60, 1);
      return { ...real, group: real.leak.map((is, i) => (is === side ? 1000 : i)) };
    };
    expect(fitHead(alike(true), none, headScorer, 1)).toBeUndefined();
    expect(fitHead(alike(false), none, headScorer, 1)).toBeUndefined();
    const sound = { ...images(60, 1), leak: new Array<boolean>(60).fill(false) };
    expect(fitHead(sound, none, headScorer, 1)).toBeUndefined();
  });

  it('takes five leaks and twenty normals at least', () => {
    const files = (normals: number, leaks: number) => [
      ...new Array<{ label: string }>(normals).fill({ label: 'normal' }),
      ...new Array<{ label: string }>(leaks).fill({ label: 'leak' }),
    ];
    expect(canCarryHead(files(20, 5))).toBe(true);
    expect(canCarryHead(files(20, 4))).toBe(false);
    expect(canCarryHead(files(19, 5))).toBe(false);
  });
});
