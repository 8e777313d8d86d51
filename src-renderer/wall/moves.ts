import { moved, type Move } from '../ui/virtual.ts';
import { imageAt, type WallLayout } from './layout.ts';

/**
 * The image that a move leads to: as in a list where the images stand in a grid, and from bar to bar
 * at the same height where they stand in bars.
 *
 * @param rowsInView rows of a page
 */
export function imageAfter(
  layout: WallLayout,
  image: number,
  move: Move,
  rowsInView: number,
): number {
  const rank = layout.ranks[image] ?? 0;
  const { columns, order } = layout;
  if (layout.kind === 'grid' || move === 'first' || move === 'last') {
    return order[moved(rank, move, { count: order.length, columns, rowsInView })] ?? 0;
  }
  const column = layout.places[image * 2]!;
  const row = layout.places[image * 2 + 1]!;
  if (move === 'next' || move === 'previous') {
    const step = move === 'next' ? 1 : -1;
    for (let x = column + step; x >= 0 && x < columns; x += step) {
      const found = imageAt(layout, x, row);
      if (found !== null) return found;
    }
    return image;
  }
  const far = move.startsWith('page') ? Math.max(1, rowsInView) : 1;
  const up = move.endsWith('up') ? -1 : 1;
  for (let steps = far; steps > 0; steps--) {
    const found = imageAt(layout, column, row + steps * up);
    if (found !== null) return found;
  }
  return image;
}

/**
 * The next of some images in the order of the wall, after the last the first.
 *
 * @returns null where there are none
 */
export function nextAlong(
  { ranks }: WallLayout,
  from: number,
  among: readonly number[],
): number | null {
  const rank = ranks[from] ?? 0;
  const ahead = (image: number): number => {
    const steps = ranks[image]! - rank;
    return steps > 0 ? steps : steps + ranks.length;
  };
  return among.toSorted((a, b) => ahead(a) - ahead(b))[0] ?? null;
}
