import { describe, expect, it } from 'vitest';
import { sheetOf, slotOf } from '../../../src-main/shared/sheets.ts';
import { missingOf, runsOf, shapeOf, slotsOf } from '../../../src-renderer/wall/images.ts';
import { imagesInPolygon, imagesInRectangle, inPolygon } from '../../../src-renderer/wall/lasso.ts';
import { gridLayout } from '../../../src-renderer/wall/layout.ts';
import { markOf } from '../../../src-renderer/wall/marks.ts';
import { agreement, disagreement, orderImages } from '../../../src-renderer/wall/order.ts';
import {
  between,
  choose,
  countSelected,
  selectedImages,
} from '../../../src-renderer/wall/selection.ts';

const layout = gridLayout(
  Int32Array.from({ length: 20 }, (_, i) => 19 - i),
  { width: 500, height: 400, ratio: 1 },
);

describe('the order of the wall', () => {
  const columns = {
    ids: [10, 20, 30, 40, 50],
    scores: [3, null, 1, 3, 2],
    groups: [2, 1, null, 2, 1],
    cells: ['10', '9', null, '10', '2'],
    times: ['2026-11-02T10:00:00Z', null, '2026-11-01T09:00:00Z', '2026-11-01T08:00:00Z', null],
    labels: ['normal', 'leak', 'leak', null, 'leak'] as const,
    thresholds: { upper: 1.5 },
  };
  const by = (order: Parameters<typeof orderImages>[1]): number[] => [
    ...orderImages(columns, order),
  ];

  it('has scores down or up, those without one last, and keeps ids where scores are the same', () => {
    expect(by('-score')).toEqual([0, 3, 4, 2, 1]);
    expect(by('score')).toEqual([2, 4, 0, 3, 1]);
    expect(by('id')).toEqual([0, 1, 2, 3, 4]);
  });

  it('has groups in the order of the queue, what is in none last', () => {
    expect(by('group')).toEqual([1, 4, 0, 3, 2]);
  });

  it('has cells by their numbers and images by their time, what has neither last', () => {
    expect(by('cell')).toEqual([4, 1, 0, 3, 2]);
    expect(by('time')).toEqual([3, 2, 0, 1, 4]);
  });

  it('has first what the detector contradicts most, what nobody labelled last', () => {
    // Normal at 3 is 1.5 over the cut, leak at 1 is 0.5 below it, leak at 2 agrees.
    expect(by('disagreement')).toEqual([0, 2, 4, 1, 3]);
  });

  it('knows no disagreement without a label, or before there is a detector', () => {
    expect(disagreement(null, 1, { upper: 0 })).toBeNull();
    expect(disagreement('unsure', 1, { upper: 0 })).toBeNull();
    expect([...orderImages({ ...columns, thresholds: null }, 'disagreement')]).toEqual([0, 1, 2, 3, 4]); // prettier-ignore
  });

  it('takes scores below a lower cut for suspect as well', () => {
    expect(disagreement('normal', -3, { upper: 5, lower: -1 })).toBe(2);
    expect(disagreement('leak', 0, { upper: 5, lower: -1 })).toBe(1);
    expect(disagreement('leak', -3, { upper: 5, lower: -1 })).toBe(-2);
  });
});

describe('marks', () => {
  it('tell a missed leak from a false alarm, and count "needs a look" as leak', () => {
    expect(agreement('leak', 'normal')).toBe('missed');
    expect(agreement('normal', 'leak')).toBe('false-alarm');
    expect(agreement('normal', 'review')).toBe('false-alarm');
    expect(agreement('leak', 'review')).toBe('agreed');
    expect(agreement('normal', 'normal')).toBe('agreed');
    for (const label of ['unsure', null] as const) expect(agreement(label, 'leak')).toBeNull();
    expect(agreement('leak', null)).toBeNull();
  });

  it('tell what they are asked to', () => {
    expect(markOf('verdict', 'leak', 'normal')).toBe('normal');
    expect(markOf('label', 'leak', 'normal')).toBe('leak');
    expect(markOf('agreement', 'leak', 'normal')).toBe('missed');
    expect(markOf('verdict', null, 'review')).toBe('unsure');
    expect(markOf('label', null, 'leak')).toBe('none');
    expect(markOf('none', 'leak', 'leak')).toBe('none');
  });
});

describe('the lasso', () => {
  const c = [{ x: 0, y: 0 }, { x: 4, y: 0 }, { x: 4, y: 1 }, { x: 1, y: 1 }, { x: 1, y: 3 }, { x: 4, y: 3 }, { x: 4, y: 4 }, { x: 0, y: 4 }]; // prettier-ignore

  it('takes what lies inside a shape and leaves its bay', () => {
    expect(inPolygon({ x: 0.5, y: 2 }, c)).toBe(true);
    expect(inPolygon({ x: 2, y: 2 }, c)).toBe(false);
    expect(inPolygon({ x: 3, y: 0.5 }, c)).toBe(true);
    expect(inPolygon({ x: 5, y: 0.5 }, c)).toBe(false);
    expect(inPolygon({ x: -1, y: 2 }, c)).toBe(false);
  });

  it('takes images by their middle, in the order of the wall', () => {
    expect(layout).toMatchObject({ columns: 5, rows: 4 });
    expect(imagesInPolygon(layout, c)).toEqual([19, 18, 17, 16, 14, 9, 4, 3, 2, 1]);
    const sliver = [
      { x: 0.1, y: 0 },
      { x: 0.4, y: 0 },
      { x: 0.4, y: 4 },
    ];
    expect(imagesInPolygon(layout, sliver)).toEqual([]);
    expect(imagesInPolygon(layout, c.slice(0, 2))).toEqual([]);
  });

  it('finds nothing off the wall, and no more than the wall holds', () => {
    const far = { x: 99, y: 99 };
    expect(imagesInRectangle(layout, { x: 6, y: 0 }, far)).toEqual([]);
    expect(imagesInRectangle(layout, { x: -9, y: -9 }, far)).toHaveLength(20);
  });

  it('takes every image that a rectangle touches, whichever corner it began at', () => {
    const [a, b] = [
      { x: 2.2, y: 1.9 },
      { x: 0.5, y: 0.1 },
    ];
    expect(imagesInRectangle(layout, a, b)).toEqual([19, 18, 17, 14, 13, 12]);
    expect(imagesInRectangle(layout, b, a)).toEqual(imagesInRectangle(layout, a, b));
  });
});

describe('the selection', () => {
  const none = new Uint8Array(5);

  it('is replaced, added to or turned over, and the one before stays as it was', () => {
    const some = choose(none, [1, 3], 'replace');
    expect(selectedImages(some)).toEqual([1, 3]);
    expect(selectedImages(choose(some, [0], 'add'))).toEqual([0, 1, 3]);
    expect(selectedImages(choose(some, [3, 4], 'toggle'))).toEqual([1, 4]);
    expect(selectedImages(choose(some, [2], 'replace'))).toEqual([2]);
    expect(countSelected(some)).toBe(2);
    expect(countSelected(none)).toBe(0);
  });

  it('runs along the order of the wall, either way', () => {
    expect([...between(layout, 18, 15)]).toEqual([18, 17, 16, 15]);
    expect([...between(layout, 15, 18)]).toEqual([18, 17, 16, 15]);
    expect([...between(layout, 7, 7)]).toEqual([7]);
  });
});

describe('what the graphics card is told of images', () => {
  it('is the slot and the size that the engine drew them with', () => {
    const columns = { ids: [1, 256, 257, 700], widths: [20, 400, 48, 30], heights: [40, 200, 48, 96] }; // prettier-ignore
    const slots = slotsOf({ ...(columns as Parameters<typeof slotsOf>[0]) });
    expect([...slots]).toEqual([0, 20, 40, 0, 255, 48, 24, 0, 0, 48, 48, 0, 187, 15, 48, 0]);
    expect(runsOf(columns.ids)).toEqual([
      { sheet: 0, from: 0, count: 2 },
      { sheet: 1, from: 2, count: 1 },
      { sheet: 2, from: 3, count: 1 },
    ]);
    expect(columns.ids.map((id) => sheetOf(id) * 256 + slotOf(id) + 1)).toEqual(columns.ids);
    expect(shapeOf(columns as Parameters<typeof shapeOf>[0])).toBeCloseTo(160 / 131, 6);
  });

  it('is no shape without images, and none that is beyond use', () => {
    const of = (widths: number[], heights: number[]): number =>
      shapeOf({ widths, heights } as Parameters<typeof shapeOf>[0]);
    expect(of([], [])).toBe(1);
    expect(of([1], [4000])).toBe(4);
  });

  it('names images whose file is gone, and none whose sheet is still to come', () => {
    const sheet = { sheet: 1, file: '', width: 8, height: 8, missing: [0, 3] };
    expect([...missingOf([4, 257, 258, 260], [sheet])]).toEqual([0, 1, 0, 1]);
    expect([...missingOf([4, 257], [])]).toEqual([0, 0]);
  });
});
