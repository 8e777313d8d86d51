import { readdirSync } from 'node:fs';
import { LunkaError } from '../../../shared/errors.ts';
import type { Label } from '../../../shared/words.ts';
import { isImageFile, walk, type LayoutReader } from './layout.ts';

/** Names of class folders, in lower case, as plants and data sets call them. */
const CLASSES: Record<Label, readonly string[]> = {
  normal: ['normal', 'normals', 'good', 'ok', 'sound', 'норма', 'годные'],
  leak: ['leak', 'leaks', 'bad', 'ng', 'defect', 'defects', 'anomaly', 'proliv', 'пролив', 'брак'],
  unsure: ['unsure'],
};

function classOf(folder: string): Label | undefined {
  const name = folder.toLowerCase();
  return (Object.keys(CLASSES) as Label[]).find((label) => CLASSES[label].includes(name));
}

function entriesOf(folder: string): { classes: string[]; images: boolean } {
  const entries = readdirSync(folder, { withFileTypes: true });
  return {
    classes: entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort(),
    images: entries.some((entry) => entry.isFile() && isImageFile(entry.name)),
  };
}

/** Whether all that lies in a folder is folders of known classes. */
export function isClassFolders(folder: string): boolean {
  const { classes, images } = entriesOf(folder);
  return !images && classes.length > 0 && classes.every((name) => classOf(name) !== undefined);
}

/** One sub-folder a class. With a shift's name all its images belong to that shift. */
export const folders: LayoutReader = {
  fits: (folder) => entriesOf(folder).classes.some((name) => classOf(name) !== undefined),
  expects: `one sub-folder a class, named ${CLASSES.normal.join(', ')} (normal) or ${CLASSES.leak.join(', ')} (leak)`,
  async *files(folder, { shift }) {
    const { classes, images } = entriesOf(folder);
    const unknown = classes.find((name) => classOf(name) === undefined);
    if (unknown !== undefined || images) {
      throw new LunkaError(
        'unknown-class-folder',
        422,
        `Expected ${folders.expects}, received ${unknown ? `the folder "${unknown}"` : 'images beside them'} in ${folder}. Rename or move it, or take the layout "flat".`,
      );
    }
    for (const name of classes) {
      const label = classOf(name)!;
      for await (const file of walk(folder, name)) yield { file, label, shift: shift ?? null };
    }
  },
};
