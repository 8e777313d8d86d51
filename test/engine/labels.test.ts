import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageColumns, ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { Label } from '../../src-main/shared/words.ts';
import {
  newProject,
  startEngine,
  temporaryFolder,
  writeImage,
  type TestProject,
} from '../helpers/project.ts';

interface Given {
  batch: LabelBatch;
}
interface Undone extends Given {
  undone: LabelBatch;
  images: { image: number; label: Label | null }[];
}

/** Three images in `a/` and `b/`, two of them with one name. */
async function projectWithImages(): Promise<TestProject> {
  const project = await newProject();
  const source = path.join(path.dirname(project.folder), 'source');
  for (const part of ['a', 'b']) await mkdir(path.join(source, part), { recursive: true });
  await writeImage(path.join(source, 'a/1.jpg'), 1);
  await writeImage(path.join(source, 'a/2.jpg'), 2);
  await writeImage(path.join(source, 'b/1.jpg'), 3);
  await project.api.done('imports', { path: source });
  return project;
}

const labelsOf = async ({ api }: TestProject): Promise<(Label | null)[]> =>
  (await api.get<ImageColumns>('images?order=id')).labels;

const give = ({ api }: TestProject, items: Record<number, Label | null>): Promise<Given> =>
  api.post<Given>('labels', {
    items: Object.entries(items).map(([image, label]) => ({ image: Number(image), label })),
  });

describe('labels', () => {
  it('are stored at once, with who said so, and kept in the history', async () => {
    const project = await projectWithImages();
    const items = [
      { image: 1, label: 'leak' },
      { image: 3, label: 'leak' },
    ];
    const { batch } = await project.api.post<Given>('labels', { items, author: 'Anna' });
    expect(batch).toMatchObject({ origin: 'person', author: 'Anna', images: 2, label: 'leak' });
    await give(project, { 1: 'normal' });
    expect(await labelsOf(project)).toEqual(['normal', null, 'leak']);
    const { history } = await project.api.get<ImageDetail>('images/1');
    expect(history.map(({ label, author }) => [label, author])).toEqual([
      ['leak', 'Anna'],
      ['normal', 'engineer'],
    ]);
  });

  it('can be taken back one after the other, and given again', async () => {
    const project = await projectWithImages();
    await give(project, { 1: 'leak', 2: 'leak' });
    await give(project, { 1: 'normal' });
    const first = await project.api.post<Undone>('labels/undo');
    expect(first).toMatchObject({
      undone: { undone: true },
      images: [{ image: 1, label: 'leak' }],
    });
    const second = await project.api.post<Undone>('labels/undo');
    expect(second.images).toEqual([
      { image: 1, label: null },
      { image: 2, label: null },
    ]);
    expect(await labelsOf(project)).toEqual([null, null, null]);
    await project.api.post('labels/redo');
    expect(await labelsOf(project)).toEqual(['leak', 'leak', null]);
    await project.api.post('labels/redo');
    expect(await labelsOf(project)).toEqual(['normal', 'leak', null]);
    expect(await project.api.problem('POST', 'labels/redo', {})).toMatchObject({
      status: 409,
      code: 'nothing-to-redo',
    });
  });

  it('keep newer words when an older decision is taken back', async () => {
    const project = await projectWithImages();
    const old = await give(project, { 1: 'leak', 2: 'leak' });
    await give(project, { 1: 'normal' });
    const answer = await project.api.post<Undone>('labels/undo', { batch: old.batch.id });
    expect(answer.images).toEqual([{ image: 2, label: null }]);
    expect(await labelsOf(project)).toEqual(['normal', null, null]);
  });

  it('let a decision be taken back that newer ones have wholly replaced', async () => {
    const project = await projectWithImages();
    const old = await give(project, { 1: 'leak' });
    await give(project, { 1: 'normal' });
    const answer = await project.api.post<Undone>('labels/undo', { batch: old.batch.id });
    expect(answer).toMatchObject({ batch: { images: 0, sample: null }, images: [] });
    // The replaced word was taken back: it does not come again with the next undo.
    await project.api.post('labels/undo');
    expect(await labelsOf(project)).toEqual([null, null, null]);
  });

  it('cannot be redone once a new decision was taken', async () => {
    const project = await projectWithImages();
    await give(project, { 1: 'leak' });
    await project.api.post('labels/undo');
    await give(project, { 2: 'normal' });
    const problem = await project.api.problem('POST', 'labels/redo', {});
    expect(problem.code).toBe('nothing-to-redo');
  });

  it('can be taken back after the project was closed and opened again', async () => {
    const folder = path.join(await temporaryFolder(), 'project');
    const source = path.join(path.dirname(folder), 'source');
    await mkdir(source);
    await writeImage(path.join(source, '1.jpg'), 1);
    const before = startEngine(folder);
    await before.api.done('imports', { path: source });
    await give(before, { 1: 'leak' });
    await before.close();
    const after = startEngine(folder);
    try {
      expect(await labelsOf(after)).toEqual(['leak']);
      await after.api.post('labels/undo');
      expect(await labelsOf(after)).toEqual([null]);
    } finally {
      await after.close();
    }
  });

  it('bring back the label of an import with an import’s standing', async () => {
    const project = await newProject();
    const source = path.join(path.dirname(project.folder), 'source');
    await mkdir(source);
    await writeImage(path.join(source, '1.jpg'), 1);
    await project.api.done('imports', { path: source, label: 'normal' });
    await give(project, { 1: 'leak' });
    await project.api.post('labels/undo');
    expect(await labelsOf(project)).toEqual(['normal']);
    // A person’s word would have stood against this import.
    await project.api.done('imports', { path: source, label: 'leak' });
    expect(await labelsOf(project)).toEqual(['leak']);
    const undo = await project.api.problem('POST', 'labels/undo', {});
    expect(undo).toMatchObject({ status: 409, code: 'nothing-to-undo' });
  });

  it('are not taken when they were meant for another project', async () => {
    const { engine, db } = await newProject();
    const headers = { 'content-type': 'application/json', 'x-lunka-project': 'another' };
    const body = JSON.stringify({ items: [{ image: 1, label: 'leak' }] });
    const answer = await engine.fetch(
      new Request('http://lunka/api/labels', { method: 'POST', headers, body }),
    );
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'other-project' });
    expect(db.prepare('select count(*) from label_event').pluck().get()).toBe(0);
  });

  it('are not taken from a body that does not call itself JSON', async () => {
    const { engine } = await newProject();
    const body = '{"batch": 1}';
    const request = new Request('http://lunka/api/labels/undo', { method: 'POST', body });
    const answer = await engine.fetch(request);
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: 'not-json' });
  });

  it('refuse to undo what is no decision, is undone, or is not there', async () => {
    const project = await projectWithImages();
    const { batch } = await give(project, { 1: 'leak' });
    const undo = await project.api.post<Undone>('labels/undo');
    const code = async (id: unknown): Promise<string> =>
      (await project.api.problem('POST', 'labels/undo', { batch: id })).code;
    expect(await code(batch.id)).toBe('already-undone');
    expect(await code(undo.batch.id)).toBe('not-a-decision');
    expect(await code(999)).toBe('not-found');
    expect(await code('1')).toBe('invalid-input');
  });

  it.each([
    [
      'an unknown image',
      {
        items: [
          { image: 1, label: 'leak' },
          { image: 99, label: 'leak' },
        ],
      },
      'unknown-image',
    ],
    ['an unknown label', { items: [{ image: 1, label: 'crack' }] }, 'invalid-input'],
    [
      'an image twice',
      {
        items: [
          { image: 1, label: 'leak' },
          { image: 1, label: 'normal' },
        ],
      },
      'invalid-input',
    ],
    ['no item', { items: [] }, 'invalid-input'],
    ['a number as text', { items: [{ image: '1', label: 'leak' }] }, 'invalid-input'],
    ['a truth value as id', { items: [{ image: true, label: 'leak' }] }, 'invalid-input'],
    ['a nameless author', { items: [{ image: 1, label: 'leak' }], author: ' ' }, 'invalid-input'],
    ['a list', [], 'invalid-input'],
  ])('store nothing for %s', async (_, body, code) => {
    const project = await projectWithImages();
    expect((await project.api.problem('POST', 'labels', body)).code).toBe(code);
    expect(await labelsOf(project)).toEqual([null, null, null]);
    expect(await project.api.get('labels/batches')).toEqual([]);
  });

  it('are listed newest first, without the imports', async () => {
    const project = await projectWithImages();
    await give(project, { 1: 'leak' });
    await give(project, { 1: 'normal', 2: 'leak' });
    await project.api.post('labels/undo');
    const batches = await project.api.get<LabelBatch[]>('labels/batches?limit=2');
    expect(batches).toMatchObject([
      { origin: 'undo', images: 2, undone: false },
      { origin: 'person', images: 2, undone: true, label: null, sample: 1 },
    ]);
  });
});

describe('labels by file', () => {
  const rows = (...files: [string, Label][]) => ({
    rows: files.map(([file, label]) => ({ file, label })),
  });

  it('name images by path, by an unambiguous tail, and as Windows writes it', async () => {
    const project = await projectWithImages();
    const body = rows(['a/1.jpg', 'leak'], ['2.jpg', 'normal'], ['.\\b\\1.jpg', 'unsure']);
    const answer = await project.api.post('labels/files', { ...body, author: 'auditor' });
    expect(answer).toMatchObject({ images: 3, unchanged: 0, batch: { origin: 'file' } });
    expect(await labelsOf(project)).toEqual(['leak', 'normal', 'unsure']);
    const again = await project.api.post('labels/files', body);
    expect(again).toEqual({ images: 0, unchanged: 3, batch: null });
    await project.api.post('labels/undo');
    expect(await labelsOf(project)).toEqual([null, null, null]);
  });

  it('store nothing in a dry run', async () => {
    const project = await projectWithImages();
    const body = { ...rows(['a/1.jpg', 'leak']), dryRun: true };
    expect(await project.api.post('labels/files', body)).toMatchObject({ images: 1, batch: null });
    expect(await labelsOf(project)).toEqual([null, null, null]);
  });

  it.each([
    ['unknown', rows(['a/1.jpg', 'leak'], ['ghost.jpg', 'leak']), 'unknown-file', 'ghost.jpg'],
    ['ambiguous', rows(['1.jpg', 'leak']), 'ambiguous-file', '1.jpg'],
    [
      'contradicting',
      rows(['a/2.jpg', 'leak'], ['2.jpg', 'normal']),
      'contradicting-rows',
      'a/2.jpg',
    ],
    ['unknown labels', { rows: [{ file: 'a/1.jpg', label: 'bad' }] }, 'invalid-input', 'label'],
    ['no', { rows: [] }, 'invalid-input', 'rows'],
  ])('store nothing for %s rows', async (_, body, code, word) => {
    const project = await projectWithImages();
    const problem = await project.api.problem('POST', 'labels/files', body);
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(word);
    expect(await labelsOf(project)).toEqual([null, null, null]);
  });
});
