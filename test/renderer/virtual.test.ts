import { describe, expect, it } from 'vitest';
import { layOut, moved, placeOf, reveal, visibleRange } from '../../src-renderer/ui/virtual.ts';

const shape = { count: 14_000, width: 700, tileWidth: 90, tileHeight: 60, gap: 10 };

describe('the layout of the grid', () => {
  it('fits as many columns as there is room for', () => {
    const layout = layOut(shape);
    expect(layout.columns).toBe(6);
    expect(layout.rows).toBe(Math.ceil(14_000 / 6));
    expect(layout.height).toBe(layout.rows * 70 + 10);
  });

  it('keeps one column where the window is narrower than a tile', () => {
    expect(layOut({ ...shape, width: 0 }).columns).toBe(1);
    expect(layOut({ ...shape, width: 40 }).left).toBe(0);
  });

  it('has no height without images', () => {
    expect(layOut({ ...shape, count: 0 }).height).toBe(0);
  });

  it('places tiles row by row without overlap', () => {
    const layout = layOut(shape);
    expect(placeOf(layout, 0)).toEqual({ x: layout.left, y: 10 });
    expect(placeOf(layout, 5).x).toBe(layout.left + 5 * 100);
    expect(placeOf(layout, 6)).toEqual({ x: layout.left, y: 80 });
  });
});

describe('the visible tiles', () => {
  const layout = layOut(shape);

  it('are few of many, and whole rows', () => {
    const { from, to } = visibleRange(layout, 70_000, 700, 2);
    expect(from % layout.columns).toBe(0);
    expect(to % layout.columns).toBe(0);
    expect(to - from).toBeLessThanOrEqual((12 + 2 * 2) * layout.columns);
  });

  it('contain every tile that touches the window', () => {
    for (const top of [0, 1, 69, 70, 71, 5_003, layout.height - 700]) {
      const { from, to } = visibleRange(layout, top, 700, 0);
      for (let index = 0; index < layout.count; index += 1) {
        const { y } = placeOf(layout, index);
        const touches = y < top + 700 && y + layout.tileHeight > top;
        if (touches) expect(index >= from && index < to, `${index} at ${top}`).toBe(true);
      }
    }
  });

  it('stay inside the list at both ends and beyond', () => {
    expect(visibleRange(layout, -500, 700).from).toBe(0);
    expect(visibleRange(layout, layout.height * 2, 700)).toEqual({ from: 14_000, to: 14_000 });
    expect(visibleRange(layOut({ ...shape, count: 0 }), 0, 700)).toEqual({ from: 0, to: 0 });
  });
});

describe('revealing a tile', () => {
  const layout = layOut(shape);

  it('does not scroll where the tile is in full view', () => {
    expect(reveal(layout, 7, 0, 700)).toBe(0);
  });

  it('scrolls just far enough, up and down', () => {
    expect(reveal(layout, 0, 300, 700)).toBe(0);
    const row = 100;
    const bottom = 10 + row * 70 + 60 + 10;
    expect(reveal(layout, row * layout.columns, 0, 700)).toBe(bottom - 700);
  });
});

describe('moving in the grid', () => {
  const grid = { count: 20, columns: 6, rowsInView: 2 };

  it('steps by one and stops at the ends', () => {
    expect(moved(3, 'next', grid)).toBe(4);
    expect(moved(19, 'next', grid)).toBe(19);
    expect(moved(0, 'previous', grid)).toBe(0);
  });

  it('steps by a row and stays where the next row is too short', () => {
    expect(moved(3, 'row-down', grid)).toBe(9);
    expect(moved(14, 'row-down', grid)).toBe(14);
    expect(moved(4, 'row-up', grid)).toBe(4);
  });

  it('steps by what is in view and stops at the ends', () => {
    expect(moved(1, 'page-down', grid)).toBe(13);
    expect(moved(13, 'page-down', grid)).toBe(19);
    expect(moved(3, 'page-up', grid)).toBe(0);
    expect(moved(0, 'page-down', { ...grid, rowsInView: 0 })).toBe(6);
  });

  it('goes to either end', () => {
    expect(moved(7, 'first', grid)).toBe(0);
    expect(moved(7, 'last', grid)).toBe(19);
  });

  it('stays at nought in an empty list', () => {
    expect(moved(0, 'last', { ...grid, count: 0 })).toBe(0);
  });
});
