/** Rows dealt with before the engine looks up: about a millisecond of SQLite. */
const SLICE = 500;

/**
 * Cuts work on many rows into slices and lets other requests in between: a key pressed while a
 * training begins must not wait for ten thousand rows.
 */
export async function* slices<T>(items: readonly T[], size = SLICE): AsyncGenerator<T[]> {
  for (let from = 0; from < items.length; from += size) {
    yield items.slice(from, from + size);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
