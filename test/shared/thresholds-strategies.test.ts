import { describe, expect, it } from 'vitest';
import {
  calibrate,
  conformalCut,
  describeParameter,
  STRATEGIES,
  STRATEGY_NAMES,
  youdenCut,
  type StrategyValues,
} from '../../src-main/shared/thresholds.ts';

/** Worked by hand: one leak lies among the normals, three above them. */
const normals = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const leaks = [8.5, 12, 13, 14];
const set = { normals, leaks };
/** As many images as scores, from 0 up. */
const shift = Array.from({ length: 20 }, (_, index) => index);

describe('each strategy chooses the cut worked out by hand', () => {
  it.each<[string, number | StrategyValues | undefined, number, string]>([
    ['youden', undefined, 8.25, 'J = 1 - 2/10 there, 3/4 at 11'],
    ['gap', undefined, 8.25, "Youden's, lower than the quantile above 10"],
    ['gap', { share: 0.5, lean: 0 }, 6.5, 'the 6th of 10 normals passes'],
    ['tree-gini', undefined, 11, '2*1*10/11 = 1.82 there, 2*4*2/6 = 2.67 at 8.25'],
    ['tree-entropy', undefined, 11, '4.83 bits there, 5.51 at 8.25'],
    ['max-f1', undefined, 11, '6/7 there, 8/10 at 8.25'],
    ['equal-rates', undefined, 8.75, 'TPR 0.75, TNR 0.8'],
    ['mean-leak', undefined, 11.875, '47.5 / 4'],
    ['min-leak', undefined, 8.5 * 0.95, '0.95 by default'],
    ['min-leak', 1, 8.5, 'the lowest leak itself is found'],
    ['tpr-at-least', 1, 8.25, 'all leaks, two normals stopped'],
    ['tpr-at-least', 0.75, 11, 'three leaks, no normal stopped'],
    ['tpr-at-least', 0.76, 8.25, 'three of four are not enough'],
    ['tnr-at-least', 0.8, 8.25, 'eight normals pass, all leaks found'],
    ['tnr-at-least', 0.81, 11, 'of the cuts with three leaks the one that stops no normal'],
    ['max-rates', { fpr: 0.2, fnr: 0 }, 8.25, 'both just hold'],
    ['max-rates', { fpr: 0, fnr: 0.25 }, 11, 'both just hold'],
    ['least-cost', { missedLeak: 1, falseStop: 1, leakShare: 0.5 }, 8.25, 'then it is Youden'],
    ['least-cost', { missedLeak: 1, falseStop: 10, leakShare: 0.5 }, 11, '0.125 there, 1 at 8.25'],
    ['normal-quantile', 0.8, 9.5, 'the ceil(11 * 0.8) = 9th passes'],
    ['leak-quantile', 0.6, 10.25, 'the floor(5 * 0.4) = 2nd is found'],
  ])('%s with %j: %d (%s)', (strategy, value, upper) => {
    const calibration = calibrate(strategy, set, value);
    expect(calibration).toMatchObject({ strategy, proven: true, thresholds: { upper } });
    expect(calibration.thresholds).toEqual({ upper });
  });

  it('two-sided: a leak below the band is found there and leaves the upper cut alone', () => {
    const { thresholds, proven } = calibrate(
      'two-sided',
      { normals, leaks: [0.2, 15] },
      { low: 0.2 },
    );
    expect(thresholds).toEqual({ lower: 1.5, upper: 12.5 });
    expect(proven).toBe(true);
  });

  it('two-sided: with all leaks below the band the upper cut is a quantile', () => {
    const { thresholds, proven } = calibrate(
      'two-sided',
      { normals, leaks: [0.2] },
      { low: 0.2, high: 0.8 },
    );
    expect(thresholds).toEqual({ lower: 1.5, upper: 9.5 });
    expect(proven).toBe(true);
  });

  it('review-budget: as many images of the shift as given lie between the two cuts', () => {
    const { thresholds, note } = calibrate(
      'review-budget',
      { normals, leaks, shift },
      { images: 3, share: 0.8 },
    );
    expect(thresholds).toEqual({ upper: 9.5, review: 6.5 });
    expect(note).toMatch(/10 are judged leaks and 3 go to review/);
    expect(note).toMatch(/4 of 4 known leaks/);
  });

  it('review-budget: equal scores go to review together, and the budget holds', () => {
    const ties = [1, 2, 6, 6, 6, 7, 20];
    const { thresholds } = calibrate(
      'review-budget',
      { normals, leaks: [], shift: ties },
      { images: 3, share: 0.8 },
    );
    expect(thresholds).toEqual({ upper: 9.5, review: 6.5 });
  });

  it('manual: one cut, two, or a band', () => {
    expect(calibrate('manual', set, 5).thresholds).toEqual({ upper: 5 });
    expect(calibrate('manual', set, { upper: 5, review: 4 }).thresholds).toEqual({
      upper: 5,
      review: 4,
    });
    expect(calibrate('manual', set, { upper: 5, lower: -1 }).thresholds).toEqual({
      upper: 5,
      lower: -1,
    });
  });
});

describe('the gap strategy', () => {
  it('stays at the normals where the classes are far apart', () => {
    const apart = { normals, leaks: [100, 120] };
    expect(youdenCut(normals, [100, 120])).toBe(55);
    const cut = (lean: number) => calibrate('gap', apart, { lean }).thresholds.upper;
    expect(cut(0)).toBeCloseTo(10, 4);
    expect(cut(0.15)).toBeCloseTo(10 + 0.15 * 90, 3);
    expect(calibrate('gap', apart).thresholds.upper).toBe(cut(0.15));
  });
});

describe('quantiles', () => {
  it('let scores equal to the quantile pass', () => {
    expect(conformalCut([1, 2, 2, 2, 9], 0.5)).toBe(5.5);
    const { lower } = calibrate(
      'two-sided',
      { normals: [1, 8, 8, 8, 8, 8, 8, 8, 8, 9], leaks: [] },
      { low: 0.4 },
    ).thresholds;
    expect(lower).toBe(4.5);
  });

  it('reach past the outermost normals where there are too few for the share', () => {
    const { thresholds, proven } = calibrate('two-sided', { normals, leaks: [] });
    expect(thresholds.lower).toBeLessThan(1);
    expect(thresholds.lower).toBeGreaterThan(0.99);
    expect(thresholds.upper).toBeGreaterThan(10);
    expect(proven).toBe(false);
  });
});

describe('without leaks, or with none that tell', () => {
  it.each(['youden', 'gap'])('%s falls back to a quantile and is not proven', (strategy) => {
    for (const given of [[], [0.5], [5, 5]]) {
      const calibration = calibrate(strategy, { normals: [5, 5, 5, 6, 7, 8], leaks: given });
      expect(calibration).toMatchObject({
        strategy: 'normal-quantile',
        values: { share: 0.995 },
        proven: false,
      });
      expect(calibration.note).toMatch(/^Not proven/);
      expect(calibration.thresholds.upper).toBeGreaterThan(8);
    }
  });

  it.each(STRATEGIES.filter(({ needs }) => needs.leaks === 'required'))(
    '$name refuses and says what to do',
    ({ name }) => {
      const refusal = expect.objectContaining({ code: 'too-few-leaks', status: 422 });
      expect(() => calibrate(name, { normals, leaks: [] })).toThrow(refusal);
      expect(() => calibrate(name, { normals, leaks: [] })).toThrow(/Label some leaks/);
    },
  );

  it.each(['tree-gini', 'tree-entropy', 'equal-rates', 'max-f1', 'tpr-at-least', 'least-cost'])(
    '%s refuses where all scores are the same',
    (strategy) => {
      const same = { normals: [4, 4, 4, 4, 4], leaks: [4, 4] };
      expect(() => calibrate(strategy, same)).toThrow(
        expect.objectContaining({ code: 'no-useful-cut' }),
      );
    },
  );
});

describe('a strategy refuses', () => {
  const five = [1, 2, 3, 4, 5];
  it.each<[string, string, typeof set & { shift?: number[] }, number | StrategyValues, string]>([
    ['a score that is NaN', 'youden', { normals: [...five, NaN], leaks }, {}, 'invalid-score'],
    ['an endless score', 'mean-leak', { normals, leaks: [Infinity] }, {}, 'invalid-score'],
    ['NaN by hand as well', 'manual', { normals: [NaN], leaks }, 3, 'invalid-score'],
    ['NaN in the shift', 'review-budget', { ...set, shift: [NaN] }, {}, 'invalid-score'],
    ['few normals', 'max-f1', { normals: [1, 2, 3, 4], leaks }, {}, 'too-few-normals'],
    ['a budget without a shift', 'review-budget', set, 5, 'no-shift'],
    ['a budget on an empty shift', 'review-budget', { ...set, shift: [] }, 5, 'no-shift'],
    ['a budget for everything', 'review-budget', { ...set, shift }, 11, 'no-useful-cut'],
    ['half an image', 'review-budget', { ...set, shift }, 2.5, 'invalid-strategy-value'],
    ['no image', 'review-budget', { ...set, shift }, 0, 'invalid-strategy-value'],
    [
      'a budget below a tie',
      'review-budget',
      { ...set, shift: [1, 8, 8, 8, 20] },
      2,
      'no-useful-cut',
    ],
    ['rates that no cut holds', 'max-rates', set, { fpr: 0.1, fnr: 0.1 }, 'unreachable-rates'],
    [
      'a TPR that flags everything',
      'tpr-at-least',
      { normals, leaks: [0, 20] },
      1,
      'unreachable-rates',
    ],
    ['a TNR that finds no leak', 'tnr-at-least', { normals, leaks: [3] }, 1, 'unreachable-rates'],
    ['a TPR above 1', 'tpr-at-least', set, 1.01, 'invalid-strategy-value'],
    ['a TNR that is NaN', 'tnr-at-least', set, NaN, 'invalid-strategy-value'],
    ['leaks below all normals', 'tree-gini', { normals, leaks: [0] }, {}, 'no-useful-cut'],
    ['inverted scores', 'equal-rates', { normals, leaks: [0, 0.5] }, {}, 'no-useful-cut'],
    ['a mean at the minimum', 'mean-leak', { normals, leaks: [1, 1] }, {}, 'no-useful-cut'],
    ['the minimum score', 'min-leak', { normals, leaks: [1, 20] }, 1, 'no-useful-cut'],
    ['a cut above all leaks', 'min-leak', set, 2, 'no-useful-cut'],
    ['a factor on a score of 0', 'min-leak', { normals, leaks: [0] }, {}, 'no-useful-cut'],
    ['a factor of 0', 'min-leak', set, 0, 'invalid-strategy-value'],
    [
      'too few leaks for its share',
      'leak-quantile',
      { normals, leaks: [0, 20] },
      {},
      'no-useful-cut',
    ],
    ['a share of all', 'leak-quantile', set, 1, 'invalid-strategy-value'],
    ['a cost of nothing', 'least-cost', set, { falseStop: 0 }, 'invalid-strategy-value'],
    [
      'costs that do not pay a cut',
      'least-cost',
      { normals, leaks: [5.2] },
      { leakShare: 1e-4 },
      'no-useful-cut',
    ],
    ['a low share above a half', 'two-sided', set, { low: 0.6 }, 'invalid-strategy-value'],
    ['a number where it takes none', 'youden', set, 0.5, 'invalid-strategy-value'],
    ['a name that it does not know', 'max-rates', set, { tpr: 0.9 }, 'invalid-strategy-value'],
    ['a review cut alone', 'manual', set, { review: 3 }, 'invalid-strategy-value'],
    [
      'a review cut above the upper',
      'manual',
      set,
      { upper: 3, review: 3 },
      'invalid-strategy-value',
    ],
    [
      'a band turned round',
      'manual',
      set,
      { upper: 5, review: 3, lower: 4 },
      'invalid-strategy-value',
    ],
  ])('%s (%s)', (_, strategy, given, value, code) => {
    expect(() => calibrate(strategy, given, value)).toThrow(expect.objectContaining({ code }));
  });

  it('and names the nearest cut with its rates', () => {
    expect(() => calibrate('max-rates', set, { fpr: 0.1, fnr: 0.1 })).toThrow(
      /nearest, 8\.25, has TPR 1, TNR 0\.8 \(FPR 0\.2, FNR 0\)/,
    );
  });
});

describe('the list of strategies', () => {
  it('has a sentence, a place and defaults within range for each', () => {
    expect(new Set(STRATEGY_NAMES).size).toBe(STRATEGIES.length);
    for (const { name, description, parameters } of STRATEGIES) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(description).toMatch(/^[A-Z].*\.$/);
      for (const { default: preset, min = -Infinity, max = Infinity } of parameters) {
        if (preset === undefined) continue;
        expect(preset).toBeGreaterThanOrEqual(min);
        expect(preset).toBeLessThanOrEqual(max);
      }
    }
  });

  it('survives JSON unchanged, so that it can be shown anywhere', () => {
    expect(JSON.parse(JSON.stringify(STRATEGIES))).toEqual(STRATEGIES);
  });

  it('says the range of a number in words', () => {
    const parameter = (name: string) => STRATEGIES.find((one) => one.name === name)!.parameters[0]!;
    expect(describeParameter(parameter('tpr-at-least'))).toBe('tpr, a number between 0 and 1');
    expect(describeParameter(parameter('gap'))).toBe(
      'share, a number between 0 and 1 (ends excluded)',
    );
    expect(describeParameter(parameter('least-cost'))).toBe('missedLeak, a number above 0');
    expect(describeParameter(parameter('manual'))).toBe('upper, a number');
  });

  it('keeps the numbers that a cut was chosen with', () => {
    expect(calibrate('max-rates', set, { fpr: 0.2 })).toMatchObject({
      values: { fpr: 0.2, fnr: 0.05 },
    });
    expect(calibrate('youden', set)).not.toHaveProperty('values');
  });
});
