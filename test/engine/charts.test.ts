import { describe, expect, it } from 'vitest';
import {
  escapeHtml,
  histogramChart,
  lineChart,
  roundTicks,
  shares,
} from '../../src-main/engine/experiments/charts.ts';
import { spread } from '../../src-main/engine/experiments/summary.ts';
import { saySpread } from '../../src-main/shared/experiment.ts';

const UNIT = { label: 'x', min: 0, max: 1 };

describe('round ticks', () => {
  it.each([
    [0, 1, [0, 0.5, 1]],
    [0, 0.03, [0, 0.01, 0.02, 0.03]],
    [-3, 7, [0, 5]],
    [1000, 9000, [2000, 4000, 6000, 8000]],
  ])('from %d to %d lie inside, at steps of 1, 2 or 5', (min, max, ticks) => {
    expect(roundTicks({ min, max })).toEqual(ticks);
  });

  it('of whole things are whole', () => {
    expect(roundTicks({ min: 1, max: 2, whole: true })).toEqual([1, 2]);
  });

  it('of an empty range are its one value', () => {
    expect(roundTicks({ min: 3, max: 3 })).toEqual([3]);
  });
});

describe('a chart of lines', () => {
  it('places its corners in the corners of the frame', () => {
    const svg = lineChart('t', UNIT, UNIT, [
      {
        name: 'a',
        kind: 'first',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    ]);
    expect(svg).toContain('d="M52 200L348 10"');
  });

  it('leaves out what is no number and draws no empty line', () => {
    const points = [
      { x: 0, y: NaN },
      { x: 0.5, y: 0.5 },
    ];
    const svg = lineChart('t', UNIT, UNIT, [
      { name: 'a', kind: 'first', points },
      { name: 'b', kind: 'second', points: points.slice(0, 1) },
    ]);
    expect(svg).not.toContain('NaN');
    expect(svg.match(/class="line/g)).toHaveLength(1);
  });

  it('cannot be broken out of by a name', () => {
    const name = `"><script>alert('x')</script>&`;
    const svg = lineChart(name, { ...UNIT, label: name }, UNIT, [
      { name, kind: 'leak', points: [{ x: 0, y: 0 }] },
    ]);
    expect(svg).not.toContain('<script');
    expect(escapeHtml(name)).toBe('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;');
  });
});

describe('a histogram', () => {
  it('puts what lies beyond its range into the outer bins', () => {
    expect(shares([-5, 0, 0.3, 0.6, 1, 9], { min: 0, max: 1 }, 2)).toEqual([0.5, 0.5]);
  });

  it('has no shares without values, and one bin where all are the same', () => {
    expect(shares([], { min: 0, max: 1 }, 3)).toEqual([0, 0, 0]);
    expect(shares([2, 2], { min: 2, max: 2 }, 3)).toEqual([1, 0, 0]);
  });

  it('closes its outline on the ground and shows only cuts within its range', () => {
    const svg = histogramChart(
      't',
      UNIT,
      UNIT,
      [{ kind: 'normal', heights: [1, 0.5] }],
      [
        { name: 'inside', at: 0.5 },
        { name: 'outside', at: 2 },
      ],
    );
    expect(svg).toContain('d="M52 200L52 10L200 10L200 105L348 105L348 200Z"');
    expect(svg).toContain('M200 10V200');
    expect(svg).not.toContain('outside');
  });
});

describe('mean and spread', () => {
  it('are of the sample, and of what is there', () => {
    expect(spread([1, null, 3], 3)).toEqual({ mean: 2, deviation: Math.SQRT2, of: 2, seeds: 3 });
  });

  it('of one value has no deviation; of none there is nothing', () => {
    expect(spread([0.5], 1)).toEqual({ mean: 0.5, deviation: null, of: 1, seeds: 1 });
    expect(spread([null], 1)).toBeNull();
    expect(saySpread(spread([1, null, 3], 3), 1)).toBe('2.0 ± 1.4 (2 of 3)');
    expect(saySpread(spread([0.5], 1))).toBe('0.500');
  });
});
