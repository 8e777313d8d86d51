import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateProject } from '../../src-main/imaging/generator/index.ts';

/**
 * Writes a shift of many images at little cost: some hundred different cells, and bytes after the end
 * of a JPEG that change its hash alone.
 *
 * @param root a folder that is not there yet
 * @returns the folder of the images
 */
export async function writeManyImages(
  root: string,
  { count, different }: { count: number; different: number },
): Promise<string> {
  const source = path.join(root, 'source');
  const leaks = Math.max(1, Math.round(different / 30));
  await generateProject(source, { seed: 3, train: different - leaks, proliv: leaks, shift: 1 });
  const pictures: Buffer[] = [];
  for (const part of ['train', 'proliv']) {
    for (const name of (await readdir(path.join(source, part))).sort()) {
      pictures.push(await readFile(path.join(source, part, name)));
    }
  }
  const folder = path.join(root, 'images');
  await mkdir(folder);
  for (let i = 0; i < count; i++) {
    const bytes = Buffer.concat([pictures[i % pictures.length]!, Buffer.from(` ${i}`)]);
    await writeFile(path.join(folder, `${String(i).padStart(5, '0')}.jpg`), bytes);
  }
  return folder;
}
