import { existsSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import path from 'node:path';
import type { Label } from '../../../shared/words.ts';
import { LunkaError } from '../../../shared/errors.ts';
import { DATABASE_FILE } from '../../project/folder.ts';

/** A file that an import wants, and what its place in the folder says of it. */
export interface PlannedFile {
  /** Relative to the source, with forward slashes on every system. */
  file: string;
  label: Label | null;
  /** Name of the shift it belongs to; null for material that is only learned from. */
  shift: string | null;
  /** Which cell of the conveyor it shows and when it was taken (ISO 8601 in UTC), where that is said. */
  cell?: string | null;
  takenAt?: string | null;
  /** What the layout knows of an image of a shift; a label only where annotations are asked for. */
  truth?: Exclude<Label, 'unsure'>;
  /** The bytes of an image that is no file of its own; the project then keeps a copy. */
  made?: () => Promise<Uint8Array>;
}

export interface LayoutOptions {
  /** Name of the shift for files without labels. */
  shift: string | undefined;
  /** For `flat`: one label for all. */
  label: Label | undefined;
  /** For `idx`: the digit that is normal; every other one is a leak. */
  normalDigit: number | undefined;
  /** For `idx`: every second image gets Gaussian noise of this deviation (0..1 is black..white). */
  noise: number | undefined;
}

export interface LayoutReader {
  /** Whether a folder looks like this layout. */
  fits(folder: string): boolean;
  /** What it expects, for the sentence that refuses a folder. */
  expects: string;
  files(folder: string, options: LayoutOptions): AsyncGenerator<PlannedFile>;
}

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.gif']);

export function isImageFile(name: string): boolean {
  return EXTENSIONS.has(path.extname(name).toLowerCase());
}

/** Folders of a project in which pictures of the product's own making lie, or copies that it took. */
const OWN_FOLDERS = new Set(['cache', 'images']);

/**
 * Images below `folder/within`, in the order of their names, so that two runs see the same. A project
 * in there gives none of its own pictures: whoever takes in a disk means the plant's.
 */
export async function* walk(folder: string, within: string): AsyncGenerator<string> {
  const here = path.join(folder, within);
  if (!existsSync(here)) return;
  const files: string[] = [];
  const folders: string[] = [];
  const isProject = existsSync(path.join(here, DATABASE_FILE));
  try {
    for await (const entry of await opendir(here)) {
      const name = within ? `${within}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!isProject || !OWN_FOLDERS.has(entry.name)) folders.push(name);
      } else if (isImageFile(entry.name)) files.push(name);
    }
  } catch (cause) {
    throw folderNotReadable(here, cause as Error);
  }
  yield* files.sort();
  for (const next of folders.sort()) yield* walk(folder, next);
}

/** `folder-not-readable`: there is none, none that we may read, or a share that is gone for a moment. */
export function folderNotReadable(folder: string, cause: Error): LunkaError {
  return new LunkaError(
    'folder-not-readable',
    422,
    `Expected a folder that can be read at ${folder}: ${cause.message}.`,
    { cause },
  );
}
