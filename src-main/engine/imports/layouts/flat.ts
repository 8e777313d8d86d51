import path from 'node:path';
import { walk, type LayoutReader } from './layout.ts';

export const flat: LayoutReader = {
  fits: () => true,
  expects: 'a folder of images',
  async *files(folder, { shift, label }) {
    const name = shift ?? (label ? null : path.basename(folder));
    for await (const file of walk(folder, '')) yield { file, label: label ?? null, shift: name };
  },
};
