import { describe, expect, it } from 'vitest';
import { mixIn } from '../../src-renderer/state/listing.ts';
import { countNarrow, readNarrow, writeNarrow } from '../../src-renderer/state/narrow.ts';
import { HOME, readPlace, writePlace } from '../../src-renderer/state/url.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';

const read = (query: string) => readNarrow(new URLSearchParams(query));

describe('what narrows a list, in the address', () => {
  it('comes back as it was written', () => {
    const place = {
      ...HOME,
      by: 'image' as const,
      narrow: {
        verdict: ['normal', 'review'] as const,
        label: ['leak'] as const,
        agreement: 'disagrees' as const,
        min: -1.5,
        max: 0,
        reviewed: false,
        cell: 'A 7',
        from: '2026-11-22T21:00:00.000Z',
      },
    };
    expect(readPlace(writePlace(place))).toEqual(place);
    expect(countNarrow(place.narrow)).toBe(8);
  });

  it.each([
    ['verdict=leek,,x', {}],
    ['verdict=leak,leek', { verdict: ['leak'] }],
    ['label=normal,leak,unsure,none', {}],
    ['agreement=maybe', {}],
    ['min=low&max=', {}],
    ['min=Infinity', {}],
    ['reviewed=1', {}],
    ['cell=%20', {}],
    ['from=yesterday&to=2026-01-01', { to: '2026-01-01T00:00:00.000Z' }],
  ])('narrows nothing by what it does not understand: %s', (query, narrow) => {
    expect(read(query)).toEqual(narrow);
  });

  it('writes nothing where nothing is narrowed', () => {
    expect(writeNarrow({})).toEqual({});
    expect(writePlace(HOME)).toBe('#/review');
  });

  it('lists what is like an image only where it says like which', () => {
    expect(readPlace('#/review?by=image&list=alike&like=7')).toMatchObject({
      list: 'alike',
      like: 7,
    });
    expect(readPlace('#/review?list=alike')).toMatchObject({ list: 'images', like: null });
    expect(readPlace('#/review?list=alike&like=-1')).toMatchObject({ list: 'images', like: null });
    expect(readPlace('#/review?list=suspects&like=7')).toMatchObject({
      list: 'suspects',
      like: null,
    });
    expect(readPlace('#/review?list=everything')).toMatchObject({ list: 'images' });
  });
});

describe('answers that come back', () => {
  const list = (count: number): ImageColumns => ({
    total: count,
    ids: Array.from({ length: count }, (_, i) => i + 1),
    scores: Array.from({ length: count }, () => 0.5),
    verdicts: Array.from({ length: count }, () => 'normal'),
    labels: Array.from({ length: count }, () => 'leak'),
    next: null,
  });
  const due = (id: number, image: number) => ({ id, image, score: 0.7, verdict: 'leak' as const });

  it('stand in their place without their label where the list has them', () => {
    const { list: mixed, blind } = mixIn(list(5), [due(1, 3)]);
    expect(mixed.ids).toEqual([1, 2, 3, 4, 5]);
    expect(mixed.labels).toEqual(['leak', 'leak', null, 'leak', 'leak']);
    expect([...blind]).toEqual([[3, 1]]);
  });

  it('are put in one a dozen images where it has not, and never into a short list', () => {
    const { list: mixed } = mixIn(list(30), [due(1, 101), due(2, 102), due(3, 103)]);
    expect(mixed.ids).toHaveLength(32);
    expect(mixed.ids.indexOf(101)).toBe(12);
    expect(mixed.ids.indexOf(102)).toBe(25);
    expect(mixed.labels[12]).toBeNull();
    expect(mixed.total).toBe(32);
    expect(mixIn(list(11), [due(1, 101)]).list.ids).toHaveLength(11);
  });
});
