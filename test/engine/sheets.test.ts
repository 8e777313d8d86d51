import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import type { ShiftInfo } from '../../src-main/shared/api/project.ts';
import type { WallColumns, WallSheets } from '../../src-main/shared/api/wall.ts';
import { SLOT_COLUMNS, SLOTS } from '../../src-main/shared/sheets.ts';
import {
  drawImage,
  newProject,
  startEngine,
  temporaryFolder,
  writeImage,
  type TestProject,
} from '../helpers/project.ts';

/** A folder of small images, each of one gray that follows from its number. */
async function manyImages(count: number, from = 0): Promise<string> {
  const folder = await temporaryFolder();
  for (let i = from; i < from + count; i++) {
    await writeFile(path.join(folder, `${String(i).padStart(4, '0')}.png`), await plain(i));
  }
  return folder;
}

/** 20 x 30 pixels of gray level `i % 200 + 20`; the number itself stands in the last pixel. */
function plain(i: number): Promise<Buffer> {
  const data = Buffer.alloc(20 * 30 * 3, (i % 200) + 20);
  data.writeUInt16LE(i, data.length - 3);
  return sharp(data, { raw: { width: 20, height: 30, channels: 3 } })
    .png()
    .toBuffer();
}

const take = (project: TestProject, folder: string): Promise<unknown> =>
  project.api.done('imports', { path: folder, layout: 'flat', score: false });

/** Until no sheet is being made any more. */
function ready({ api }: TestProject): Promise<WallSheets> {
  return vi.waitFor(
    async () => {
      const answer = await api.get<WallSheets>('wall/sheets');
      expect(answer.left).toBe(0);
      return answer;
    },
    { timeout: 60_000, interval: 20 },
  );
}

async function pixelsOf({ engine }: TestProject, file: string) {
  const answer = await engine.fetch(new Request(`http://lunka/api/wall/sheets/${file}`));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBeLessThanOrEqual(512 * 1024);
  return sharp(bytes).raw().toBuffer({ resolveWithObject: true });
}

const cacheOf = ({ folder }: TestProject): string => path.join(folder, 'cache', 'sheets');

it('An import is followed by its sheets, with every image in its slot', async () => {
  const project = await newProject();
  await take(project, await manyImages(SLOTS + 5));
  const { sheets } = await ready(project);
  expect(sheets).toEqual([
    { sheet: 0, file: expect.stringMatching(/^[0-9a-f]{32}\.jpg$/), width: 24, height: 32, missing: [] }, // prettier-ignore
    { sheet: 1, file: expect.stringMatching(/^[0-9a-f]{32}\.jpg$/), width: 24, height: 32, missing: [] }, // prettier-ignore
  ]);
  const { data, info } = await pixelsOf(project, sheets[0]!.file);
  expect([info.width, info.height]).toEqual([24 * SLOT_COLUMNS, 32 * SLOT_COLUMNS]);
  for (const slot of [0, 1, 15, 16, 100, 255]) {
    const x = (slot % SLOT_COLUMNS) * 24 + 10;
    const y = Math.floor(slot / SLOT_COLUMNS) * 32 + 15;
    const shade = data[(y * info.width + x) * info.channels]!;
    expect(Math.abs(shade - ((slot % 200) + 20)), `slot ${slot}`).toBeLessThanOrEqual(3);
  }
});

it('A further import leaves full sheets as they are', async () => {
  const project = await newProject();
  await take(project, await manyImages(SLOTS + 5));
  const before = await ready(project);
  const file = path.join(cacheOf(project), before.sheets[0]!.file);
  const { mtimeMs } = await stat(file);
  await take(project, await manyImages(300, 1000));
  const after = await ready(project);
  expect(after.sheets).toHaveLength(3);
  expect(after.sheets[0]).toEqual(before.sheets[0]);
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  expect(after.sheets[1]!.file).not.toBe(before.sheets[1]!.file);
  // The half-full one that was replaced is not kept.
  expect((await readdir(cacheOf(project))).filter((name) => name.endsWith('.jpg'))).toHaveLength(3);
});

it('Sheets that look the same have each a picture of their own', async () => {
  const project = await newProject();
  const folder = await temporaryFolder();
  const picture = await plain(1);
  for (let i = 0; i < SLOTS * 2; i++) {
    const file = path.join(folder, `${String(i).padStart(4, '0')}.png`);
    await writeFile(file, Buffer.concat([picture, Buffer.from(String(i))]));
  }
  await take(project, folder);
  const { sheets } = await ready(project);
  expect(new Set(sheets.map(({ file }) => file)).size).toBe(2);
});

it('Labels and a restart make no sheet anew', async () => {
  const project = await newProject();
  await take(project, await manyImages(20));
  const before = await ready(project);
  const file = path.join(cacheOf(project), before.sheets[0]!.file);
  const { mtimeMs } = await stat(file);
  await project.api.post('labels', { items: [{ image: 1, label: 'leak' }] });
  await project.api.post('wall/sheets');
  await project.close();
  const again = startEngine(project.folder);
  expect(await again.api.get('wall/sheets')).toEqual({ sheets: before.sheets, left: 0 });
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  await again.close();
});

it('A file that is gone leaves its slot gray, and is drawn once it is back', async () => {
  const project = await newProject();
  const folder = await manyImages(8);
  await take(project, folder);
  await ready(project);
  await rm(cacheOf(project), { recursive: true });
  await project.close();
  const [gone, elsewhere] = [path.join(folder, '0003.png'), path.join(folder, 'gone')];
  await rename(gone, elsewhere);
  const again = startEngine(project.folder);
  await again.api.post('wall/sheets');
  const [sheet] = (await ready(again)).sheets;
  expect(sheet!.missing).toEqual([3]);
  const { data, info } = await pixelsOf(again, sheet!.file);
  expect(data[(15 * info.width + 3 * 24 + 10) * info.channels]).toBe(128);
  await rename(elsewhere, gone);
  await again.api.post('wall/sheets');
  await vi.waitFor(async () => {
    const { sheets } = await again.api.get<WallSheets>('wall/sheets');
    expect(sheets[0]!.missing).toEqual([]);
  });
  await again.close();
});

it('A cache that is deleted while the project is open is made again', async () => {
  const project = await newProject();
  await take(project, await manyImages(8));
  const before = await ready(project);
  await rm(cacheOf(project), { recursive: true });
  const { file } = before.sheets[0]!;
  const problem = await project.api.problem('GET', `wall/sheets/${file}`);
  expect(problem).toMatchObject({ status: 404, code: 'sheet-gone' });
  expect(await project.api.post('wall/sheets')).toEqual({ sheets: [], left: 1 });
  expect(await ready(project)).toEqual(before);
  await pixelsOf(project, file);
});

it('A note or a picture that is damaged, or of other images, is not used', async () => {
  const project = await newProject();
  await take(project, await manyImages(8));
  const before = await ready(project);
  await project.close();
  const note = path.join(cacheOf(project), '0.json');
  const other = { ...before.sheets[0], content: '0'.repeat(32) };
  for (const text of ['', '{"sheet":0}', JSON.stringify(other)]) {
    await writeFile(note, text);
    const again = startEngine(project.folder);
    expect(await again.api.post('wall/sheets')).toEqual({ sheets: [], left: 1 });
    expect(await ready(again)).toEqual(before);
    await again.close();
  }
});

it('A picture that is gone alone is drawn again, and a note that names another file deletes none', async () => {
  const project = await newProject();
  await take(project, await manyImages(8));
  const before = await ready(project);
  await project.close();
  await rm(path.join(cacheOf(project), before.sheets[0]!.file));
  const again = startEngine(project.folder);
  await again.api.post('wall/sheets');
  expect(await ready(again)).toEqual(before);
  await pixelsOf(again, before.sheets[0]!.file);
  await again.close();
  const foreign = { ...before.sheets[0], content: '0'.repeat(32), file: '../../lunka.txt' };
  await writeFile(path.join(cacheOf(project), '0.json'), JSON.stringify(foreign));
  await writeFile(path.join(project.folder, 'lunka.txt'), 'not a picture');
  const third = startEngine(project.folder);
  await third.api.post('wall/sheets');
  expect(await ready(third)).toEqual(before);
  await third.close();
  expect(existsSync(path.join(project.folder, 'lunka.txt'))).toBe(true);
});

it('A cache that cannot be written is said once, and tried again when the wall is opened', async () => {
  const project = await newProject();
  await mkdir(path.join(project.folder, 'cache'), { recursive: true });
  await writeFile(cacheOf(project), 'a file in the place of the folder');
  await take(project, await manyImages(3));
  await vi.waitFor(async () => {
    expect(await project.api.get('wall/sheets')).toEqual({ sheets: [], left: 0 });
  });
  await rm(cacheOf(project));
  expect(await project.api.post('wall/sheets')).toEqual({ sheets: [], left: 1 });
  expect((await ready(project)).sheets).toHaveLength(1);
});

it('An engine that closes leaves no half a sheet behind', async () => {
  const project = await newProject();
  await take(project, await manyImages(SLOTS));
  await project.api.post('wall/sheets');
  await project.close();
  const left = existsSync(cacheOf(project)) ? await readdir(cacheOf(project)) : [];
  expect(left.filter((name) => name.startsWith('.unfinished'))).toEqual([]);
});

it('Large images are fitted into their slots, and the shift is told in columns', async () => {
  const project = await newProject();
  const folder = await temporaryFolder();
  await writeImage(path.join(folder, 'small.jpg'), 1);
  const large = await sharp(await drawImage(2)).resize(400, 200, { fit: 'fill' }).jpeg().toBuffer(); // prettier-ignore
  await writeFile(path.join(folder, 'wide.jpg'), large);
  await take(project, await manyImages(2));
  await project.api.done('imports', { path: folder, layout: 'flat', shift: 'A', score: false });
  const shift = (await project.api.get<ShiftInfo[]>('shifts')).find(({ name }) => name === 'A')!;
  const columns = await project.api.get<WallColumns>(`wall?shift=${shift.id}`);
  expect(columns).toEqual({
    total: 2,
    ids: [3, 4],
    widths: [24, 400],
    heights: [40, 200],
    scores: [null, null],
    verdicts: [null, null],
    labels: [null, null],
    groups: [null, null],
    cells: [null, null],
    times: [null, null],
    thresholds: null,
    next: null,
  });
  const { sheets } = await ready(project);
  // 48 x 24 of the large one, and 24 x 40 of the small.
  expect(sheets[0]).toMatchObject({ width: 48, height: 40 });
  for (const [text, images] of [
    ['WIDE', [4]],
    ['.jpg', [3, 4]],
    ['_', []],
    ['0001', []],
  ] as const) {
    expect(await project.api.get(`wall/search?shift=${shift.id}&text=${text}`)).toEqual({ images });
  }
  const [first, second] = [
    await project.api.get<WallColumns>('wall?limit=3'),
    await project.api.get<WallColumns>('wall?limit=3&after=3'),
  ];
  expect([first.ids, first.next, second.ids, second.next]).toEqual([[1, 2, 3], '3', [4], null]);
});

it('Asked for what there is not, the wall says so', async () => {
  const { api } = await newProject();
  expect(await api.problem('GET', 'wall?shift=7')).toMatchObject({ code: 'not-found' });
  expect(await api.problem('GET', 'wall/sheets?shift=7')).toMatchObject({ code: 'not-found' });
  expect(await api.problem('POST', 'wall/sheets', { shift: 7 })).toMatchObject({ code: 'not-found' }); // prettier-ignore
  expect(await api.problem('GET', 'wall/search?text=')).toMatchObject({ code: 'invalid-input' });
  expect(await api.get('wall/search?text=x')).toEqual({ images: [] });
  expect(await api.problem('GET', 'wall?limit=0')).toMatchObject({ code: 'invalid-input' });
  expect(await api.problem('GET', 'wall/sheets?what=1')).toMatchObject({ code: 'invalid-input' });
  expect(await api.problem('GET', 'wall/sheets/..%2F..%2Flunka.sqlite')).toMatchObject({ status: 404 }); // prettier-ignore
  const nothing = await api.get<WallColumns>('wall');
  expect(nothing).toMatchObject({ total: 0, ids: [], next: null });
  expect(await api.post('wall/sheets')).toEqual({ sheets: [], left: 0 });
});
