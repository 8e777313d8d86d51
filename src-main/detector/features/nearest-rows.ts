import type { Neighbour } from '../../shared/worker/results.ts';

/**
 * The rows nearest to one of them by exact search: a product of matrices would lose small distances
 * between long rows to rounding, and for one row plain code is as fast.
 *
 * @param rows features by id, all equally long; ids of `others` without a row are passed over
 * @param from an id with a row
 * @param scale what each feature is multiplied with before it is compared
 * @param limit neighbours at most, 0 or more
 * @returns nearest first, equally near ones by their id; distances are 0 or more
 */
export function nearestRows(
  rows: ReadonlyMap<number, Float32Array>,
  from: number,
  others: Iterable<number>,
  scale: Float32Array,
  limit: number,
): Neighbour[] {
  const start = rows.get(from)!;
  /** Squared distances so far, nearest first; no longer than `limit`. */
  const found: Neighbour[] = [];
  for (const id of others) {
    const row = rows.get(id);
    if (!row) continue;
    const squared = squaredDistance(start, row, scale);
    const candidate = { id, distance: squared };
    if (found.length === limit && !isNearer(candidate, found.at(-1))) continue;
    let place = found.length;
    while (place > 0 && isNearer(candidate, found[place - 1])) place -= 1;
    found.splice(place, 0, candidate);
    if (found.length > limit) found.pop();
  }
  return found.map(({ id, distance }) => ({ id, distance: Math.sqrt(distance) }));
}

function isNearer(a: Neighbour, b: Neighbour | undefined): boolean {
  return b !== undefined && (a.distance - b.distance || a.id - b.id) < 0;
}

function squaredDistance(a: Float32Array, b: Float32Array, scale: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const off = (a[i]! - b[i]!) * scale[i]!;
    sum += off * off;
  }
  return sum;
}
