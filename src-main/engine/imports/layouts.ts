import { existsSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import path from 'node:path';
import { LunkaError } from '../../shared/errors.ts';
import type { Label, Layout } from '../../shared/words.ts';

/** A file that an import wants, and what its place in the folder says of it. */
export interface PlannedFile {
  /** Relative to the source, with forward slashes on every system. */
  file: string;
  label: Label | null;
  /** Name of the shift it belongs to; null for material that is only learned from. */
  shift: string | null;
}

export interface LayoutOptions {
  /** Name of the shift for files without labels. */
  shift: string | undefined;
  /** For `flat`: one label for all. */
  label: Label | undefined;
}

interface LayoutReader {
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

/** File of annotations beside the images of a `lunka` test shift. */
export const LUNKA_ANNOTATIONS = path.join('test', 'test_annotation.txt');

const readers: Record<Layout, LayoutReader> = {
  lunka: {
    fits: (folder) => existsSync(path.join(folder, 'train')),
    expects: 'a folder with train/ and, where there are any, proliv/ and test/imgs/',
    async *files(folder, { shift }) {
      for await (const file of walk(folder, 'train')) yield { file, label: 'normal', shift: null };
      for await (const file of walk(folder, 'proliv')) yield { file, label: 'leak', shift: null };
      for await (const file of walk(folder, 'test/imgs')) {
        yield { file, label: null, shift: shift ?? 'test' };
      }
    },
  },
  flat: {
    fits: () => true,
    expects: 'a folder of images',
    async *files(folder, { shift, label }) {
      const name = shift ?? (label ? null : path.basename(folder));
      for await (const file of walk(folder, '')) {
        yield { file, label: label ?? null, shift: name };
      }
    },
  },
};

/**
 * Settles how a folder is read.
 *
 * @throws LunkaError `layout-mismatch` where the folder is not of the layout asked for
 */
export function chooseLayout(folder: string, wanted: Layout | 'auto'): Layout {
  if (wanted === 'auto') return readers.lunka.fits(folder) ? 'lunka' : 'flat';
  if (!readers[wanted].fits(folder)) {
    throw new LunkaError(
      'layout-mismatch',
      422,
      `Expected ${readers[wanted].expects} for layout "${wanted}", received ${folder}. Choose another folder, or leave the layout to "auto".`,
    );
  }
  return wanted;
}

export function plannedFiles(
  layout: Layout,
  folder: string,
  options: LayoutOptions,
): AsyncGenerator<PlannedFile> {
  return readers[layout].files(folder, options);
}

/** Images below `folder/within`, in the order of their names, so that two runs see the same. */
async function* walk(folder: string, within: string): AsyncGenerator<string> {
  const here = path.join(folder, within);
  if (!existsSync(here)) return;
  const files: string[] = [];
  const folders: string[] = [];
  for await (const entry of await opendir(here)) {
    const name = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) folders.push(name);
    else if (isImageFile(entry.name)) files.push(name);
  }
  yield* files.sort();
  for (const next of folders.sort()) yield* walk(folder, next);
}
