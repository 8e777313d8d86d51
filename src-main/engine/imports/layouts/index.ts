import { LunkaError } from '../../../shared/errors.ts';
import type { Layout } from '../../../shared/words.ts';
import { csv } from './csv.ts';
import { flat } from './flat.ts';
import { folders, isClassFolders } from './folders.ts';
import { idx } from './idx.ts';
import type { LayoutOptions, LayoutReader, PlannedFile } from './layout.ts';
import { lunka } from './lunka.ts';
import { mvtec } from './mvtec.ts';

export { folderNotReadable, isImageFile, type PlannedFile } from './layout.ts';
export { LUNKA_ANNOTATIONS } from './lunka.ts';

const readers: Record<Layout, LayoutReader> = { lunka, folders, mvtec, csv, flat, idx };

/**
 * Settles how a folder is read. Of several that would do, `auto` takes the one that says most of its
 * images: a CSV file may lie anywhere by chance, so one that is not a whole layout is asked for.
 *
 * @throws LunkaError `layout-mismatch` where the folder is not of the layout asked for
 */
export function chooseLayout(folder: string, wanted: Layout | 'auto'): Layout {
  if (wanted === 'auto') {
    if (mvtec.fits(folder)) return 'mvtec';
    if (lunka.fits(folder)) return 'lunka';
    if (idx.fits(folder)) return 'idx';
    if (isClassFolders(folder)) return 'folders';
    return csv.fits(folder) ? 'csv' : 'flat';
  }
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
