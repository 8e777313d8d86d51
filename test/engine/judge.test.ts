import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Detection, Evaluation } from '../../src-main/shared/api/detectors.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import {
  startEngine,
  newProject,
  temporaryFolder,
  trainProject,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
let shift: string;
let truth: string;
beforeAll(async () => {
  trained = await trainProject({ train: 60, proliv: 8, shift: 30 });
  shift = path.join(trained.images, 'test', 'imgs');
  truth = path.join(trained.images, 'test', 'test_annotation.txt');
});
afterAll(() => trained.remove());

describe('evaluate', () => {
  it('counts every annotated image once, agrees with the stored verdicts and stores nothing', async () => {
    const { api, db } = await trained.open();
    const rows = (): unknown =>
      ['image', 'score', 'label_event', 'detector'].map((table) =>
        db.prepare(`select count(*) from ${table}`).pluck().get(),
      );
    const before = rows();
    const result = await api.done<Evaluation>('evaluate', { images: shift, annotations: truth });
    expect(rows()).toEqual(before);
    expect(result).toMatchObject({ images: 30, unreadable: [], detector: 1 });
    expect(result.tp + result.fn).toBe(result.leaks);
    expect(result.tn + result.fp).toBe(result.normals);
    expect(result.tpr).toBe(result.tp / result.leaks);
    expect(result.tnr).toBe(result.tn / result.normals);
    const files = db
      .prepare(
        `select count(*) from occurrence o join score s on s.image = o.image
         where o.shift is not null and s.score >= ?`,
      )
      .pluck();
    expect(result.tp + result.fp).toBe(files.get(result.threshold));
  });

  it('counts what it cannot read apart from what it judged', async () => {
    const { api } = await trained.open();
    const folder = await temporaryFolder();
    const [name] = await readdir(shift);
    await copyFile(path.join(shift, name!), path.join(folder, 'good.jpg'));
    await writeFile(path.join(folder, 'text.jpg'), 'no image');
    const annotations = path.join(folder, 'truth.txt');
    await writeFile(annotations, 'good.jpg 0\r\ntext.jpg 1\r\n');
    const result = await api.done<Evaluation>('evaluate', { images: folder, annotations });
    expect(result).toMatchObject({ images: 1, leaks: 0, tpr: null, auroc: null });
    expect(result.unreadable.map(({ file }) => file)).toEqual(['text.jpg']);
  });

  it.each([
    ['annotations name absent images', 'ghost.jpg 1\n', 'annotations-absent-images'],
    ['annotations are malformed', 'what is this\n', 'annotations-malformed'],
    ['annotations are not there', null, 'annotations-not-found'],
  ])('fails where %s', async (_, text, code) => {
    const { api } = await trained.open();
    const annotations = path.join(await temporaryFolder(), 'truth.txt');
    if (text !== null) await writeFile(annotations, text);
    const job = await api.job('evaluate', { images: shift, annotations });
    expect(job).toMatchObject({ state: 'failed', error: { code } });
  });
});

describe('detect', () => {
  it('judges files and the images of folders, and says what it could not read', async () => {
    const { api } = await trained.open();
    const folder = await temporaryFolder();
    const [name] = await readdir(shift);
    await copyFile(path.join(shift, name!), path.join(folder, 'b.jpg'));
    await writeFile(path.join(folder, 'a.jpg'), 'no image');
    await writeFile(path.join(folder, 'notes.txt'), 'not an image by name');
    const single = path.join(shift, name!);
    const found = await api.done<Detection[]>('detect', { paths: [folder, single] });
    expect(found.map(({ file }) => file)).toEqual([
      path.join(folder, 'a.jpg'),
      path.join(folder, 'b.jpg'),
      single,
    ]);
    expect(found[0]).toMatchObject({
      score: null,
      verdict: null,
      error: expect.any(String) as string,
    });
    expect(found[1]!.score).toBeCloseTo(found[2]!.score!, 4);
    expect(found[2]!.verdict).toMatch(/^(normal|leak)$/);
  });

  it('fails on a path where there is nothing and on a folder without images', async () => {
    const { api } = await trained.open();
    const folder = await temporaryFolder();
    const missing = await api.job('detect', { paths: [path.join(folder, 'gone.jpg')] });
    expect(missing.error).toMatchObject({ code: 'file-not-found' });
    expect((await api.job('detect', { paths: [folder] })).error).toMatchObject({
      code: 'no-images',
    });
    expect((await api.problem('POST', 'detect', { paths: [] })).code).toBe('invalid-input');
  });
});

describe('export', () => {
  it('writes a row a file, with label, author, score and verdict', async () => {
    const { api, folder } = await trained.open();
    const { ids, scores, verdicts } = await api.get<ImageColumns>('images?limit=1');
    const items = [{ image: ids[0], label: 'leak' }];
    await api.post('labels', { items, author: 'Anna, "QA"' });
    const { occurrences } = await api.get<ProjectSummary>('project');
    const { file, rows } = await api.done<{ file: string; rows: number }>('exports');
    expect(rows).toBe(occurrences);
    expect(path.dirname(file)).toBe(path.join(folder, 'exports'));
    const records = parse(await readFile(file, 'utf8'), { columns: true }) as Record<
      string,
      string
    >[];
    expect(records).toHaveLength(rows);
    expect(Object.keys(records[0]!)).toEqual([
      ...['file', 'source', 'shift', 'hash', 'label'],
      ...['labelled_by', 'labelled_at', 'score', 'verdict', 'detector'],
    ]);
    const mine = records.filter((record) => record['labelled_by'] === 'Anna, "QA"');
    expect(mine.length).toBeGreaterThan(0);
    expect(mine[0]).toMatchObject({ label: 'leak', verdict: verdicts[0], detector: 'v1' });
    expect(Number(mine[0]!['score'])).toBe(scores[0]);
  });

  it('is refused into a folder that there is not, and onto one that there is', async () => {
    const { api } = await newProject();
    const folder = await temporaryFolder();
    const failed = async (file: string) => (await api.job('exports', { file })).error?.code;
    expect(await failed(path.join(folder, 'deep', 'out.csv'))).toBe('folder-not-found');
    expect(await failed(folder)).toBe('not-a-file');
  });

  it('can be read back as labels', async () => {
    const { api } = await trained.open();
    const file = path.join(await temporaryFolder(), 'out.csv');
    await api.done('exports', { file });
    const records = parse(await readFile(file, 'utf8'), { columns: true }) as Record<
      string,
      string
    >[];
    const rows = records.filter(({ label }) => label).map(({ file, label }) => ({ file, label }));
    const answer = await api.post<{ images: number }>('labels/files', { rows, dryRun: true });
    // All of them came from the import and become a person's word.
    expect(answer.images).toBeGreaterThan(50);
  });

  it('fails where it cannot write, and leaves nothing half written', async () => {
    const { api } = await trained.open();
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'taken.csv'));
    const job = await api.job('exports', { file: path.join(folder, 'taken.csv') });
    expect(job.state).toBe('failed');
    expect(await readdir(folder)).toEqual(['taken.csv']);
  });
});

describe('the list of images', () => {
  it('gives every image once over its pages, in every order', async () => {
    const { api } = await trained.open();
    for (const order of ['score', '-score', 'id', '-id']) {
      for (const filter of ['', '&flagged=true', '&flagged=false', '&label=none', '&shift=1']) {
        const whole = await api.get<ImageColumns>(`images?order=${order}${filter}`);
        const paged: number[] = [];
        let after: string | null = '';
        while (after !== null) {
          const cursor: string = after && `&after=${after}`;
          const page: ImageColumns = await api.get(
            `images?order=${order}${filter}&limit=7${cursor}`,
          );
          expect(page.total).toBe(whole.total);
          paged.push(...page.ids);
          after = page.next;
        }
        expect(paged, `${order}${filter}`).toEqual(whole.ids);
        expect(whole.ids).toHaveLength(whole.total);
      }
    }
  });

  it('puts images without a score last, and parts flagged from the rest', async () => {
    const { api, db } = await trained.open();
    db.prepare('delete from score where image <= 3').run();
    for (const order of ['score', '-score']) {
      const { scores, ids } = await api.get<ImageColumns>(`images?order=${order}`);
      expect(scores.slice(-3)).toEqual([null, null, null]);
      const rest = await api.get<ImageColumns>(
        `images?order=${order}&limit=2&after=${(await api.get<ImageColumns>(`images?order=${order}&limit=${ids.length - 2}`)).next}`,
      );
      expect(rest.ids).toEqual(ids.slice(-2));
    }
    const total = async (query: string): Promise<number> =>
      (await api.get<ImageColumns>(`images?${query}`)).total;
    expect((await total('flagged=true')) + (await total('flagged=false'))).toBe(await total(''));
  });

  it.each([
    'limit=0',
    'limit=x',
    'order=size',
    'flagged=maybe',
    'label=crack',
    'after=nonsense',
    'shift=0',
  ])('refuses %s', async (query) => {
    const { api } = await trained.open();
    expect(await api.problem('GET', `images?${query}`)).toMatchObject({
      status: 400,
      code: 'invalid-input',
    });
  });
});

describe('one image', () => {
  it('tells where it comes from and serves its bytes, for ever under the project’s key', async () => {
    const { api } = await trained.open();
    const { key } = await api.get<ProjectSummary>('project');
    const detail = await api.get<{ occurrences: { source: string; file: string }[] }>('images/1');
    const { source, file } = detail.occurrences[0]!;
    const bytes = await readFile(path.join(source, file));
    const served = await api.request('GET', `images/1/file?p=${key}`);
    expect(Buffer.from(await served.arrayBuffer())).toEqual(bytes);
    expect(served.headers.get('cache-control')).toContain('immutable');
    const unkeyed = await api.request('GET', 'images/1/file?p=other');
    expect(unkeyed.headers.get('cache-control')).toBe('no-cache');
    const small = await api.request('GET', `images/1/thumbnail?p=${key}`);
    expect(small.headers.get('content-type')).toMatch(/^image\//);
    for (const part of ['', '/file', '/thumbnail', '/evidence']) {
      expect((await api.problem('GET', `images/9999${part}`)).code).toBe('not-found');
      expect((await api.problem('GET', `images/one${part}`)).code).toBe('invalid-input');
    }
  });

  it('is found again when project and images have moved together', async () => {
    const { folder, close, api } = await trained.open();
    expect((await api.request('GET', 'images/1/file')).status).toBe(200);
    await close();
    const root = await temporaryFolder();
    await cp(folder, path.join(root, 'project'), { recursive: true });
    await cp(trained.images, path.join(root, 'images'), { recursive: true });
    const moved = startEngine(path.join(root, 'project'));
    moved.db.prepare('update source set path = ?').run(path.join(root, 'gone', 'images'));
    try {
      expect((await moved.api.request('GET', 'images/1/file')).status).toBe(200);
      await rm(path.join(root, 'images'), { recursive: true });
      expect((await moved.api.problem('GET', 'images/1/file')).code).toBe('image-file-missing');
    } finally {
      await moved.close();
    }
  });
});
