import type { Database } from '../../db/open.ts';
import type { Label } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { LabelItem } from './log.ts';

export interface FileLabel {
  file: string;
  label: Label;
}

/**
 * Turns labels of files into labels of images. A file is named by its path relative to the import's
 * source, as the queue and the exports name it, or by any unambiguous tail of it.
 *
 * @throws LunkaError `unknown-file`, `ambiguous-file`, `contradicting-rows`: nothing is to be stored then
 */
export function resolveFiles(db: Database, rows: FileLabel[]): LabelItem[] {
  const byImage = new Map<number, FileLabel>();
  const unknown: string[] = [];
  const find = db.prepare('select distinct image from occurrence where file = ?').pluck();
  const relative = relativeTo(db);
  const tails = tailIndex(
    db,
    rows.map((row) => relative(row.file)),
    find,
  );
  for (const row of rows) {
    const file = relative(row.file);
    let images = find.all(file) as number[];
    if (images.length === 0) images = [...(tails.get(file) ?? [])];
    if (images.length === 0) {
      unknown.push(row.file);
      continue;
    }
    if (images.length > 1) {
      throw new LunkaError(
        'ambiguous-file',
        409,
        `Expected the name of one image, received "${row.file}", which ${images.length} imported images have. Give the path relative to the imported folder.`,
      );
    }
    const image = images[0]!;
    const earlier = byImage.get(image);
    if (earlier && earlier.label !== row.label) {
      throw new LunkaError(
        'contradicting-rows',
        422,
        `Expected one label an image, received ${earlier.label} for ${earlier.file} and ${row.label} for ${row.file}, which are the same image. Mend the file; nothing was stored.`,
      );
    }
    byImage.set(image, row);
  }
  if (unknown.length > 0) {
    throw new LunkaError(
      'unknown-file',
      404,
      `Expected files of this project, received ${unknown.length} that no import has: ${someOf(unknown)}. Nothing was stored.`,
    );
  }
  return [...byImage].map(([image, { label }]) => ({ image, label }));
}

/**
 * How other programs write the same path: with back slashes, a leading "./", or from the root, as
 * `detect` prints it.
 */
function relativeTo(db: Database): (file: string) => string {
  const slashes = (file: string): string => file.replaceAll('\\', '/').replace(/^\.\//, '');
  const sources = (db.prepare('select path from source').pluck().all() as string[]).map(
    (source) => `${slashes(source)}/`,
  );
  return (file) => {
    const name = slashes(file);
    const source = sources.find((prefix) => name.startsWith(prefix));
    return source === undefined ? name : name.slice(source.length);
  };
}

/** Images by the tails of their paths; read only when some name is not a whole path. */
function tailIndex(
  db: Database,
  names: string[],
  find: { get(file: string): unknown },
): Map<string, Set<number>> {
  const wanted = new Set(names.filter((file) => find.get(file) === undefined));
  const found = new Map<string, Set<number>>();
  if (wanted.size === 0) return found;
  const all = db.prepare('select file, image from occurrence').iterate();
  for (const { file, image } of all as IterableIterator<{ file: string; image: number }>) {
    for (let cut = file.indexOf('/'); cut >= 0; cut = file.indexOf('/', cut + 1)) {
      const tail = file.slice(cut + 1);
      if (wanted.has(tail)) found.set(tail, (found.get(tail) ?? new Set()).add(image));
    }
  }
  return found;
}

/** The first few names of a long list, and how many more there are. */
export function someOf(names: string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
