import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFECTS, generateScrews } from '../../src-main/imaging/generator/index.ts';
import { renderScrew } from '../../src-main/imaging/generator/screw/render.ts';
import { drawScrew } from '../../src-main/imaging/generator/screw/spec.ts';
import { seededRandom } from '../../src-main/shared/random.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lunka-screws-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const small = { train: 6, good: 2, defective: 1 };

async function contents(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) =>
      (await readFile(join(parentPath, name))).toString('hex'),
    ),
  );
}

/** Mean grey difference of two pictures of one screw, sound and harmed, of the same sensor noise. */
function harm(kind: (typeof DEFECTS)[number], seed: number): number {
  const sound = drawScrew(seededRandom(seed), 128, null);
  const harmed = drawScrew(seededRandom(seed), 128, kind);
  // A defect draws three numbers after everything else, so the two are one screw but for it.
  expect({ ...harmed, defect: null }).toEqual(sound);
  const [a, b] = [sound, harmed].map((spec) => renderScrew(spec, seededRandom(9)).data);
  return a!.reduce((sum, value, i) => sum + Math.abs(value - b![i]!), 0) / a!.length;
}

describe('generateScrews', () => {
  it('writes gray squares in the MVTec layout, as many as asked for', async () => {
    await generateScrews(root, { seed: 1, ...small });
    expect(await readdir(join(root, 'train'))).toEqual(['good']);
    expect((await readdir(join(root, 'test'))).sort()).toEqual(['good', ...DEFECTS].sort());
    expect(await readdir(join(root, 'train', 'good'))).toHaveLength(6);
    expect(await readdir(join(root, 'test', 'good'))).toHaveLength(2);
    for (const defect of DEFECTS) {
      const [file] = await readdir(join(root, 'test', defect));
      const { width, height, channels } = await sharp(join(root, 'test', defect, file!)).metadata();
      expect({ width, height, channels }).toEqual({ width: 128, height: 128, channels: 1 });
    }
  });

  it('draws the same bytes from the same seed, no image twice, and others from another', async () => {
    await generateScrews(join(root, 'a'), { seed: 7, ...small });
    await generateScrews(join(root, 'b'), { seed: 7, ...small });
    await generateScrews(join(root, 'c'), { seed: 8, ...small });
    const first = await contents(join(root, 'a'));
    expect(await contents(join(root, 'b'))).toEqual(first);
    expect(new Set(first).size).toBe(13);
    const other = new Set(await contents(join(root, 'c')));
    expect(first.filter((bytes) => other.has(bytes))).toEqual([]);
  });

  it.each(DEFECTS)('harms a screw by %s where one can see it, and only there', (defect) => {
    for (const seed of [1, 2, 3]) {
      const mean = harm(defect, seed);
      // A few dozen to a few hundred of 16,384 pixels, each changed by tens of counts.
      expect(mean).toBeGreaterThan(0.03);
      expect(mean).toBeLessThan(5);
    }
  });

  it('refuses counts and seeds that are none, and folders that hold something', async () => {
    await expect(generateScrews(root, { seed: 1.5 })).rejects.toMatchObject({
      code: 'generator-bad-seed',
    });
    await expect(generateScrews(root, { seed: 1, defective: -1 })).rejects.toMatchObject({
      code: 'generator-bad-count',
    });
    await writeFile(join(root, 'mine.txt'), 'kept');
    await expect(generateScrews(root, { seed: 1, ...small })).rejects.toMatchObject({
      code: 'generator-folder-not-empty',
    });
    expect(await readdir(root)).toEqual(['mine.txt']);
  });

  it('leaves nothing behind when it is called off', async () => {
    const work = generateScrews(join(root, 'new'), { seed: 1, ...small }, AbortSignal.abort());
    await expect(work).rejects.toThrow();
    expect(await readdir(root)).toEqual([]);
  });
});
