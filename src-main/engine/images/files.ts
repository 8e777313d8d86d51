import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { ImageFile } from '../../shared/worker/requests.ts';
import { slices } from '../slices.ts';

/** Where copies that the project keeps itself lie, relative to its folder. */
export function storedFile(hash: string): string {
  return path.join('images', hash.slice(0, 2), hash);
}

interface Place {
  id: number;
  hash: string;
  stored: 0 | 1;
  source: number | null;
  file: string | null;
}

/**
 * Finds the files of images: the project's own copy, else any occurrence whose folder is there.
 * Whether the file itself still is, is for the reader to find out.
 *
 * @returns in the order of the ids; images with no reachable folder keep their last known path
 * @throws Error for an id that is no image's
 */
export async function imageFiles(
  db: Database,
  project: string,
  ids: readonly number[],
): Promise<ImageFile[]> {
  const folders = sourceFolders(db, project);
  const find = db.prepare(
    `select i.id, i.hash, i.stored, o.source, o.file from json_each(?) j
     join image i on i.id = j.value left join occurrence o on o.image = i.id order by i.id, o.id`,
  );
  const files: ImageFile[] = [];
  for await (const slice of slices(ids)) {
    const places = Map.groupBy(find.all(JSON.stringify(slice)) as Place[], ({ id }) => id);
    for (const id of slice) {
      const known = places.get(id);
      if (!known) throw new Error(`There is no image ${id}`);
      files.push({ id, path: bestPlace(known, folders, project) });
    }
  }
  return files;
}

function bestPlace(places: Place[], folders: Map<number, SourceFolder>, project: string): string {
  const [{ hash, stored }] = places as [Place, ...Place[]];
  const best = places.find(({ source }) => folders.get(source!)?.there) ?? places.at(-1)!;
  const folder = folders.get(best.source!)?.path;
  if (stored || folder === undefined) return path.join(project, storedFile(hash));
  return path.join(folder, best.file!);
}

interface SourceFolder {
  path: string;
  there: boolean;
}

/** Where sources are now: a project that moved together with its images finds them beside it. */
function sourceFolders(db: Database, project: string): Map<number, SourceFolder> {
  const rows = db.prepare('select id, path, relative from source').all() as {
    id: number;
    path: string;
    relative: string;
  }[];
  return new Map(
    rows.map((row) => {
      const moved = path.resolve(project, row.relative);
      const folder = !existsSync(row.path) && existsSync(moved) ? moved : row.path;
      return [row.id, { path: folder, there: existsSync(folder) }];
    }),
  );
}
