import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageFiles } from '../../src-main/engine/images/files.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import { newProject, temporaryFolder, writeImage } from '../helpers/project.ts';

/** A folder "source" with one image for each name, all of them different. */
async function makeSource(files: string[]): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'source');
  for (const [shade, file] of files.entries()) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeImage(path.join(folder, file), shade);
  }
  return folder;
}

async function taken(body: Record<string, unknown>) {
  const { api, db, folder } = await newProject();
  const result = await api.done<ImportResult>('imports', body);
  const project = await api.get<ProjectSummary>('project');
  return { result, project, db, folder };
}

async function refusal(body: Record<string, unknown>): Promise<NonNullable<Job['error']>> {
  const { api } = await newProject();
  const job = await api.job('imports', body);
  expect(job.state).toBe('failed');
  expect(await api.get('project')).toMatchObject({ images: 0, occurrences: 0 });
  return job.error!;
}

describe('one sub-folder a class', () => {
  it('is found by its names, in either language and case', async () => {
    const source = await makeSource(['OK/a.jpg', 'OK/b.jpg', 'брак/c.jpg', 'unsure/d.jpg']);
    const { result, project } = await taken({ path: source });
    expect(result).toMatchObject({ layout: 'folders', shift: null, files: 4 });
    expect(project.labels).toEqual({ normal: 2, leak: 1, unsure: 1 });
  });

  it('belongs to a shift where one is named, labels and all', async () => {
    const source = await makeSource(['good/a.jpg', 'bad/b.jpg']);
    const { project } = await taken({ path: source, shift: 'night' });
    expect(project.shifts).toMatchObject([{ name: 'night', images: 2, leaks: 1 }]);
  });

  it('is not guessed of a folder with an unknown name, nor taken when asked for', async () => {
    const source = await makeSource(['good/a.jpg', 'scratched/b.jpg']);
    expect((await taken({ path: source })).result.layout).toBe('flat');
    const error = await refusal({ path: source, layout: 'folders' });
    expect(error).toMatchObject({ code: 'unknown-class-folder' });
    expect(error.message).toContain('"scratched"');
  });

  it('of a disk that holds a project too leaves out the pictures that the project made or copied', async () => {
    const disk = await makeSource([
      'night/a.jpg',
      'project/cache/sheets/0.jpg',
      'project/images/ab/copy.jpg',
      'project/mine/b.jpg',
      'cache/c.jpg',
    ]);
    await writeFile(path.join(disk, 'project', 'lunka.sqlite'), '');
    const { project, db } = await taken({ path: disk });
    expect(db.prepare('select file from occurrence order by file').pluck().all()).toEqual([
      'cache/c.jpg',
      'night/a.jpg',
      'project/mine/b.jpg',
    ]);
    expect(project.unreadable).toBe(0);
  });

  it('refuses images beside the folders of classes', async () => {
    const source = await makeSource(['good/a.jpg', 'b.jpg']);
    const error = await refusal({ path: source, layout: 'folders' });
    expect(error.code).toBe('unknown-class-folder');
  });

  it('refuses a folder without any of the names', async () => {
    const error = await refusal({ path: await makeSource(['x/a.jpg']), layout: 'folders' });
    expect(error.code).toBe('layout-mismatch');
  });
});

describe('MVTec', () => {
  const FILES = [
    'train/good/0.png',
    'train/good/1.png',
    'test/good/0.png',
    'test/scratch_head/0.png',
    'test/bent/0.png',
    'ground_truth/bent/0_mask.png',
  ];

  it('learns from train/good and keeps the truth of the test images back', async () => {
    const { result, project } = await taken({ path: await makeSource(FILES) });
    expect(result).toMatchObject({ layout: 'mvtec', shift: 'test', files: 5 });
    expect(project).toMatchObject({ labels: { normal: 2, leak: 0 }, unlabelled: 3 });
  });

  it('takes every defect as a leak where annotations are asked for', async () => {
    const { project } = await taken({ path: await makeSource(FILES), withAnnotations: true });
    expect(project).toMatchObject({ labels: { normal: 3, leak: 2 }, unlabelled: 0 });
  });

  it('is refused without train/good', async () => {
    const source = await makeSource(['train/bad/0.png', 'test/good/0.png']);
    expect(await refusal({ path: source, layout: 'mvtec' })).toMatchObject({
      code: 'layout-mismatch',
    });
  });
});

describe('a CSV file beside the images', () => {
  const source = async (table: string): Promise<string> => {
    const folder = await makeSource(['a.jpg', 'b.jpg', 'deep/c.jpg', 'left-out.jpg']);
    await writeFile(path.join(folder, 'labels.csv'), table);
    return folder;
  };

  it('gives labels and shifts; what has no label is to be judged', async () => {
    const table = 'File;Label;Shift\r\na.jpg;normal;\r\nb.jpg;leak;night\r\ndeep\\c.jpg;;\r\n';
    const { result, project } = await taken({ path: await source(table) });
    expect(result).toMatchObject({ layout: 'csv', files: 3 });
    expect(project).toMatchObject({ labels: { normal: 1, leak: 1 }, unlabelled: 1 });
    expect(project.shifts.map(({ name }) => name).sort()).toEqual(['night', 'source']);
  });

  it.each([
    ['an unknown label', 'file,label\na.jpg,fine\n', 'csv-malformed', '"fine"'],
    ['a file outside the folder', 'file,label\n../a.jpg,leak\n', 'csv-malformed', 'line 2'],
    ['a file that is not there', 'file,label\nz.jpg,leak\n', 'csv-absent-images', 'z.jpg'],
    ['no row', 'file,label\n', 'csv-malformed', 'at least one row'],
    ['other columns', 'name,class\na.jpg,leak\n', 'layout-mismatch', 'file,label'],
  ])('is refused with %s', async (_, table, code, words) => {
    const error = await refusal({ path: await source(table), layout: 'csv' });
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  it('is not taken for a layout where its columns speak of something else', async () => {
    expect((await taken({ path: await source('x,y\n1,2\n') })).result.layout).toBe('flat');
  });
});

const SIDE = 8;

/** Twelve digits 0, 1, 2, 0, 1, 2 ..., each drawn in its own shade. */
async function makeDigits(name = 't10k', shades = 0): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'digits');
  await mkdir(folder);
  await addDigits(folder, name, shades);
  return folder;
}

async function addDigits(folder: string, name: string, shades: number): Promise<void> {
  const digits = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
  const pixels = Uint8Array.from({ length: 12 * SIDE * SIDE }, (_, i) =>
    i % SIDE === 0 ? 255 : shades + Math.floor(i / (SIDE * SIDE)),
  );
  const images = Buffer.concat([header(0x803, [12, SIDE, SIDE]), pixels]);
  await writeFile(path.join(folder, `${name}-images-idx3-ubyte.gz`), gzipSync(images));
  const labels = Buffer.concat([header(0x801, [12]), digits]);
  await writeFile(path.join(folder, `${name}-labels-idx1-ubyte`), labels);
}

function header(magic: number, sizes: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * sizes.length);
  [magic, ...sizes].forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

describe('digits in IDX files', () => {
  it('are all to be judged where nothing is said of what is normal', async () => {
    const { result, project } = await taken({ path: await makeDigits() });
    expect(result).toMatchObject({ layout: 'idx', shift: 't10k', files: 12, unreadable: [] });
    expect(project).toMatchObject({ images: 12, unlabelled: 12 });
  });

  it('are learned from by halves, with one digit as the normal one', async () => {
    const body = { path: await makeDigits(), normalDigit: 1 };
    const { result, project } = await taken(body);
    expect(result.labels).toEqual({ normal: 2, leak: 4, unsure: 0 });
    expect(project.shifts).toMatchObject([{ name: 'test', images: 6, reviewed: 0 }]);
    const { project: annotated } = await taken({ ...body, withAnnotations: true });
    expect(annotated.labels).toEqual({ normal: 4, leak: 8, unsure: 0 });
  });

  it('are learned from the training file where there is one', async () => {
    const folder = await makeDigits();
    await addDigits(folder, 'train', 100);
    const { result, project } = await taken({ path: folder, normalDigit: 0 });
    expect(result.labels).toEqual({ normal: 4, leak: 8, unsure: 0 });
    expect(project.shifts).toMatchObject([{ name: 'test', images: 12 }]);
  });

  it('are kept in the project as they were, pixel by pixel, and outlive their folder', async () => {
    const source = await makeDigits();
    const { db, folder } = await taken({ path: source });
    await rm(source, { recursive: true });
    const [first] = await imageFiles(db, folder, [5]);
    const { data, info } = await sharp(first!.path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SIDE, SIDE]);
    for (let i = 0; i < SIDE * SIDE; i++) {
      expect(data[i * info.channels]).toBe(i % SIDE === 0 ? 255 : 4);
    }
  });

  it('get the same noise each time, every second one, and are known again', async () => {
    const { api } = await newProject();
    const body = { path: await makeDigits(), noise: 0.4 };
    const first = await api.done<ImportResult>('imports', body);
    expect(first).toMatchObject({ added: 12, labels: { normal: 3, leak: 3 } });
    expect(await api.done('imports', body)).toMatchObject({ added: 0, known: 12 });
  });

  it('have one meaning of normal only', async () => {
    const error = await refusal({ path: await makeDigits(), normalDigit: 1, noise: 0.2 });
    expect(error.code).toBe('two-meanings-of-normal');
  });

  it.each([
    ['a wrong magic number', header(0x802, [12]), '0x00000802'],
    ['fewer labels than images', Buffer.concat([header(0x801, [1]), Buffer.alloc(1)]), '12 labels'],
    ['bytes cut off', header(0x801, [12]), 'received 0'],
    ['hardly any bytes', Buffer.alloc(2), '2 bytes'],
  ])('are refused with %s', async (_, labels, words) => {
    const source = await makeDigits();
    await writeFile(path.join(source, 't10k-labels-idx1-ubyte'), labels);
    const error = await refusal({ path: source });
    expect(error.code).toBe('idx-malformed');
    expect(error.message).toContain(words);
  });

  it('are refused where the archive is broken, or the labels are missing', async () => {
    const source = await makeDigits();
    await writeFile(path.join(source, 't10k-images-idx3-ubyte.gz'), 'no archive');
    expect((await refusal({ path: source })).message).toContain('gzip');
    await rm(path.join(source, 't10k-labels-idx1-ubyte'));
    expect((await refusal({ path: source, layout: 'idx' })).code).toBe('layout-mismatch');
  });
});
