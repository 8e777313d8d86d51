import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { folderNotReadable, isImageFile } from '../engine/imports/layouts/index.ts';

/** What arrives in a folder that is watched. */
export interface Arrivals {
  /**
   * Files that have stopped growing since the last look, relative to the folder. They come again
   * until they were taken.
   *
   * @throws LunkaError `folder-not-readable`
   */
  look(): Promise<string[]>;
  /** Not again, unless they change, or went and others came under their names. */
  taken(files: string[]): Promise<void>;
}

/**
 * Files taken already that one look asks about: some cameras write over their last image. In a folder
 * of more they have their turn, look after look.
 */
const MOST_ASKED_AGAIN = 1000;

/** A file has arrived whole once neither its size nor its time changed between two looks. */
export function createArrivals(folder: string): Arrivals {
  const growing = new Map<string, string>();
  const taken = new Map<string, string>();
  /** Taken, and gone or changed since: what is under such a name may be another image. */
  const gone = new Set<string>();

  /** Null while there is nothing: a file that is made first and filled later has not arrived empty. */
  async function stateOf(file: string): Promise<string | null> {
    const now = await stat(path.join(folder, file)).catch(() => null);
    return now && now.size > 0 ? `${now.size} ${now.mtimeMs}` : null;
  }

  async function findChanged(here: ReadonlySet<string>): Promise<void> {
    const files = [...taken.keys()].filter((file) => here.has(file) && !gone.has(file));
    const asked = files.slice(0, MOST_ASKED_AGAIN);
    const states = await Promise.all(asked.map((file) => stateOf(file)));
    for (const [i, file] of asked.entries()) {
      const state = taken.get(file)!;
      if (states[i] !== state) gone.add(file);
      // To the end of the row.
      taken.delete(file);
      taken.set(file, state);
    }
  }

  return {
    async look() {
      const present = await imagesBelow(folder);
      const here = new Set(present);
      await findChanged(here);
      const whole: string[] = [];
      for (const file of present) {
        if (taken.has(file) && !gone.has(file)) continue;
        const state = await stateOf(file);
        if (state === null) continue;
        if (taken.get(file) === state) gone.delete(file);
        else if (growing.get(file) === state) whole.push(file);
        else growing.set(file, state);
      }
      for (const file of taken.keys()) if (!here.has(file)) gone.add(file);
      for (const file of growing.keys()) if (!here.has(file)) growing.delete(file);
      return whole;
    },
    async taken(files) {
      for (const file of files) {
        const state = growing.get(file);
        growing.delete(file);
        // What went or grew while it was read is not what was taken.
        if (state === undefined || state !== (await stateOf(file))) continue;
        taken.set(file, state);
        gone.delete(file);
      }
    },
  };
}

async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: Error) => {
      throw folderNotReadable(folder, cause);
    },
  );
  return entries
    .filter((entry) => entry.isFile() && isImageFile(entry.name))
    .map(({ parentPath, name }) =>
      path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, '/'),
    )
    .sort();
}
