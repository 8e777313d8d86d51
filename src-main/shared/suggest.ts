/**
 * The end of an error message about an unknown name: ` Did you mean "x"?` for the nearest known name,
 * or nothing where none is near enough to have been meant (more than a third of it is different).
 */
export function suggest(received: string, known: readonly string[]): string {
  const wanted = received.toLowerCase();
  const [nearest] = known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return nearest ? ` Did you mean "${nearest.name}"?` : '';
}

/**
 * Smallest number of letters to insert, delete, replace or swap with their neighbour (each piece of
 * text edited once: optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, replace);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
