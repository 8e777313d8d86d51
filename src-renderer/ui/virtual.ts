/** Maths of a grid of equal tiles of which only the visible ones exist. All lengths in CSS pixels. */

export interface GridShape {
  count: number;
  /** Width that the tiles may use, without the scrollbar. */
  width: number;
  tileWidth: number;
  tileHeight: number;
  gap: number;
}

export interface GridLayout extends GridShape {
  columns: number;
  rows: number;
  /** Height of the whole grid, for the scrollbar. */
  height: number;
  /** Left margin that centres the columns. */
  left: number;
}

/** Lays `count` tiles out in as many columns as fit, at least one. */
export function layOut(shape: GridShape): GridLayout {
  const { count, width, tileWidth, tileHeight, gap } = shape;
  const columns = Math.max(1, Math.floor((width - gap) / (tileWidth + gap)));
  const rows = Math.ceil(count / columns);
  const used = columns * tileWidth + (columns - 1) * gap;
  return {
    ...shape,
    columns,
    rows,
    height: rows === 0 ? 0 : rows * (tileHeight + gap) + gap,
    left: Math.max(0, Math.floor((width - used) / 2)),
  };
}

/** Top left corner of a tile. */
export function placeOf(layout: GridLayout, index: number): { x: number; y: number } {
  const row = Math.floor(index / layout.columns);
  const column = index % layout.columns;
  return {
    x: layout.left + column * (layout.tileWidth + layout.gap),
    y: layout.gap + row * (layout.tileHeight + layout.gap),
  };
}

/**
 * The tiles to have in the document: `from` up to, not including, `to`; whole rows, with `overscan`
 * rows above and below so that a flick of the wheel shows no holes.
 */
export function visibleRange(
  layout: GridLayout,
  scrollTop: number,
  viewport: number,
  overscan = 2,
): { from: number; to: number } {
  const pitch = layout.tileHeight + layout.gap;
  const firstRow = Math.floor(Math.max(0, scrollTop - layout.gap) / pitch) - overscan;
  const lastRow = Math.floor((Math.max(0, scrollTop) + viewport) / pitch) + overscan;
  const from = Math.min(Math.max(0, firstRow) * layout.columns, layout.count);
  const to = Math.min((Math.max(-1, lastRow) + 1) * layout.columns, layout.count);
  return { from, to: Math.max(from, to) };
}

/** Scroll position that shows a tile whole, as near as possible to the present one. */
export function reveal(
  layout: GridLayout,
  index: number,
  scrollTop: number,
  viewport: number,
): number {
  const { y } = placeOf(layout, index);
  const top = y - layout.gap;
  const bottom = y + layout.tileHeight + layout.gap;
  if (top < scrollTop) return top;
  if (bottom > scrollTop + viewport) return bottom - viewport;
  return scrollTop;
}

/** Steps through the images at hand. */
export const MOVES = [
  'next',
  'previous',
  'row-down',
  'row-up',
  'page-down',
  'page-up',
  'first',
  'last',
] as const;

export type Move = (typeof MOVES)[number];

/** Index after a move; stays inside the list, and in its column where a row is short. */
export function moved(
  index: number,
  move: Move,
  grid: { count: number; columns: number; rowsInView: number },
): number {
  const { count, columns } = grid;
  if (count === 0) return 0;
  const page = Math.max(1, grid.rowsInView) * columns;
  const stay = (target: number) => (target < 0 || target >= count ? index : target);
  const clamp = (target: number) => Math.min(count - 1, Math.max(0, target));
  switch (move) {
    case 'next':
      return clamp(index + 1);
    case 'previous':
      return clamp(index - 1);
    case 'row-down':
      return stay(index + columns);
    case 'row-up':
      return stay(index - columns);
    case 'page-down':
      return clamp(index + page);
    case 'page-up':
      return clamp(index - page);
    case 'first':
      return 0;
    case 'last':
      return count - 1;
  }
}
