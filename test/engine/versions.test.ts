import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  DetectorDetail,
  DetectorInfo,
  TrainOutcome,
} from '../../src-main/shared/api/detectors.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { TakenIn } from '../../src-main/shared/api/taken-in.ts';
import type { DetectorFile, Pruning, VersionStorage } from '../../src-main/shared/api/versions.ts';
import { newProject, startEngine, trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
/** The trained detector as a file. */
let exported: string;
/** The same with other thresholds. */
const recut: string[] = [];
beforeAll(async () => {
  trained = await trainProject();
  const { api, folder, close } = startEngine(await trained.copy());
  const { file } = await api.post<DetectorFile>('versions/1/export', { file: 'v1.lunka' });
  expect(file).toBe(path.join(folder, 'exports', 'v1.lunka'));
  exported = file;
  for (const value of [1, 2]) {
    const { id } = await api.post<DetectorInfo>('calibration', { strategy: 'manual', value });
    recut.push((await api.post<DetectorFile>(`versions/${id}/export`, {})).file);
  }
  await close();
});
afterAll(() => trained.remove());

describe('a detector as one file', () => {
  it('scores to the same bits in another project, where nothing is proven of it', async () => {
    const { api } = await newProject();
    await api.done('imports', { path: trained.images, shift: 'A' });
    const imported = await api.done<DetectorInfo>('versions/import', {
      path: exported,
      author: 'Boris',
    });
    const { detector } = trained.outcome;
    // A file brings what people read there, not the codes of it.
    const { said: _, ...calibration } = detector.calibration;
    expect(imported).toMatchObject({
      state: 'candidate',
      author: 'Boris',
      gate: null,
      calibration: { proven: false, thresholds: detector.calibration.thresholds },
      heldOut: { tp: 0, fn: 0, tn: 0, fp: 0 },
      origin: { name: 'v1', calibration, heldOut: detector.heldOut },
    });
    await api.post(`detectors/${imported.id}/activate`);
    const [job] = await api.get<Job[]>('jobs?limit=1');
    await api.ended(job!.id);
    const there = await trained.open();
    const scores = async (from: typeof api): Promise<unknown> => {
      const { ids, scores, verdicts } = await from.get<ImageColumns>('images?order=id');
      return { ids, scores, verdicts };
    };
    expect(await scores(api)).toEqual(await scores(there.api));
    const detail = await api.get<DetectorDetail>(`detectors/${imported.id}`);
    const original = await there.api.get<DetectorDetail>('detectors/1');
    expect([detail.weightsHash, detail.dataHash, detail.epochs]).toEqual([
      original.weightsHash,
      original.dataHash,
      original.epochs,
    ]);
    expect(detail.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('remembers which images it was made from, so that nobody is flattered by them', async () => {
    const { api, db } = await newProject();
    await api.done('imports', { path: trained.images, shift: 'A' });
    const { id, origin } = await api.done<DetectorInfo>('versions/import', { path: exported });
    const { normal, leak } = trained.outcome.images;
    expect(origin!.known).toBe(normal + leak);
    await api.post(`detectors/${id}/activate`);
    const { epochs } = await api
      .done<TrainOutcome>('detectors/retrain')
      .then(({ detector }) => api.get<DetectorDetail>(`detectors/${detector.id}`));
    // A net that has seen nobody knows what is not kept.
    expect(epochs.length).toBeGreaterThan(0);
    expect(db.prepare('select count(*) from model_image where score is null').pluck().get()).toBe(
      normal + leak,
    );
  });

  it('can be checked without Lunka, and holds no path and no id of its project', async () => {
    const entries = unzipSync(await readFile(exported));
    expect(Object.keys(entries).sort()).toEqual(
      [
        'SHA256SUMS',
        'detector.json',
        'judge.bin',
        'learned.txt',
        'manifest.json',
        'weights.bin',
      ].sort(),
    );
    const text = (name: string): string => Buffer.from(entries[name]!).toString();
    expect(text('SHA256SUMS').trim().split('\n')).toHaveLength(5);
    expect(text('manifest.json') + text('detector.json')).not.toContain(path.dirname(exported));
    expect(JSON.parse(text('detector.json'))).toMatchObject({ judge: { fitted: [] } });
  });

  it('is refused where it is damaged, foreign, newer or absent, and leaves nothing', async () => {
    const { api, folder } = await newProject();
    const whole = await readFile(exported);
    const entries = unzipSync(whole);
    const manifest = JSON.parse(Buffer.from(entries['manifest.json']!).toString()) as object;
    const { 'weights.bin': weights, ...without } = entries;
    const bent = new Uint8Array(weights!);
    bent[100]! ^= 1;
    const cases: [string, Uint8Array, string][] = [
      ['text', strToU8('no zip'), 'detector-file-foreign'],
      ['other', zipSync({ 'a.txt': strToU8('x') }), 'detector-file-foreign'],
      ['cut', whole.subarray(0, whole.length - 300), 'detector-file-damaged'],
      ['bent', zipSync({ ...entries, 'weights.bin': bent }), 'detector-file-damaged'],
      ['poor', zipSync(without), 'detector-file-damaged'],
      [
        'newer',
        zipSync({
          ...entries,
          'manifest.json': strToU8(JSON.stringify({ ...manifest, version: 2 })),
        }),
        'detector-file-newer',
      ],
      [
        'changed',
        zipSync({
          ...entries,
          'manifest.json': strToU8(JSON.stringify({ ...manifest, author: 'x' })),
        }),
        'detector-file-damaged',
      ],
    ];
    for (const [name, bytes, code] of cases) {
      const file = path.join(folder, `${name}.lunka`);
      await writeFile(file, bytes);
      const job = await api.job('versions/import', { path: file });
      expect([name, job.state, job.error?.code]).toEqual([name, 'failed', code]);
    }
    const absent = await api.job('versions/import', { path: path.join(folder, 'ghost.lunka') });
    expect(absent.error?.code).toBe('file-not-found');
    expect(await api.get('detectors')).toEqual([]);
    expect(existsSync(path.join(folder, 'detectors', '.unfinished-1'))).toBe(false);
  });

  it('is not written where that cannot be, nor of a detector that there is not', async () => {
    const { api, folder } = await trained.open();
    const problem = async (id: number, file: string): Promise<string> =>
      (await api.problem('POST', `versions/${id}/export`, { file })).code;
    expect(await problem(9, 'x.lunka')).toBe('not-found');
    expect(await problem(1, path.join(folder, 'ghost', 'x.lunka'))).toBe('folder-not-found');
    expect(await problem(1, folder)).toBe('not-a-file');
  });
});

describe('a detector that the project has already', () => {
  it('is found by its content, under whatever name the file goes, and not taken in twice', async () => {
    const { api, db, folder } = await newProject();
    const first = await api.done<TakenIn>('versions/import', { path: exported });
    const renamed = path.join(folder, 'other.lunka');
    await copyFile(exported, renamed);
    const again = await api.done<TakenIn>('versions/import', { path: renamed, note: 'again' });
    expect([first.known, again]).toEqual([false, { ...first, known: true }]);
    expect(db.prepare('select count(*) from model').pluck().get()).toBe(1);
    expect(await readdir(path.join(folder, 'detectors'))).toHaveLength(1);
  });

  it('is another one with another threshold', async () => {
    const { api } = await newProject();
    for (const [i, file] of [exported, ...recut].entries()) {
      expect(await api.done<TakenIn>('versions/import', { path: file })).toMatchObject({
        id: i + 1,
        known: false,
      });
    }
  });

  it.each(['detector.json', 'weights.bin', 'judge.bin'])(
    'is taken in anew where its %s is gone, for there it judges nothing any more',
    async (name) => {
      const { api, folder } = await newProject();
      await api.done<TakenIn>('versions/import', { path: exported });
      const [own] = await readdir(path.join(folder, 'detectors'));
      await rm(path.join(folder, 'detectors', own!, name));
      expect(await api.done<TakenIn>('versions/import', { path: exported })).toMatchObject({
        id: 2,
        known: false,
      });
    },
  );

  it('is told where it was made too, and taken in anew once its weights were thrown away', async () => {
    const { api } = await trained.open();
    expect(await api.done<TakenIn>('versions/import', { path: exported })).toMatchObject({
      id: 1,
      state: 'active',
      known: true,
    });
    const { id } = await api.done<TakenIn>('versions/import', { path: recut[0] });
    expect((await api.post<Pruning>('versions/prune', { keep: 0 })).pruned).toEqual([id]);
    expect(await api.done<TakenIn>('versions/import', { path: recut[0] })).toMatchObject({
      id: id + 1,
      known: false,
    });
  });
});

describe('pruning', () => {
  it('throws away weights and scores of the old, never of what judges or judged before', async () => {
    const project = await trained.open();
    const { api, db, folder } = project;
    // v2 and v3 come from a file; v4 is v3 with another threshold and v1 stays to be gone back to.
    const v2 = await api.done<DetectorInfo>('versions/import', { path: recut[0] });
    const v3 = await api.done<DetectorInfo>('versions/import', { path: recut[1] });
    await api.post(`detectors/${v3.id}/activate`);
    const [job] = await api.get<Job[]>('jobs?limit=1');
    await api.ended(job!.id);
    const v4 = await api.post<DetectorInfo>('calibration', { strategy: 'manual', value: 3 });
    expect([v2.id, v3.id, v4.id]).toEqual([2, 3, 4]);

    const { total } = await api.get<ImageColumns>('images');
    const plan = await api.post<Pruning>('versions/prune', { keep: 0, dryRun: true });
    expect(plan).toMatchObject({ pruned: [2, 1], scores: total });
    expect(plan.kept).toEqual([
      { detector: 4, why: 'active' },
      { detector: 3, why: 'before-active' },
    ]);
    expect(plan.bytes).toBeGreaterThan(10_000);
    expect(await api.get<DetectorInfo[]>('detectors')).toMatchObject([
      { prunedAt: null },
      { prunedAt: null },
      { prunedAt: null },
      { prunedAt: null },
    ]);
    const sparing = await api.post<Pruning>('versions/prune', { keep: 3, dryRun: true });
    expect(sparing.pruned).toEqual([1]);
    expect(sparing.kept).toContainEqual({ detector: 2, why: 'newest' });

    const folders = db.prepare('select folder from model order by id').pluck().all() as string[];
    expect(await api.post('versions/prune', { keep: 0 })).toEqual(plan);
    expect(folders.map((name) => existsSync(path.join(folder, name)))).toEqual([
      false,
      false,
      true,
    ]);
    expect(db.prepare('select distinct model from score').pluck().all()).toEqual([3]);
    const storage = await api.get<VersionStorage[]>('versions/storage');
    expect(storage.map(({ bytes }) => bytes > 0)).toEqual([true, true, false, false]);
    expect((await api.problem('POST', 'detectors/1/activate', {})).code).toBe('detector-pruned');
    expect((await api.problem('POST', 'versions/2/export', {})).code).toBe('detector-pruned');
    const evidence = await api.problem('GET', 'images/1/evidence?detector=1');
    expect(evidence.code).toBe('detector-pruned');
    // What it was made from and how it did remain.
    expect(await api.get('detectors/1')).toMatchObject({
      heldOut: trained.outcome.detector.heldOut,
      fitted: trained.outcome.images.normal + trained.outcome.images.leak,
    });
    expect(await api.post('versions/prune', { keep: 0 })).toMatchObject({ pruned: [], bytes: 0 });
  });

  it('that a crash cut off is finished at the next start', async () => {
    const folder = await trained.copy();
    const first = startEngine(folder);
    await first.api.done<DetectorInfo>('versions/import', { path: recut[0] });
    const [, model] = first.db
      .prepare('select folder from model order by id')
      .pluck()
      .all() as string[];
    first.db.exec(`update model set pruned_at = '2026-11-23T00:00:00.000Z' where id = 2;
      insert into score select 2, image, score from score where model = 1`);
    expect((await stat(path.join(folder, model!))).isDirectory()).toBe(true);
    await first.close();
    const second = startEngine(folder);
    expect(existsSync(path.join(folder, model!))).toBe(false);
    expect(second.db.prepare('select distinct model from score').pluck().all()).toEqual([1]);
    await second.close();
  });

  it('is refused at the door for what is no number of versions', async () => {
    const { api } = await trained.open();
    for (const body of [{}, { keep: -1 }, { keep: 1.5 }, { keep: 'all' }]) {
      expect((await api.problem('POST', 'versions/prune', body)).code).toBe('invalid-input');
    }
  });
});
