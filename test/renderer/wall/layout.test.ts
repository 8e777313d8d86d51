import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/shared/random.ts';
import { binScores } from '../../../src-renderer/wall/bins.ts';
import {
  barAt,
  columnsFor,
  gridLayout,
  histogramLayout,
  imageAt,
  rowOf,
  type WallLayout,
} from '../../../src-renderer/wall/layout.ts';
import { imageAfter, nextAlong } from '../../../src-renderer/wall/moves.ts';

const room = { width: 1000, height: 500, ratio: 1 };
const inOrder = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** Every image has a cell of its own, and the cell knows its image. */
function expectWhole(layout: WallLayout, count: number): void {
  const taken = new Set<string>();
  for (let image = 0; image < count; image++) {
    const [x, y] = [layout.places[image * 2]!, layout.places[image * 2 + 1]!];
    taken.add(`${x} ${y}`);
    expect(imageAt(layout, x + 0.5, y + 0.5)).toBe(image);
    expect(layout.order[layout.ranks[image]!]).toBe(image);
  }
  expect(taken.size).toBe(count);
  expect(layout.cells.filter((image) => image >= 0)).toHaveLength(count);
}

describe('the columns of the wall', () => {
  it('make images as large as they can be with all of them in sight', () => {
    // Two squares of 500 beside each other, eight of 250; tall cells are largest in one row.
    expect(columnsFor(2, room)).toBe(2);
    expect(columnsFor(8, room)).toBe(4);
    expect(columnsFor(18, room)).toBe(6);
    expect(columnsFor(6, { ...room, ratio: 2 })).toBe(6);
  });

  it('are best of all numbers of columns, whatever the room and the shape', () => {
    const random = seededRandom(7);
    for (let turn = 0; turn < 60; turn++) {
      const count = 1 + Math.floor(random() * 900);
      const some = { width: 50 + random() * 3000, height: 50 + random() * 2000, ratio: 0.3 + random() * 2 }; // prettier-ignore
      const size = (columns: number): number =>
        Math.min(some.width / columns, some.height / (Math.ceil(count / columns) * some.ratio));
      const best = Math.max(...Array.from({ length: count }, (_, i) => size(i + 1)));
      expect(size(columnsFor(count, some))).toBeCloseTo(best, 8);
    }
  });

  it('are one where there is nothing, or no room', () => {
    expect(columnsFor(0, room)).toBe(1);
    expect(columnsFor(9, { ...room, width: 0 })).toBe(1);
    expect(gridLayout(inOrder(0), room)).toMatchObject({ columns: 1, rows: 0 });
  });
});

describe('the rows of the wall', () => {
  it('follow the order, not the number of the images', () => {
    const layout = gridLayout(Int32Array.from([2, 0, 1]), { ...room, width: 400, height: 400 });
    expect(layout.columns).toBe(2);
    expect([...layout.places]).toEqual([1, 0, 0, 1, 0, 0]);
    expectWhole(layout, 3);
    expectWhole(gridLayout(inOrder(14_000), room), 14_000);
  });

  it('have nobody beside them, behind the last or between the bars', () => {
    const layout = gridLayout(inOrder(5), { ...room, width: 300, height: 200 });
    expect(layout).toMatchObject({ columns: 3, rows: 2 });
    expect(imageAt(layout, 2.9, 1.2)).toBeNull();
    for (const [x, y] of [[-0.1, 0], [3, 0], [0, -0.1], [0, 2]] as const) expect(imageAt(layout, x, y)).toBeNull(); // prettier-ignore
    expect(barAt(layout, 1)).toBeNull();
  });

  it('can be taken as a whole', () => {
    const layout = gridLayout(Int32Array.from([4, 3, 2, 1, 0]), { ...room, width: 300, height: 200 }); // prettier-ignore
    expect([...rowOf(layout, 3)]).toEqual([4, 3, 2]);
    expect([...rowOf(layout, 0)]).toEqual([1, 0]);
  });
});

describe('the histogram of the wall', () => {
  const bins = Int32Array.from([0, 2, 2, 2, 0, 2, 2]);

  it('stands its bars on one ground, each in the order at hand', () => {
    const layout = histogramLayout(Int32Array.from([6, 5, 4, 3, 2, 1, 0]), bins, 3, { width: 88, height: 50, ratio: 1 }); // prettier-ignore
    // Bars two wide: eight columns with those between them, three rows for five images.
    expect(layout).toMatchObject({ columns: 8, rows: 3 });
    expect(layout.bars).toEqual([
      { left: 0, right: 2, from: 0, to: 2 },
      { left: 3, right: 5, from: 2, to: 2 },
      { left: 6, right: 8, from: 2, to: 7 },
    ]);
    expect([...layout.order]).toEqual([4, 0, 6, 5, 3, 2, 1]);
    expect([layout.places[12], layout.places[13]]).toEqual([6, 2]);
    expect([layout.places[2], layout.places[3]]).toEqual([6, 0]);
    expectWhole(layout, 7);
    expect([0, 1.9, 2.5, 3, 7.9, 8].map((x) => barAt(layout, x))).toEqual([0, 0, null, 1, 2, null]);
    expect([...rowOf(layout, 5)]).toEqual([6, 5, 3, 2, 1]);
  });

  it('holds every image of any shift', () => {
    const random = seededRandom(11);
    const scores = Array.from({ length: 3000 }, () => random() ** 3);
    const { of, bounds } = binScores(scores, 40, 0.5);
    expectWhole(histogramLayout(inOrder(3000), of, bounds.length, room), 3000);
  });

  it('is one empty cell without images', () => {
    const layout = histogramLayout(inOrder(0), new Int32Array(0), 0, room);
    expect(layout).toMatchObject({ columns: 1, rows: 1, bars: [] });
  });
});

describe('the bins of the histogram', () => {
  it('are equal in width and hold the scores from low to high', () => {
    const { of, bounds } = binScores([0, 1, 2, 3, 4], 4, null);
    expect([...of]).toEqual([0, 1, 2, 3, 3]);
    expect(bounds[1]).toEqual({ from: 1, to: 2 });
  });

  it('give what has no score a bin of its own, the first', () => {
    const { of, bounds } = binScores([null, 5, null, 6], 2, null);
    expect([...of]).toEqual([0, 1, 0, 2]);
    expect(bounds[0]).toBeNull();
    expect(binScores([null], 4, null).bounds).toEqual([null]);
    expect(binScores([], 4, 1).bounds).toEqual([]);
  });

  it('press no shift into one bin for the sake of a score far out', () => {
    const scores = [...Array.from({ length: 999 }, (_, i) => i / 1000), 1e6];
    const { of, bounds } = binScores(scores, 10, null);
    expect(new Set(of).size).toBe(10);
    expect(of.at(-1)).toBe(9);
    expect(bounds.at(-1)!.to).toBe(1e6);
  });

  it('go beyond the threshold where scores do', () => {
    const scores = [...Array.from({ length: 999 }, (_, i) => i / 1000), 9];
    const { bounds } = binScores(scores, 10, 3);
    expect(bounds.at(-1)!.from).toBeGreaterThan(2.5);
  });

  it('are one where all scores are the same', () => {
    expect(binScores([2, 2, 2], 10, 5).bounds).toEqual([{ from: 2, to: 2 }]);
  });
});

describe('moving the cursor', () => {
  it('goes through rows as through a list', () => {
    const layout = gridLayout(Int32Array.from([4, 3, 2, 1, 0]), { ...room, width: 300, height: 200 }); // prettier-ignore
    expect(imageAfter(layout, 4, 'next', 1)).toBe(3);
    expect(imageAfter(layout, 2, 'next', 1)).toBe(1);
    expect(imageAfter(layout, 4, 'row-down', 1)).toBe(1);
    expect(imageAfter(layout, 2, 'row-down', 1)).toBe(2);
    expect(imageAfter(layout, 2, 'last', 1)).toBe(0);
  });

  it('goes from bar to bar at one height, and up and down within a bar', () => {
    // Bars of one column: 0 holds 3 images, 1 none, 2 two, 3 one.
    const bins = Int32Array.from([0, 0, 0, 2, 2, 3]);
    const layout = histogramLayout(inOrder(6), bins, 4, { width: 70, height: 30, ratio: 1 });
    expect(layout).toMatchObject({ columns: 7, rows: 3 });
    expect(imageAfter(layout, 0, 'next', 1)).toBe(3);
    expect(imageAfter(layout, 3, 'next', 1)).toBe(5);
    expect(imageAfter(layout, 5, 'next', 1)).toBe(5);
    expect(imageAfter(layout, 4, 'next', 1)).toBe(4);
    expect(imageAfter(layout, 4, 'previous', 1)).toBe(1);
    expect(imageAfter(layout, 0, 'row-up', 1)).toBe(1);
    expect(imageAfter(layout, 0, 'row-down', 1)).toBe(0);
    expect(imageAfter(layout, 0, 'page-up', 9)).toBe(2);
    expect(imageAfter(layout, 0, 'last', 1)).toBe(5);
  });

  it('goes along some images in the order of the wall, round from the last to the first', () => {
    const layout = gridLayout(Int32Array.from([4, 3, 2, 1, 0]), { ...room, width: 300, height: 200 }); // prettier-ignore
    expect(nextAlong(layout, 4, [0, 1, 3])).toBe(3);
    expect(nextAlong(layout, 3, [0, 1, 3])).toBe(1);
    expect(nextAlong(layout, 0, [0, 1, 3])).toBe(3);
    expect(nextAlong(layout, 2, [2])).toBe(2);
    expect(nextAlong(layout, 2, [])).toBeNull();
  });
});
