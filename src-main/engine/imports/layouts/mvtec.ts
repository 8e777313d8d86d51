import { existsSync } from 'node:fs';
import path from 'node:path';
import { walk, type LayoutReader } from './layout.ts';

/**
 * One object of an MVTec AD data set (Bergmann et al. 2019): `train/good` is learned from; `test/good`
 * and `test/<defect>` are a shift whose truth is in the folders' names. Masks in `ground_truth/` are
 * left alone: verdicts here are on whole images.
 */
export const mvtec: LayoutReader = {
  fits: (folder) =>
    existsSync(path.join(folder, 'train', 'good')) && existsSync(path.join(folder, 'test')),
  expects: 'a folder with train/good/, test/good/ and test/<defect>/',
  async *files(folder, { shift }) {
    for await (const file of walk(folder, 'train/good')) {
      yield { file, label: 'normal', shift: null };
    }
    for await (const file of walk(folder, 'test')) {
      const truth = file.startsWith('test/good/') ? 'normal' : 'leak';
      yield { file, label: null, shift: shift ?? 'test', truth };
    }
  },
};
