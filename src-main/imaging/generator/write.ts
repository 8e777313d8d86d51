import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LunkaError } from '../../shared/errors.ts';

/** Images at work at a time: enough to keep libvips' four threads busy while others are drawn. */
const AT_ONCE = 8;

/** One file to be written. */
export interface PlannedFile {
  /** Not taken by another file of the set, in whatever directory. */
  name: string;
  /** Name of the file whose bytes this one repeats; that one is never a copy itself. */
  copyOf?: string;
  /** Draws the image and encodes it. */
  draw(): Promise<Buffer>;
}

/** What goes into one directory. */
export interface PlannedDirectory {
  /** Relative to the folder that is generated, with `/`. */
  directory: string;
  files: readonly PlannedFile[];
}

export type OnProgress = (done: number, total: number) => void;

/**
 * Draws and writes every planned file under `root`; copies get the very bytes of their original.
 *
 * @throws what `signal` was aborted with; no file is then being written any more
 */
export async function writeImages(
  root: string,
  directories: readonly PlannedDirectory[],
  onProgress: OnProgress = () => {},
  signal?: AbortSignal,
): Promise<void> {
  const originals = new Map<string, { draw: PlannedFile['draw']; paths: string[] }>();
  for (const { directory, files } of directories) {
    await mkdir(join(root, directory), { recursive: true });
    for (const { name, copyOf, draw } of files) {
      const path = join(root, directory, name);
      const key = copyOf ?? name;
      const known = originals.get(key);
      if (known) known.paths.push(path);
      else originals.set(key, { draw, paths: [path] });
    }
  }
  const total = directories.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  await eachOf([...originals.values()], async ({ draw, paths }) => {
    signal?.throwIfAborted();
    const bytes = await draw();
    for (const path of paths) await writeFile(path, bytes);
    done += paths.length;
    onProgress(done, total);
  });
  signal?.throwIfAborted();
}

/** Runs `work` on every item, a few at a time; after a failure the others at work still finish. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++] as T);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/**
 * Lets `fill` write into a staging folder inside `folder` and moves what it wrote into place once it
 * is whole; when it fails or is aborted, `folder` is left as it was found.
 *
 * @throws LunkaError `generator-folder-not-empty` (409), `generator-not-a-folder` (409)
 */
export async function fillFolder(
  folder: string,
  fill: (staging: string) => Promise<void>,
): Promise<void> {
  const created = await claimFolder(folder);
  const staging = await mkdtemp(join(folder, '.unfinished-'));
  try {
    await fill(staging);
    for (const entry of await readdir(staging)) {
      await rename(join(staging, entry), join(folder, entry));
    }
    await rmdir(staging);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (created) await rmdir(folder);
    throw error;
  }
}

/** Makes sure that `folder` exists and is empty; true if it had to be created. */
async function claimFolder(folder: string): Promise<boolean> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') {
      await mkdir(folder, { recursive: true });
      return true;
    }
    if (code !== 'ENOTDIR') throw cause;
    throw new LunkaError(
      'generator-not-a-folder',
      409,
      `Expected ${folder} to be a folder or not to exist yet, received a file. Choose another folder.`,
      { cause },
    );
  }
  if (entries.length === 0) return false;
  throw new LunkaError(
    'generator-folder-not-empty',
    409,
    `Expected ${folder} to be empty, received one with ${entries.length} entries. ` +
      `Choose a new folder, or empty this one first: nothing in it is overwritten.`,
  );
}
