import { constants } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './sources.ts';

/**
 * The user's cache for TensorFlow's native parts: `LUNKA_CACHE`, else where the system keeps caches.
 * A second checkout, or a second `npm ci`, takes them from here.
 */
export function cacheFolder(env: Environment, platform: NodeJS.Platform, home = homedir()): string {
  const root =
    env.LUNKA_CACHE ??
    (platform === 'win32'
      ? join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'lunka')
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches', 'lunka')
        : join(env.XDG_CACHE_HOME ?? join(home, '.cache'), 'lunka'));
  return join(root, 'tensorflow');
}

const manifestShape = z.object({
  archives: z.array(z.object({ url: z.string(), sha256: z.string() })),
  /** Size in bytes of each file, or what a symbolic link points to. */
  files: z.record(z.string(), z.union([z.number(), z.string()])),
});

/** What a cache entry holds and where it came from. */
export type Manifest = z.infer<typeof manifestShape>;

/** Lists a tree for the manifest: path relative to `folder` -> bytes, or a link's target. */
export async function inventory(folder: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(folder.length + 1).replaceAll('\\', '/');
    if (entry.isSymbolicLink()) files[path] = await readlink(full);
    else if (entry.isFile()) files[path] = (await lstat(full)).size;
  }
  return files;
}

/** A folder of the cache that belongs to one running install; see {@link claimWork}. */
export interface Work {
  readonly folder: string;
  /** Where the archives are unpacked to. */
  readonly tree: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Work folders that no living process owns: `<id>.work` (put back) and `<id>.<pid>.work` (killed). */
async function abandoned(cache: string, id?: string): Promise<string[]> {
  const names = await readdir(cache);
  return names.filter((name) => {
    const [, owner, pid] = /^(.+?)(?:\.(\d+))?\.work$/.exec(name) ?? [];
    if (!owner || (id && owner !== id)) return false;
    return !pid || Number(pid) === process.pid || !isAlive(Number(pid));
  });
}

/**
 * Makes this process's own folder for fetching source `id`. Taking over an abandoned one is a rename,
 * so two installs at once never share it; downloads begun there go on, a half-unpacked tree is removed.
 */
export async function claimWork(cache: string, id: string): Promise<Work> {
  await mkdir(cache, { recursive: true });
  const folder = join(cache, `${id}.${String(process.pid)}.work`);
  for (const name of await abandoned(cache, id)) {
    const taken = await rename(join(cache, name), folder).then(
      () => true,
      () => false,
    );
    if (taken) break;
  }
  const tree = join(folder, 'tree');
  await rm(tree, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { folder, tree };
}

/** Gives a work folder back after a failure: the next install goes on with what was downloaded. */
export async function releaseWork(cache: string, id: string, work: Work): Promise<void> {
  await rm(work.tree, { recursive: true, force: true });
  const downloads = await readdir(work.folder);
  const free = join(cache, `${id}.work`);
  if (downloads.length > 0) await rename(work.folder, free).catch(() => undefined);
  await rm(work.folder, { recursive: true, force: true });
}

/**
 * Makes an unpacked work folder the cache entry of source `id`: one rename, so the entry is there as
 * a whole or not at all. Downloads, and what other attempts left, are no longer needed then.
 */
export async function publish(
  cache: string,
  id: string,
  work: Work,
  archives: Manifest['archives'],
): Promise<string> {
  const manifest: Manifest = { archives, files: await inventory(work.tree) };
  for (const name of await readdir(work.folder)) {
    if (name !== 'tree') await rm(join(work.folder, name), { recursive: true });
  }
  await writeFile(join(work.folder, 'manifest.json'), JSON.stringify(manifest, null, 2));
  await dropCached(cache, id);
  await rename(work.folder, join(cache, id));
  for (const name of await abandoned(cache)) {
    await rm(join(cache, name), { recursive: true, force: true });
  }
  return join(cache, id, 'tree');
}

/** The tree of a whole cache entry, or null where there is none or a file of it isn't what it was. */
export async function cached(cache: string, id: string): Promise<string | null> {
  try {
    const text = await readFile(join(cache, id, 'manifest.json'), 'utf8');
    const { files } = manifestShape.parse(JSON.parse(text));
    const tree = join(cache, id, 'tree');
    const now = await inventory(tree);
    return Object.entries(files).every(([path, value]) => now[path] === value) ? tree : null;
  } catch {
    return null;
  }
}

/** Removes a cache entry. */
export async function dropCached(cache: string, id: string): Promise<void> {
  await rm(join(cache, id), { recursive: true, force: true });
}

/** One file without its bytes being copied where the file system can do that, else copied. */
async function cheapCopy(from: string, to: string): Promise<void> {
  // A hard link comes second: a clone can't be changed through the other name.
  await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE)
    .catch(() => link(from, to))
    .catch(() => copyFile(from, to));
}

/** Copies a tree: symbolic links stay links, files are cloned, linked or copied. */
export async function copyTree(from: string, to: string): Promise<void> {
  for (const [path, value] of Object.entries(await inventory(from))) {
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true });
    if (typeof value === 'string') await symlink(value, target);
    else await cheapCopy(join(from, path), target);
  }
}
