import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDetector } from '../../src-main/detector/detector.ts';
import { loadDetector, saveDetector } from '../../src-main/detector/store.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { recipe, temporaryFolder } from './cells.ts';

beforeAll(() => loadTensorFlow());

describe('a stored detector', () => {
  let folder: string;
  const inside = (name: string): string => join(folder, name);
  const change = async (edit: (manifest: Record<string, unknown>) => void): Promise<void> => {
    const manifest = JSON.parse(await readFile(inside('detector.json'), 'utf8'));
    edit(manifest);
    await writeFile(inside('detector.json'), JSON.stringify(manifest));
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    const detector = createDetector(recipe, 1);
    await saveDetector(detector, folder);
    detector.dispose();
  });

  it('is two whole files with no leftovers', async () => {
    expect((await readdir(folder)).sort()).toEqual(['detector.json', 'weights.bin']);
  });

  it.each([
    ['cut short', () => truncate(inside('weights.bin'), 100)],
    ['longer than it was', () => appendFile(inside('weights.bin'), 'more')],
    ['missing', () => rm(inside('weights.bin'))],
    ['foreign', () => writeFile(inside('weights.bin'), 'of something else')],
  ])('is refused where weights.bin is %s', async (_, harm) => {
    await harm();
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-damaged' });
  });

  it('is refused where detector.json is not JSON, or of something else', async () => {
    await writeFile(inside('detector.json'), '{"format":');
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-damaged' });
    await writeFile(inside('detector.json'), 'null');
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-damaged' });
  });

  it('is refused where its recipe is of another net than its weights', async () => {
    await change((manifest) => {
      manifest.recipe = {
        ...recipe,
        architecture: { name: 'small-conv', options: { channels: [8], latent: 4 } },
      };
    });
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-damaged' });
  });

  it('is refused where it comes from a newer program', async () => {
    await change((manifest) => (manifest.version = 5));
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-too-new' });
  });

  it('loads what the version before has written', async () => {
    await change((manifest) => (manifest.version = 3));
    (await loadDetector(folder)).dispose();
  });

  it('is refused where it comes from an older one, whose recipes were others', async () => {
    await change((manifest) => (manifest.version = 2));
    await expect(loadDetector(folder)).rejects.toMatchObject({ code: 'detector-too-old' });
  });

  it('is not found in an empty folder', async () => {
    await expect(loadDetector(await temporaryFolder())).rejects.toMatchObject({
      code: 'detector-not-found',
      status: 404,
    });
  });
});
