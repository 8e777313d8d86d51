import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LunkaError } from '../shared/errors.ts';

/**
 * Where an export goes: a name alone means the project's `exports` folder, wherever the program was
 * started; that folder is made when needed, no other.
 *
 * @throws LunkaError `folder-not-found`, `not-a-file`
 */
export async function exportTarget(project: string, asked: string): Promise<string> {
  const exports = path.join(project, 'exports');
  const file = path.resolve(exports, asked);
  const folder = path.dirname(file);
  if (folder === exports) await mkdir(exports, { recursive: true });
  if (!(await isFolder(folder))) {
    throw new LunkaError(
      'folder-not-found',
      404,
      `Expected to write into a folder that there is, received ${folder}. Make it, or choose another.`,
    );
  }
  if (await isFolder(file)) {
    throw new LunkaError(
      'not-a-file',
      409,
      `Expected the name of a file to write, but ${file} is a folder. Add a file name.`,
    );
  }
  return file;
}

async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isDirectory() === true;
}
