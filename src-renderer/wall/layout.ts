/**
 * Where images stand on the wall, in cells: one column wide, one row high. Image numbers are places
 * in the wall's columns, ranks are places in the order at hand.
 */

export const WALL_KINDS = ['grid', 'histogram'] as const;
/** Images in rows, or in the bars of a histogram of their scores. */
export type WallKind = (typeof WALL_KINDS)[number];

export interface WallLayout {
  kind: WallKind;
  columns: number;
  rows: number;
  /** Column and row of each image, two numbers an image. */
  places: Float32Array;
  /** The image at each rank, and the rank of each image. */
  order: Int32Array;
  ranks: Int32Array;
  /** The image in each cell, row by row; -1 where there is none. */
  cells: Int32Array;
  /** Bars of a histogram from left to right; none in a grid. */
  bars: Bar[];
}

/** A bar of thumbnails: its columns, from `left` up to, not including, `right`. */
export interface Bar {
  left: number;
  right: number;
  /** Ranks of its images, `from` up to, not including, `to`. */
  from: number;
  to: number;
}

/** The room there is, in CSS pixels, and the shape of a cell: its height by its width. */
export interface Room {
  width: number;
  height: number;
  ratio: number;
}

/** As many columns as make all images as large as they can be with every one of them in sight. */
export function columnsFor(count: number, { width, height, ratio }: Room): number {
  if (count <= 1 || width <= 0 || height <= 0) return 1;
  const fits = (columns: number): number =>
    Math.min(width / columns, height / (Math.ceil(count / columns) * ratio));
  const guess = Math.sqrt((count * ratio * width) / height);
  let best = 1;
  // Whole rows make the best number differ from the guess by a little.
  for (let columns = Math.max(1, Math.floor(guess) - 2); columns <= guess + 3; columns++) {
    if (fits(columns) > fits(best)) best = columns;
  }
  return Math.min(count, best);
}

/** Row by row, in the order given. */
export function gridLayout(order: Int32Array, room: Room): WallLayout {
  const columns = columnsFor(order.length, room);
  const rows = Math.ceil(order.length / columns);
  const layout = emptyLayout('grid', order, columns, rows, []);
  order.forEach((image, rank) => put(layout, image, rank % columns, Math.floor(rank / columns)));
  return layout;
}

/** Columns between two bars. */
const BETWEEN = 1;

/**
 * Bars of thumbnails that stand on one ground, side by side.
 *
 * @param bins the bin of each image, 0 up to `count`
 * @param order within a bar the images stand in this order, from the ground up
 */
export function histogramLayout(
  order: Int32Array,
  bins: Int32Array,
  count: number,
  room: Room,
): WallLayout {
  const sizes = new Array<number>(count).fill(0);
  for (const image of order) sizes[bins[image]!]! += 1;
  const width = barWidth(Math.max(1, ...sizes), count, room);
  const rows = Math.ceil(Math.max(1, ...sizes) / width);
  const bars: Bar[] = [];
  for (let bin = 0, rank = 0; bin < count; bin++) {
    const left = bin * (width + BETWEEN);
    bars.push({ left, right: left + width, from: rank, to: (rank += sizes[bin]!) });
  }
  const byBar = new Int32Array(order.length);
  const filled = new Array<number>(count).fill(0);
  for (const image of order) {
    const bin = bins[image]!;
    byBar[bars[bin]!.from + filled[bin]!] = image;
    filled[bin]! += 1;
  }
  const columns = Math.max(1, count * (width + BETWEEN) - BETWEEN);
  const layout = emptyLayout('histogram', byBar, columns, rows, bars);
  for (const { left, from, to } of bars) {
    for (let rank = from; rank < to; rank++) {
      const level = Math.floor((rank - from) / width);
      put(layout, byBar[rank]!, left + ((rank - from) % width), rows - 1 - level);
    }
  }
  return layout;
}

/** Columns of a bar that make the cells largest with the highest bar in sight. */
function barWidth(highest: number, count: number, { width, height, ratio }: Room): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= Math.min(highest, 400); columns++) {
    const size = Math.min(
      width / (count * (columns + BETWEEN) - BETWEEN),
      height / (Math.ceil(highest / columns) * ratio),
    );
    if (size > largest) [largest, best] = [size, columns];
  }
  return best;
}

function emptyLayout(
  kind: WallLayout['kind'],
  order: Int32Array,
  columns: number,
  rows: number,
  bars: Bar[],
): WallLayout {
  const ranks = new Int32Array(order.length);
  order.forEach((image, rank) => (ranks[image] = rank));
  const places = new Float32Array(order.length * 2);
  const cells = new Int32Array(columns * rows).fill(-1);
  return { kind, columns, rows, places, order, ranks, cells, bars };
}

function put(layout: WallLayout, image: number, column: number, row: number): void {
  layout.places[image * 2] = column;
  layout.places[image * 2 + 1] = row;
  layout.cells[row * layout.columns + column] = image;
}

/** The image in the cell around a point, in cells; null where there is none. */
export function imageAt(layout: WallLayout, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || column >= layout.columns || row < 0 || row >= layout.rows) return null;
  const image = layout.cells[row * layout.columns + column]!;
  return image < 0 ? null : image;
}

/** The bar over or under a point, in cells; null beside and between bars. */
export function barAt(layout: WallLayout, x: number): number | null {
  const bar = layout.bars.findIndex(({ left, right }) => x >= left && x < right);
  return bar < 0 ? null : bar;
}

/** All images of the row that an image stands in; in a histogram, of its bar. */
export function rowOf(layout: WallLayout, image: number): Int32Array {
  const rank = layout.ranks[image]!;
  const bar = layout.bars.find(({ from, to }) => rank >= from && rank < to);
  if (bar) return layout.order.slice(bar.from, bar.to);
  const from = rank - (rank % layout.columns);
  return layout.order.slice(from, from + layout.columns);
}
