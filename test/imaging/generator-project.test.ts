import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateProject, generateShift } from '../../src-main/imaging/generator/index.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lunka-generator-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** SHA-256 of every file below `folder`, by its relative path. */
async function fingerprints(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pairs = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    const hash = createHash('sha256').update(await readFile(path));
    return [path.slice(folder.length + 1).replaceAll('\\', '/'), hash.digest('hex')] as const;
  });
  return new Map((await Promise.all(pairs)).sort());
}

const small = { train: 60, proliv: 12, shift: 60 };

describe('generateProject', () => {
  it('writes the lunka layout with exactly the images asked for', async () => {
    const folder = join(root, 'new', 'plant');
    await generateProject(folder, { seed: 1, ...small });
    expect((await readdir(folder)).sort()).toEqual(['proliv', 'test', 'train']);
    expect((await readdir(join(folder, 'train'))).length).toBe(60);
    expect((await readdir(join(folder, 'proliv'))).length).toBe(12);
    expect((await readdir(join(folder, 'test', 'imgs'))).length).toBe(60);
  });

  it('writes the same bytes for the same seed and other images for another', async () => {
    await generateProject(join(root, 'a'), { seed: 7, ...small });
    await generateProject(join(root, 'b'), { seed: 7, ...small });
    await generateProject(join(root, 'c'), { seed: 8, ...small });
    const first = await fingerprints(join(root, 'a'));
    expect(await fingerprints(join(root, 'b'))).toEqual(first);
    const other = new Set((await fingerprints(join(root, 'c'))).values());
    expect([...first.values()].filter((hash) => other.has(hash))).toEqual([]);
  });

  it('puts one leak byte for byte into both train and proliv', async () => {
    await generateProject(root, { seed: 3, ...small });
    const files = [...(await fingerprints(root))];
    const hashes = (directory: string) =>
      new Set(files.filter(([path]) => path.startsWith(directory)).map(([, hash]) => hash));
    const leaks = hashes('proliv/');
    expect([...hashes('train/')].filter((hash) => leaks.has(hash))).toHaveLength(1);
  });

  it('repeats images byte for byte inside a folder in groups of 2 to 4', async () => {
    await generateProject(root, { seed: 3, ...small });
    const sizes = new Map<string, number>();
    for (const [path, hash] of await fingerprints(root)) {
      if (path.startsWith('train/')) sizes.set(hash, (sizes.get(hash) ?? 0) + 1);
    }
    const groups = [...sizes.values()].filter((size) => size > 1);
    expect(groups.length).toBeGreaterThan(2);
    expect(Math.max(...groups)).toBeLessThanOrEqual(4);
  });

  it('encodes RGB JPEGs of the sizes of the line', async () => {
    await generateProject(root, { seed: 5, train: 25, proliv: 5, shift: 25 });
    for (const path of (await fingerprints(root)).keys()) {
      if (!path.endsWith('.jpg')) continue;
      const image = await sharp(join(root, path)).metadata();
      expect(image).toMatchObject({ format: 'jpeg', channels: 3, chromaSubsampling: '4:2:0' });
      expect(image.width).toBeGreaterThanOrEqual(42);
      expect(image.width).toBeLessThanOrEqual(72);
      expect(image.height).toBeGreaterThanOrEqual(24);
      expect(image.height).toBeLessThanOrEqual(40);
    }
  });

  it('annotates every image of the shift on a line of its own, ended with CR LF, no header', async () => {
    await generateProject(root, { seed: 2, train: 0, proliv: 0, shift: 90 });
    const text = await readFile(join(root, 'test', 'test_annotation.txt'), 'utf8');
    const lines = text.split('\r\n');
    expect(lines.pop()).toBe('');
    expect(lines.every((line) => /^[\w-]+\.jpg [01]$/.test(line))).toBe(true);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(
      (await readdir(join(root, 'test', 'imgs'))).sort(),
    );
    expect(lines.filter((line) => line.endsWith(' 1')).length).toBe(3);
  });

  it('tells how far it is, up to the last image', async () => {
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => {
      expect(total).toBe(24);
      seen.push(done);
    };
    await generateProject(root, { seed: 2, train: 10, proliv: 4, shift: 10, onProgress });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(24);
  });

  it('leaves nothing behind when it is cancelled half-way', async () => {
    const folder = join(root, 'cancelled');
    const cancel = new AbortController();
    const onProgress = (done: number) => {
      if (done > 20) cancel.abort();
    };
    const work = generateProject(folder, { seed: 1, ...small, onProgress }, cancel.signal);
    await expect(work).rejects.toThrow(/abort/i);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves a folder that was there empty, as it was, when it is cancelled', async () => {
    const cancel = new AbortController();
    const onProgress = () => cancel.abort();
    const work = generateProject(root, { seed: 1, ...small, onProgress }, cancel.signal);
    await expect(work).rejects.toThrow(/abort/i);
    expect(await readdir(root)).toEqual([]);
  });

  it('does not start when it was cancelled before', async () => {
    const folder = join(root, 'never');
    const work = generateProject(folder, { seed: 1, ...small }, AbortSignal.abort());
    await expect(work).rejects.toThrow(/abort/i);
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses a folder that is not empty and says what to do', async () => {
    await writeFile(join(root, 'mine.txt'), 'keep');
    await expect(generateProject(root, { seed: 1, ...small })).rejects.toMatchObject({
      code: 'generator-folder-not-empty',
      message: expect.stringMatching(/1 entries.*Choose a new folder/),
    });
    expect(await readdir(root)).toEqual(['mine.txt']);
  });

  it('refuses a file where the folder should be', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(generateProject(join(root, 'file'), { seed: 1, ...small })).rejects.toMatchObject({
      code: 'generator-not-a-folder',
      status: 409,
    });
  });

  it('makes no folder when a count is wrong', async () => {
    const folder = join(root, 'refused');
    await expect(generateProject(folder, { seed: 1, ...small, shift: -1 })).rejects.toMatchObject({
      code: 'generator-bad-count',
    });
    expect(await readdir(root)).toEqual([]);
  });
});

describe('generateShift', () => {
  it('writes images and annotations, the same for the same seeds', async () => {
    const options = { images: 40, seed: 9, plantSeed: 1 };
    await generateShift(join(root, 'a'), options);
    await generateShift(join(root, 'b'), options);
    const files = await fingerprints(join(root, 'a'));
    expect(await fingerprints(join(root, 'b'))).toEqual(files);
    expect((await readdir(join(root, 'a', 'imgs'))).length).toBe(40);
    expect(files.has('test_annotation.txt')).toBe(true);
  });

  it('refuses a folder that is not empty', async () => {
    await writeFile(join(root, 'mine.txt'), 'keep');
    const work = generateShift(root, { images: 4, seed: 1, plantSeed: 1 });
    await expect(work).rejects.toMatchObject({ code: 'generator-folder-not-empty' });
  });
});
