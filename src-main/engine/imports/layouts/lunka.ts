import { existsSync } from 'node:fs';
import path from 'node:path';
import { walk, type LayoutReader } from './layout.ts';

/** File of annotations beside the images of a `lunka` test shift. */
export const LUNKA_ANNOTATIONS = path.join('test', 'test_annotation.txt');

export const lunka: LayoutReader = {
  fits: (folder) => existsSync(path.join(folder, 'train')),
  expects: 'a folder with train/ and, where there are any, proliv/ and test/imgs/',
  async *files(folder, { shift }) {
    for await (const file of walk(folder, 'train')) yield { file, label: 'normal', shift: null };
    for await (const file of walk(folder, 'proliv')) yield { file, label: 'leak', shift: null };
    for await (const file of walk(folder, 'test/imgs')) {
      yield { file, label: null, shift: shift ?? 'test' };
    }
  },
};
