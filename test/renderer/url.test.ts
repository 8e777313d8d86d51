import { describe, expect, it } from 'vitest';
import {
  FILTERS,
  HOME,
  ORDERS,
  readListed,
  readPlace,
  TABS,
  VIEWS,
  WAYS,
  writeListed,
  writePlace,
} from '../../src-renderer/state/url.ts';

describe('the address', () => {
  it('holds view, way, shift, filter and order', () => {
    expect(readPlace('#/review?by=image&shift=3&filter=left&order=score')).toEqual({
      view: 'review',
      by: 'image',
      shift: 3,
      filter: 'left',
      order: 'score',
      tab: 'shifts',
      cell: null,
      list: 'images',
      like: null,
      narrow: {},
      wallOrder: '-score',
      wallKind: 'grid',
      wallMarks: 'verdict',
    });
    expect(readPlace('#/shift?tab=trend&cell=%D0%90-7')).toMatchObject({
      tab: 'trend',
      cell: 'А-7',
    });
  });

  it('reads back every place that it writes', () => {
    for (const view of VIEWS) {
      for (const shift of [null, 'all', 1, 42] as const) {
        for (const filter of FILTERS) {
          for (const order of ORDERS) {
            for (const by of WAYS) {
              for (const tab of TABS) {
                const cell = tab === 'trend' ? 'А 7&x' : null;
                const place = { ...HOME, view, by, shift, filter, order, tab, cell };
                expect(readPlace(writePlace(place))).toEqual(place);
              }
            }
          }
        }
      }
    }
  });

  it('holds how the wall stands', () => {
    const hash = '#/wall?shift=3&wall-order=cell&wall-kind=histogram&wall-marks=agreement';
    expect(readPlace(hash)).toEqual({
      ...HOME,
      view: 'wall',
      shift: 3,
      wallOrder: 'cell',
      wallKind: 'histogram',
      wallMarks: 'agreement',
    });
    expect(writePlace(readPlace(hash))).toBe(hash);
    expect(readPlace('#/wall?wall-order=size&wall-kind=pile&wall-marks=')).toEqual({
      ...HOME,
      view: 'wall',
    });
  });

  it('keeps of a saved view the list alone, and gives back nothing else', () => {
    const place = readPlace(
      '#/wall?shift=7&filter=all&only-cell=28&cell=3&tab=cells&wall-order=group&wall-marks=label',
    );
    expect(writeListed(place)).toBe('filter=all&only-cell=28');
    // As it was saved before.
    expect(readListed('filter=all&only-cell=28&cell=3&wall-order=group')).toEqual({
      by: HOME.by,
      filter: 'all',
      order: HOME.order,
      list: HOME.list,
      like: null,
      narrow: { cell: '28' },
    });
  });

  it('leaves out what is the default', () => {
    expect(writePlace(HOME)).toBe('#/review');
    expect(writePlace({ ...HOME, shift: 7 })).toBe('#/review?shift=7');
  });

  it.each([
    '',
    '#',
    '#/',
    '#/nowhere',
    '#/review?by=you&filter=none&order=up',
    'not a hash at all',
  ])('falls back to the review for %j', (hash) => {
    expect(readPlace(hash)).toEqual(HOME);
  });

  it.each(['0', '-1', '1.5', 'x', '', '1e3'])('knows no shift %j', (shift) => {
    expect(readPlace(`#/shift?shift=${shift}`).shift).toBeNull();
  });
});
