import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES, parseNames } from '../../src-main/engine/imports/names.ts';
import { readMoment } from '../../src-main/engine/imports/times.ts';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import { newProject, temporaryFolder, writeImage } from '../helpers/project.ts';

/** By the clock of the machine that runs the test, as names without an offset are read. */
const local = (...parts: [number, number, number, number, number, number?, number?]): string =>
  new Date(parts[0], parts[1] - 1, ...(parts.slice(2) as [number])).toISOString();

describe('a moment', () => {
  it.each([
    ['2026-11-22_05-39-10', local(2026, 11, 22, 5, 39, 10)],
    ['22-11-2026_05-39-10-474', local(2026, 11, 22, 5, 39, 10, 474)],
    ['22.11.2026 05:39', local(2026, 11, 22, 5, 39)],
    ['20261122T053910', local(2026, 11, 22, 5, 39, 10)],
    ['2026-11-22T05:39:10.5Z', '2026-11-22T05:39:10.500Z'],
    ['2026-11-22T05:39+03:00', '2026-11-22T02:39:00.000Z'],
    ['2024-02-29T00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('is read of %s', (text, expected) => expect(readMoment(text)).toBe(expected));

  it.each([
    '11/22/2026 05:39',
    '22-11-26_05-39-10',
    '2026-11-22',
    '2026-02-29T00:00Z',
    '31-11-2026_05-39-10',
    '22-13-2026_05-39-10',
    '22-11-2026_24-00-00',
    '22-11-2026_05-60-00',
    '0000-11-22T05:39Z',
    'now',
    '',
  ])('is not made of "%s"', (text) => expect(readMoment(text)).toBeNull());
});

describe('a pattern of names', () => {
  it.each([
    [
      DEFAULT_NAMES,
      '28_CAM_C_01-03-2023_05-39-10-474.jpg',
      '28',
      local(2023, 3, 1, 5, 39, 10, 474),
    ],
    ['{cell}_{time}', 'deep/Б-12_2026-11-22_05-39-10.JPG', 'Б-12', local(2026, 11, 22, 5, 39, 10)],
    ['{cell}/{any}_{time}', 'a/7/cam.1_20261122T053910Z.png', '7', '2026-11-22T05:39:10.000Z'],
    ['{any}-{cell}', 'photo-of-3.jpg', 'of-3', null],
    ['{year}{month}{day}{hour}{minute}', '202611220539.png', null, local(2026, 11, 22, 5, 39)],
    ['[{cell}] ({any})', '[4] (x).jpg', '4', null],
  ])('%s reads %s', (pattern, file, cell, takenAt) => {
    expect(parseNames(pattern)(file)).toEqual({ cell, takenAt });
  });

  it.each([
    [DEFAULT_NAMES, '43de1461-eda0-4284-b600-1ea99d3b16b5.jpg'],
    ['{cell}_{time}', '28_CAM_C_01-03-2023_05-39-10-474.jpg'],
    ['{cell}', 'two words.jpg'],
    ['{cell}/{any}', 'no-folder.jpg'],
  ])('%s does not fit %s', (pattern, file) => expect(parseNames(pattern)(file)).toBeNull());

  it.each([
    ['{cel}_{time}', 'Did you mean "cell"?'],
    ['{cell', 'a lone {'],
    ['IMG_{any}', 'neither'],
    ['{cell}_{cell}', '{cell} twice'],
    ['{time}_{hour}', 'both {time} and {hour}'],
    ['{year}-{month}-{day}', 'without hour, minute'],
  ])('%s is refused: %s', (pattern, words) => {
    expect(() => parseNames(pattern)).toThrow(words);
  });
});

async function makeSource(files: string[]): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'source');
  for (const [shade, file] of files.entries()) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeImage(path.join(folder, file), shade);
    // A date of the file that no answer may hold.
    await utimes(path.join(folder, file), 86_400, 86_400);
  }
  return folder;
}

const CAMERA = ['28_CAM_C_01-03-2023_05-39-10-474.jpg', '29_CAM_C_01-03-2023_05-39-11-000.jpg'];

describe('an import', () => {
  it('reads the usual names without being asked, and leaves others without cell and time', async () => {
    const { api } = await newProject();
    const source = await makeSource([
      ...CAMERA,
      'other.jpg',
      '30_CAM_C_31-02-2023_05-39-11-000.jpg',
    ]);
    const { names } = await api.done<ImportResult>('imports', { path: source });
    expect(names).toMatchObject({ pattern: DEFAULT_NAMES, read: 2, unread: 2 });
    expect(names.first[0]).toEqual({
      file: CAMERA[0],
      cell: '28',
      takenAt: local(2023, 3, 1, 5, 39, 10, 474),
    });
    const detail = await api.get<ImageDetail>('images/1');
    expect(detail.occurrences).toMatchObject([{ cell: '28', takenAt: names.first[0]!.takenAt }]);
    expect((await api.get<ImageDetail>('images/4')).occurrences).toMatchObject([
      { cell: null, takenAt: null },
    ]);
  });

  it('says in a dry run what it would read, and stores nothing', async () => {
    const { api } = await newProject();
    const source = await makeSource(['a/7.jpg', 'a/8.jpg', 'a/b c.jpg']);
    const body = { path: source, names: '{cell}', dryRun: true };
    const { names } = await api.done<ImportResult>('imports', body);
    expect(names).toMatchObject({ read: 2, unread: 1 });
    expect(names.first.map(({ cell }) => cell)).toEqual(['7', '8']);
    expect(await api.get('project')).toMatchObject({ images: 0 });
  });

  it('adds cells to what an earlier import took without them', async () => {
    const { api, db } = await newProject();
    const source = await makeSource(['7_x.jpg', '8_x.jpg']);
    await api.done('imports', { path: source });
    const again = await api.done<ImportResult>('imports', { path: source, names: '{cell}_{any}' });
    expect(again).toMatchObject({ added: 0, known: 2 });
    await api.done('imports', { path: source });
    expect(db.prepare('select cell from occurrence order by id').pluck().all()).toEqual(['7', '8']);
  });

  it('takes cell and time from a table before it looks at the names', async () => {
    const { api } = await newProject();
    const source = await makeSource([...CAMERA]);
    await writeFile(
      path.join(source, 'table.csv'),
      `file;label;cell;time\n${CAMERA[0]};;5;2026-11-22T05:39Z\n${CAMERA[1]};leak;;\n`,
    );
    const { names } = await api.done<ImportResult>('imports', { path: source, layout: 'csv' });
    expect(names.first).toMatchObject([
      { cell: '5', takenAt: '2026-11-22T05:39:00.000Z' },
      { cell: '29', takenAt: local(2023, 3, 1, 5, 39, 11) },
    ]);
  });

  it.each([
    ['a pattern that fits nothing', '{cell}-{time}', 'names-fit-nothing'],
    [
      'days where months stand',
      '{cell}_CAM_C_{month}-{day}-{year}_{hour}-{minute}-{any}',
      'names-impossible-time',
    ],
  ])('is refused with %s', async (_, names, code) => {
    const { api } = await newProject();
    const source = await makeSource(['28_CAM_C_22-03-2023_05-39-10-474.jpg']);
    const job = await api.job('imports', { path: source, names });
    expect(job).toMatchObject({ state: 'failed', error: { code } } satisfies Partial<
      Record<keyof Job, unknown>
    >);
    expect(await api.get('project')).toMatchObject({ images: 0 });
  });

  it('is refused at once with a malformed pattern', async () => {
    const { api } = await newProject();
    const body = { path: await makeSource(['a.jpg']), names: '{sell}' };
    expect(await api.problem('POST', 'imports', body)).toMatchObject({
      code: 'names-malformed',
      status: 400,
    });
  });

  it('is refused with a time in the table that no calendar has', async () => {
    const { api } = await newProject();
    const source = await makeSource(['a.jpg']);
    await writeFile(path.join(source, 'table.csv'), 'file,label,time\na.jpg,,31-02-2026 05:00\n');
    const job = await api.job('imports', { path: source, layout: 'csv' });
    expect(job.error).toMatchObject({ code: 'csv-malformed' });
    expect(job.error!.message).toMatch(/line 2: expected a time.*31-02-2026/);
  });
});
