import { describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { answersNeeded, mostLeft, type Stratum } from '../../src-main/shared/sampling.ts';

const one = (images: number, answered: number, found = 0): Stratum[] => [
  { images, answered, found },
];

describe('the most leaks left in a stratified sample', () => {
  it('is worked out by hand where none was found: (1 - f)^K > 0.025', () => {
    // 0.9^35 = 0.02503, 0.9^36 = 0.0225; 0.5^5 = 0.03125, 0.5^6 = 0.0156.
    expect(mostLeft(one(1000, 100))).toBe(35);
    expect(mostLeft(one(1000, 500))).toBe(5);
  });

  it('takes half the risk for every leak found: K (1 - f)^(K-1) f + (1 - f)^K > 0.0125', () => {
    // f = 0.5: 12/2^11 at K = 11 is 0.00586; 11/2^10 = 0.01074; 10/2^9 = 0.0195.
    expect(mostLeft(one(1000, 500, 1))).toBe(9 - 1);
  });

  it('goes by the stratum that was answered least', () => {
    const even = [...one(500, 50), ...one(500, 50)];
    const uneven = [...one(500, 450), ...one(500, 50)];
    expect(mostLeft(even)).toBe(35);
    expect(mostLeft(uneven)).toBe(35);
  });

  it('is everything before the first answer, and nothing after the last', () => {
    expect(mostLeft(one(1000, 0))).toBe(1000);
    expect(mostLeft([...one(990, 990, 3), ...one(10, 0)])).toBe(10);
    expect(mostLeft(one(1000, 1000, 3))).toBe(0);
  });

  it('never grows with another sound answer', () => {
    let before = Infinity;
    for (let answered = 0; answered <= 400; answered++) {
      const left = mostLeft(one(400, answered, Math.min(2, answered)));
      if (answered > 2) expect(left).toBeLessThanOrEqual(before);
      before = left;
    }
  });

  it('holds in 95 % of samples though somebody looks after every answer and stops when content', () => {
    const [images, leaks, demanded] = [400, 21, 20];
    let wrong = 0;
    const bounds = new Map<string, number>();
    const bound = (strata: Stratum[]): number => {
      const key = JSON.stringify(strata.map(({ answered, found }) => [answered, found]));
      const left = bounds.get(key) ?? mostLeft(strata);
      bounds.set(key, left);
      return left;
    };
    const runs = 1500;
    for (let seed = 0; seed < runs; seed++) {
      const random = seededRandom(seed);
      // All leaks in one of two strata: the worst that can happen to a sample that knows strata.
      const strata = [0, 1].map((s) =>
        shuffle(
          Array.from({ length: images / 2 }, (_, i) => s === 0 && i < leaks),
          random,
        ),
      );
      const counted = strata.map((rows) => ({ images: rows.length, answered: 0, found: 0 }));
      for (let i = 0; i < images; i++) {
        const stratum = counted[i % 2]!;
        if (strata[i % 2]![stratum.answered]) stratum.found += 1;
        stratum.answered += 1;
        const found = counted[0]!.found + counted[1]!.found;
        if (found === leaks) break;
        if (bound(counted) + found <= demanded) {
          wrong += 1;
          break;
        }
      }
    }
    expect(wrong / runs).toBeLessThan(0.05);
    // A rule that never stops proves nothing either.
    expect(wrong).toBeGreaterThan(0);
  });

  it.each([
    [0, 0, 0],
    [10, 11, 0],
    [10, 5, 6],
    [10, 5, -1],
  ])('refuses %i images, %i answered, %i found', (images, answered, found) => {
    expect(() => mostLeft(one(images, answered, found))).toThrow(RangeError);
    expect(() => answersNeeded(one(images, answered, found), 1)).toThrow(RangeError);
  });
});

describe('the answers that a bound still needs', () => {
  it('are as many as bring the bound down to it, and not one less', () => {
    for (const [images, demanded, found] of [
      [1000, 10, 0],
      [1000, 10, 1],
      [357, 0, 0],
      [14_000, 140, 3],
    ] as const) {
      const start = one(images, found, found);
      const needed = answersNeeded(start, demanded);
      expect(mostLeft(one(images, found + needed, found))).toBeLessThanOrEqual(demanded);
      expect(mostLeft(one(images, found + needed - 1, found))).toBeGreaterThan(demanded);
    }
  });

  it('count every stratum up to the same share', () => {
    const strata = [...one(500, 200), ...one(500, 0)];
    const needed = answersNeeded(strata, 10);
    const share = needed / 500;
    expect(mostLeft([...one(500, 200), ...one(500, needed)])).toBeLessThanOrEqual(10);
    expect(share).toBeLessThan(0.4);
  });

  it('are none where the bound holds already or nothing can be left', () => {
    expect(answersNeeded(one(1000, 500), 5)).toBe(0);
    expect(answersNeeded(one(5, 0), 5)).toBe(0);
  });
});
