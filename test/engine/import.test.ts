import { appendFile, copyFile, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImageColumns, ImageDetail } from '../../src-main/shared/api/images.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary, ShiftInfo } from '../../src-main/shared/api/project.ts';
import { drawImage, newProject, temporaryFolder, writeImage } from '../helpers/project.ts';

/** A source of the `lunka` layout: 4 normals, 2 leaks, 3 of a shift with annotations. */
async function makeLunka(): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'source');
  for (const part of ['train', 'proliv', 'test/imgs']) {
    await mkdir(path.join(folder, part), { recursive: true });
  }
  for (let i = 0; i < 4; i++) await writeImage(path.join(folder, `train/n${i}.jpg`), i);
  for (let i = 0; i < 2; i++) await writeImage(path.join(folder, `proliv/p${i}.jpg`), 10 + i);
  for (let i = 0; i < 3; i++) await writeImage(path.join(folder, `test/imgs/t${i}.jpg`), 20 + i);
  await writeFile(annotationsOf(folder), 't0.jpg 0\r\nt1.jpg 1\r\nt2.jpg 0\r\n');
  return folder;
}

const annotationsOf = (folder: string): string => path.join(folder, 'test', 'test_annotation.txt');

async function makeFlat(count: number): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'night');
  await mkdir(folder);
  const bytes = await drawImage(1);
  // Bytes after the end of a JPEG change its hash and nothing else: drawing each would take longer.
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const file = path.join(folder, `${String(i).padStart(4, '0')}.jpg`);
      await writeFile(file, bytes);
      await appendFile(file, `\n${i}`);
    }),
  );
  return folder;
}

/** A whole PNG of 20,000 x 20,000 black pixels, one bit each: 50 kB. */
function hugePng(): Buffer {
  const side = 20_000;
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
    ends[0].writeUInt32BE(data.length);
    ends[1].writeUInt32BE(crc32(body));
    return Buffer.concat([ends[0], body, ends[1]]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n', 'latin1')]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((side / 8 + 1) * side))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const NONE = { normal: 0, leak: 0, unsure: 0 };

describe('import of the lunka layout', () => {
  it('labels by place and makes a shift of the test images, whose annotations it leaves alone', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    const result = await api.done<ImportResult>('imports', { path: source, shift: 'night' });
    expect(result).toEqual({
      source,
      layout: 'lunka',
      shift: 'night',
      dryRun: false,
      files: 9,
      names: { pattern: null, read: 0, unread: 9, first: expect.any(Array) as unknown },
      added: 9,
      copies: 0,
      known: 0,
      labels: { normal: 4, leak: 2, unsure: 0 },
      unreadable: [],
      conflicts: [],
    });
    const project = await api.get<ProjectSummary>('project');
    expect(project).toMatchObject({ images: 9, labels: { normal: 4, leak: 2 }, unlabelled: 3 });
    expect(project.shifts).toMatchObject([{ name: 'night', images: 3, reviewed: 0 }]);
  });

  it('takes no one label for a folder that says itself which is which', async () => {
    const { api } = await newProject();
    const body = { path: await makeLunka(), label: 'leak' };
    expect((await api.problem('POST', 'imports', body)).code).toBe('label-not-applicable');
  });

  it('gives no label back that a person has taken away', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    await api.done('imports', { path: source });
    const { ids } = await api.get<ImageColumns>('images?label=leak');
    await api.post('labels', { items: [{ image: ids[0], label: null }] });
    const again = await api.done<ImportResult>('imports', { path: source });
    expect(again.conflicts).toMatchObject([{ kept: null, reason: 'a person said so' }]);
    expect((await api.get<ProjectSummary>('project')).labels).toEqual({
      ...NONE,
      normal: 4,
      leak: 1,
    });
  });

  it('takes annotations when told, Windows line ends and all', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    await api.done('imports', { path: source, withAnnotations: true });
    const { labels, shifts } = await api.get<ProjectSummary>('project');
    expect(labels).toEqual({ normal: 6, leak: 3, unsure: 0 });
    expect(shifts).toMatchObject([{ name: 'test', reviewed: 3, leaks: 1 }]);
  });

  it.each([
    ['names absent images', 't0.jpg 0\nghost.jpg 1\n', 'annotations-absent-images', 'ghost.jpg'],
    ['holds a third class', 't0.jpg 0\nt1.jpg 2\n', 'annotations-malformed', 'line 2'],
    ['contradicts itself', 't0.jpg 0\nt0.jpg 1\n', 'annotations-malformed', 'line 2'],
    ['is empty', '\r\n', 'annotations-malformed', 'empty'],
  ])('stores nothing where the annotation file %s', async (_, text, code, word) => {
    const { api } = await newProject();
    const source = await makeLunka();
    await writeFile(annotationsOf(source), text);
    const job = await api.job('imports', { path: source, withAnnotations: true });
    expect(job).toMatchObject({ state: 'failed', error: { code } });
    expect(job.error!.message).toContain(word);
    expect(await api.get('project')).toMatchObject({ images: 0, labels: NONE, shifts: [] });
  });

  it('fails where annotations are asked for and there are none', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    await rm(annotationsOf(source));
    const job = await api.job('imports', { path: source, withAnnotations: true });
    expect(job.error).toMatchObject({ code: 'annotations-not-found' });
  });

  it('makes an image unsure that stands in train and in proliv, and reports it', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    await copyFile(path.join(source, 'train/n2.jpg'), path.join(source, 'proliv/again.jpg'));
    const { conflicts, copies } = await api.done<ImportResult>('imports', { path: source });
    expect(copies).toBe(1);
    expect(conflicts).toEqual([
      {
        files: [
          { file: 'train/n2.jpg', label: 'normal' },
          { file: 'proliv/again.jpg', label: 'leak' },
        ],
        kept: 'unsure',
        reason: 'files disagree',
      },
    ]);
    const { labels } = await api.get<ProjectSummary>('project');
    expect(labels).toEqual({ normal: 3, leak: 2, unsure: 1 });
  });
});

describe('the demo', () => {
  it('draws images inside the project, takes them in as a lunka source, and can be made again', async () => {
    const { api, folder } = await newProject();
    const counts = { train: 20, proliv: 2, shift: 5 };
    const result = await api.done<ImportResult>('demo', counts);
    expect(result).toMatchObject({ layout: 'lunka', shift: 'demo', files: 27 });
    expect(result.source).toBe(path.join(folder, 'demo-images'));
    expect((await api.done<ImportResult>('demo', counts)).known).toBe(27);
    expect((await api.problem('POST', 'demo', { train: 1 })).code).toBe('invalid-input');
  });

  it('has shifts of the days before it where they are asked for, once however often it is made', async () => {
    const { api } = await newProject();
    const asked = { train: 20, proliv: 2, shift: 5, earlier: true };
    expect(await api.done<ImportResult>('demo', asked)).toMatchObject({ shift: 'demo', files: 27 });
    const shifts = await api.get<ShiftInfo[]>('shifts');
    const days = await Promise.all(
      shifts.map(async ({ id, name }) => {
        const { ids } = await api.get<ImageColumns>(`images?shift=${id}`);
        const { occurrences } = await api.get<ImageDetail>(`images/${ids[0]!}`);
        return [name, occurrences.find(({ shift }) => shift === name)!.takenAt!.slice(0, 10)];
      }),
    );
    expect(Object.fromEntries(days)).toEqual({
      '2026-11-20': '2026-11-20',
      '2026-11-21': '2026-11-21',
      demo: '2026-11-22',
    });
    const { images } = await api.get<ProjectSummary>('project');
    await api.done('demo', asked);
    expect((await api.get<ProjectSummary>('project')).images).toBe(images);
  });

  it('has no shift of which its detector flags much more than of the others', async () => {
    const { api } = await newProject();
    await api.done('demo', { earlier: true });
    await api.done('detectors/train');
    const { shifts } = await api.get<ProjectSummary>('project');
    expect(shifts).toHaveLength(3);
    for (const { flagged, images } of shifts) expect(flagged / images).toBeLessThan(0.15);
  });
});

describe('import of any folder', () => {
  it('takes copies as further occurrences of one image, and what it knows only once', async () => {
    const { api } = await newProject();
    const source = await makeFlat(5);
    await copyFile(path.join(source, '0001.jpg'), path.join(source, 'copy.jpg'));
    const first = await api.done<ImportResult>('imports', { path: source });
    expect(first).toMatchObject({ layout: 'flat', shift: 'night', added: 5, copies: 1, known: 0 });
    await writeImage(path.join(source, 'new.jpg'), 77);
    const second = await api.done<ImportResult>('imports', { path: source });
    expect(second).toMatchObject({ added: 1, copies: 0, known: 6 });
    expect(await api.get('project')).toMatchObject({ images: 6, occurrences: 7 });
  });

  it('leaves known files of a watched folder in their shift, and moves those with other bytes', async () => {
    const { api } = await newProject();
    const source = await makeFlat(3);
    const files = ['0000.jpg', '0001.jpg', '0002.jpg'];
    const watched = (shift: string) =>
      api.done<ImportResult>('imports', { path: source, layout: 'flat', files, shift });
    await watched('monday');
    expect(await watched('tuesday')).toMatchObject({ added: 0, known: 3 });
    expect((await api.get<ProjectSummary>('project')).shifts).toMatchObject([
      { name: 'monday', images: 3 },
    ]);
    await writeImage(path.join(source, '0001.jpg'), 77);
    await watched('tuesday');
    const { shifts } = await api.get<ProjectSummary>('project');
    expect(new Map(shifts.map(({ name, images }) => [name, images]))).toEqual(
      new Map([
        ['monday', 2],
        ['tuesday', 1],
      ]),
    );
    // A person who imports the folder with a shift means it.
    await api.done('imports', { path: source, layout: 'flat', shift: 'friday' });
    const friday = (await api.get<ProjectSummary>('project')).shifts.find(
      ({ name }) => name === 'friday',
    );
    expect(friday).toMatchObject({ images: 3 });
  });

  it('lists unreadable files by name and reason and takes the others', async () => {
    const { api } = await newProject();
    const source = await makeFlat(2);
    const whole = await drawImage(9);
    await writeFile(path.join(source, 'cut.jpg'), whole.subarray(0, whole.length / 2));
    await writeFile(path.join(source, 'header.jpg'), whole.subarray(0, 30));
    await writeFile(path.join(source, 'text.jpg'), 'this is no image');
    await writeFile(path.join(source, 'empty.jpg'), '');
    await writeFile(path.join(source, 'notes.txt'), 'not even asked');
    const { added, files, unreadable } = await api.done<ImportResult>('imports', { path: source });
    expect([added, files]).toEqual([2, 6]);
    expect(unreadable).toEqual([
      { file: 'cut.jpg', reason: 'the image is cut off or damaged' },
      { file: 'empty.jpg', reason: 'the file is empty' },
      { file: 'header.jpg', reason: 'the image is cut off or damaged' },
      { file: 'text.jpg', reason: 'not an image, or of an unknown format' },
    ]);
    expect(await api.get('project')).toMatchObject({ images: 2, unreadable: 4 });
    await writeFile(path.join(source, 'cut.jpg'), whole);
    await api.done('imports', { path: source });
    expect(await api.get('project')).toMatchObject({ images: 3, unreadable: 3 });
  });

  it('decodes no image that the detector would refuse for its size', async () => {
    const { api } = await newProject();
    const source = await makeFlat(1);
    await writeFile(path.join(source, 'huge.png'), hugePng());
    const { added, unreadable } = await api.done<ImportResult>('imports', { path: source });
    expect(added).toBe(1);
    expect(unreadable).toEqual([
      { file: 'huge.png', reason: 'the image has over 100 million pixels' },
    ]);
  });

  it("never overrides a person's label", async () => {
    const { api } = await newProject();
    const source = await makeFlat(2);
    await api.done('imports', { path: source, label: 'normal' });
    const { ids } = await api.get<ImageColumns>('images?order=id');
    await api.post('labels', { items: [{ image: ids[0], label: 'leak' }] });
    const again = await api.done<ImportResult>('imports', { path: source, label: 'normal' });
    expect(again.conflicts).toMatchObject([{ kept: 'leak', reason: 'a person said so' }]);
    const { labels } = await api.get<ImageColumns>('images?order=id');
    expect(labels).toEqual(['leak', 'normal']);
  });

  it('stores nothing in a dry run and counts as the real one will', async () => {
    const { api } = await newProject();
    const source = await makeLunka();
    await copyFile(path.join(source, 'train/n2.jpg'), path.join(source, 'proliv/again.jpg'));
    const dry = await api.done<ImportResult>('imports', { path: source, dryRun: true });
    expect(await api.get('project')).toMatchObject({ images: 0, shifts: [], labels: NONE });
    const real = await api.done<ImportResult>('imports', { path: source });
    expect({ ...dry, dryRun: false }).toEqual(real);
    const dryAgain = await api.done<ImportResult>('imports', { path: source, dryRun: true });
    const moved = path.join(await temporaryFolder(), 'moved');
    await cp(source, moved, { recursive: true });
    const dryMoved = await api.done<ImportResult>('imports', { path: moved, dryRun: true });
    expect(dryAgain).toMatchObject({ added: 0, copies: 0, known: 10 });
    expect(dryMoved).toMatchObject({ added: 0, copies: 10, known: 0 });
  });

  it('copies the images into the project when told, and serves them when their folder is gone', async () => {
    const { api } = await newProject();
    const source = await makeFlat(2);
    await api.done('imports', { path: source, copy: true });
    await rm(source, { recursive: true });
    const { ids } = await api.get<ImageColumns>('images?order=id');
    const served = await api.request('GET', `images/${ids[0]}/file`);
    expect(served.status).toBe(200);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
  });

  it('says where an image was when its folder is gone', async () => {
    const { api } = await newProject();
    const source = await makeFlat(1);
    await api.done('imports', { path: source });
    await rm(source, { recursive: true });
    const problem = await api.problem('GET', 'images/1/file');
    expect(problem).toMatchObject({ status: 404, code: 'image-file-missing' });
    expect(problem.detail).toContain(source);
  });

  it('keeps whole chunks when it is cancelled, and a second import completes it', async () => {
    const { api, db } = await newProject();
    const source = await makeFlat(700);
    const { id } = await api.post<Job>('imports', { path: source, label: 'normal' });
    for (;;) {
      const { progress, endedAt } = await api.get<Job>(`jobs/${id}`);
      expect(endedAt).toBeNull();
      if (progress?.phase === 'reading' && progress.done > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await api.delete<Job>(`jobs/${id}`)).toMatchObject({ state: 'cancelled' });
    const { images, labels } = await api.get<ProjectSummary>('project');
    expect(images).toBeGreaterThan(0);
    expect(images).toBeLessThan(700);
    // A chunk is whole when its images have the label of their place.
    expect(labels.normal).toBe(images);
    const rest = await api.done<ImportResult>('imports', { path: source, label: 'normal' });
    expect(rest).toMatchObject({ added: 700 - images, known: images });
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  it.each([
    ['a folder that is not there', 'nowhere', {}, 404, 'folder-not-found'],
    ['a file', 'file.txt', {}, 404, 'folder-not-found'],
    ['no path', '', {}, 400, 'invalid-input'],
    ['an unknown layout', '.', { layout: 'cube' }, 400, 'invalid-input'],
    ['an unknown label', '.', { label: 'crack' }, 400, 'invalid-input'],
    ['a nameless shift', '.', { shift: '  ' }, 400, 'invalid-input'],
  ])('refuses %s at the door', async (_, name, options, status, code) => {
    const { api } = await newProject();
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'file.txt'), 'text');
    const given = name === '' ? '' : path.join(folder, name);
    const problem = await api.problem('POST', 'imports', { path: given, ...options });
    expect(problem).toMatchObject({ status, code });
    expect(await api.get('jobs')).toEqual([]);
  });

  it.each([
    ['without images', {}, 'no-images'],
    ['that is not of the layout asked for', { layout: 'lunka' }, 'layout-mismatch'],
  ])('fails on a folder %s', async (_, options, code) => {
    const { api } = await newProject();
    const folder = await temporaryFolder();
    expect(await readdir(folder)).toEqual([]);
    const job = await api.job('imports', { path: folder, ...options });
    expect(job).toMatchObject({ state: 'failed', error: { code }, result: null });
  });
});
