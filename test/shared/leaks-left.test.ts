import { describe, expect, it } from 'vitest';
import {
  cleanDrawsFor,
  mostLeaksLeft,
  mostLeaksLeftInStrata,
} from '../../src-main/shared/leaks-left.ts';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { hypergeometricCumulative } from '../../src-main/shared/statistics.ts';

describe('the hypergeometric distribution', () => {
  it.each([
    // Of 10 with 3 marked draw 4: C(7,4)/C(10,4) = 35/210, then + C(3,1) C(7,3) = 105/210 ...
    [0, { population: 10, marked: 3, drawn: 4 }, 35 / 210],
    [1, { population: 10, marked: 3, drawn: 4 }, 140 / 210],
    [2, { population: 10, marked: 3, drawn: 4 }, 203 / 210],
    [3, { population: 10, marked: 3, drawn: 4 }, 1],
    // 8 of 10 drawn miss both marked ones in C(8,8)/C(10,8) = 1/45.
    [0, { population: 10, marked: 2, drawn: 8 }, 1 / 45],
    // 9 drawn cannot miss both.
    [0, { population: 10, marked: 2, drawn: 9 }, 0],
    [0, { population: 5, marked: 5, drawn: 0 }, 1],
    [-1, { population: 5, marked: 2, drawn: 2 }, 0],
  ])('of at most %i, %o, is %d', (k, draw, expected) => {
    expect(hypergeometricCumulative(k, draw)).toBeCloseTo(expected, 12);
  });
});

describe('the most leaks that may be left', () => {
  it('is what the sample cannot refute, worked out by hand', () => {
    // 5 of 10 drawn, none a leak: with 3 leaks C(7,5)/C(10,5) = 21/252 = 8.3 %, with 4 it is 2.4 %.
    expect(mostLeaksLeft({ population: 10, drawn: 5, leaks: 0 })).toBe(3);
    // One leak found among them: with 6 leaks P(X <= 1) = C(6,1) C(4,4) / 252 = 2.4 %; with 5 leaks
    // (C(5,0) C(5,5) + C(5,1) C(5,4)) / 252 = 10.3 %, of which one is found already.
    expect(mostLeaksLeft({ population: 10, drawn: 5, leaks: 1 })).toBe(4);
  });

  it('is everything where nothing was drawn, and nothing where all was', () => {
    expect(mostLeaksLeft({ population: 4210, drawn: 0, leaks: 0 })).toBe(4210);
    expect(mostLeaksLeft({ population: 4210, drawn: 4210, leaks: 9 })).toBe(0);
    expect(mostLeaksLeft({ population: 0, drawn: 0, leaks: 0 })).toBe(0);
  });

  it('tends to the rule of three where the population is large', () => {
    // 1 - 0.05^(1/300) = 0.99360 %, of a million.
    const left = mostLeaksLeft({ population: 1_000_000, drawn: 300, leaks: 0 });
    expect(Math.abs(left - 9936)).toBeLessThan(5);
  });

  it('refuses counts that cannot be', () => {
    expect(() => mostLeaksLeft({ population: 10, drawn: 11, leaks: 0 })).toThrow(RangeError);
    expect(() => mostLeaksLeft({ population: 10, drawn: 5, leaks: 6 })).toThrow(RangeError);
    expect(() => mostLeaksLeft({ population: 10, drawn: 5, leaks: -1 })).toThrow(RangeError);
    expect(() => mostLeaksLeft({ population: NaN, drawn: 0, leaks: 0 })).toThrow(RangeError);
  });

  it('is too low for at most one sample in twenty, whatever there is', () => {
    const random = seededRandom(3);
    const population = 200;
    for (const leaks of [1, 5, 20, 60]) {
      const images = Int32Array.from({ length: population }, (_, i) => (i < leaks ? 1 : 0));
      let wrong = 0;
      for (let round = 0; round < 400; round++) {
        const found = shuffle(images, random).subarray(0, 40).reduce((a, b) => a + b, 0); // prettier-ignore
        if (leaks - found > mostLeaksLeft({ population, drawn: 40, leaks: found })) wrong++;
      }
      // 20 expected at most; 35 or more would come by chance once in two thousand.
      expect(wrong, `${leaks} leaks`).toBeLessThan(35);
    }
  });

  it('never grows with more clean images drawn', () => {
    let before = Infinity;
    for (let drawn = 0; drawn <= 300; drawn++) {
      const left = mostLeaksLeft({ population: 300, drawn, leaks: 0 });
      expect(left).toBeLessThanOrEqual(before);
      before = left;
    }
  });

  it('shares the risk among strata', () => {
    const stratum = { population: 500, drawn: 60, leaks: 0 };
    expect(mostLeaksLeftInStrata([stratum])).toBe(mostLeaksLeft(stratum));
    expect(mostLeaksLeftInStrata([stratum, stratum])).toBe(2 * mostLeaksLeft(stratum, 0.975));
    expect(mostLeaksLeftInStrata([])).toBe(0);
  });
});

describe('the clean images wanted', () => {
  it('are 59 for one in twenty of very many: 0.95^59 = 4.85 %, 0.95^58 = 5.1 %', () => {
    expect(cleanDrawsFor(1_000_000, 0.05)).toBe(59);
  });

  it('are fewer of few, and just enough', () => {
    for (const population of [10, 97, 1898]) {
      const drawn = cleanDrawsFor(population, 0.05);
      const allowed = Math.floor(0.05 * population);
      expect(mostLeaksLeft({ population, drawn, leaks: 0 })).toBeLessThanOrEqual(allowed);
      expect(mostLeaksLeft({ population, drawn: drawn - 1, leaks: 0 })).toBeGreaterThan(allowed);
    }
  });

  it('are none of none, and none for a share that says nothing', () => {
    expect(cleanDrawsFor(0, 0.05)).toBe(0);
    expect(cleanDrawsFor(100, 1)).toBe(0);
  });
});
