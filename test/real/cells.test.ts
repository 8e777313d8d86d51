import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import type { Evaluation } from '../../src-main/shared/api/detectors.ts';
import type { Health } from '../../src-main/shared/api/project.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import { createClient } from '../helpers/client.ts';
import { lunkaJson, startLunka } from '../helpers/cli.ts';
import { makeFolder } from '../helpers/project.ts';

/**
 * The main job on the real cells, which are no part of the project: LUNKA_DATA names a folder that
 * holds `lunka.tar.xz`. The annotations judge here; no setting was chosen by them.
 */
const data = process.env['LUNKA_DATA'] ?? '';
const archive = path.join(data, 'lunka.tar.xz');
const there = data !== '' && existsSync(archive);
const why = data === '' ? 'LUNKA_DATA is not set' : `there is no ${archive}`;

const CORRECTIONS = 300;

interface Outcome {
  activated: boolean;
  active: number;
  detector: { id: number };
  gate: { reason: string };
}

describe.runIf(!there)('the real cells', () => {
  it('cannot be judged', ({ skip }) => skip(why));
});

describe.runIf(there)('the real cells', { timeout: 900_000 }, () => {
  let cwd: string;
  const imgs = path.join('lunka', 'test', 'imgs');
  const annotations = path.join('lunka', 'test', 'test_annotation.txt');
  const evaluate = (): Promise<Evaluation> =>
    lunkaJson(['evaluate', 'p', imgs, '--annotations', annotations], cwd);
  const tell = (what: string, { tpr, tnr, auroc }: Evaluation): void =>
    console.log(
      `${what}: TPR ${tpr!.toFixed(3)}, TNR ${tnr!.toFixed(3)}, AUROC ${auroc!.toFixed(3)}`,
    );

  /** Score and verdict of every file, to the last bit that the export writes. */
  async function verdicts(): Promise<unknown[]> {
    const file = path.join(cwd, 'export.csv');
    await lunkaJson(['export', 'p', '--out', file], cwd);
    const rows = parse<Record<string, string>>(await readFile(file, 'utf8'), { columns: true });
    return rows.map((row) => [row['file'], row['score'], row['verdict']]);
  }

  beforeAll(async () => {
    cwd = await makeFolder();
    await promisify(execFile)('tar', ['xJf', archive, '-C', cwd]);
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  let before: Evaluation;

  it('are told apart by a detector that knows train and proliv alone', async () => {
    const started = performance.now();
    await lunkaJson(['init', 'p'], cwd);
    const imported = await lunkaJson<ImportResult>(['import', 'p', 'lunka', '--shift', 'A'], cwd);
    await lunkaJson<Outcome>(['train', 'p'], cwd);
    before = await evaluate();
    tell(`four commands in ${((performance.now() - started) / 1000).toFixed(0)} s`, before);
    expect(imported.conflicts).not.toEqual([]);
    for (const { files, kept } of imported.conflicts) {
      expect(kept).toBe('unsure');
      expect(new Set(files.map(({ label }) => label))).toEqual(new Set(['normal', 'leak']));
    }
    expect(before.tpr).toBeGreaterThanOrEqual(0.85);
    expect(before.tnr).toBeGreaterThanOrEqual(0.8);
  });

  it('are judged no worse after 300 corrections and one retrain, which can be taken back', async () => {
    const { groups } = await lunkaJson<{ groups: QueueGroup[] }>(
      ['queue', 'p', '--shift', 'A', '--limit', '10000'],
      cwd,
    );
    const truth = new Map(
      (await readFile(path.join(cwd, annotations), 'utf8'))
        .split(/\r?\n/)
        .filter(Boolean)
        .map((line) => line.split(' ') as [string, string]),
    );
    const flagged = groups.map(({ images }) => path.basename(images[0]!.file));
    const others = shuffle([...truth.keys()], seededRandom(1));
    const names = [...new Set([...flagged, ...others])].slice(0, CORRECTIONS);
    const rows = names.map(
      (name) => `test/imgs/${name},${truth.get(name) === '1' ? 'leak' : 'normal'}\n`,
    );
    await writeFile(path.join(cwd, 'labels.csv'), `file,label\n${rows.join('')}`);
    await lunkaJson(['label', 'p', '--from', 'labels.csv'], cwd);

    const judged = await verdicts();
    const outcome = await lunkaJson<Outcome>(['retrain', 'p'], cwd);
    const after = await evaluate();
    tell(`after ${names.length} corrections (${outcome.gate.reason})`, after);
    expect(outcome).toMatchObject({ activated: true, active: outcome.detector.id });
    expect(after.detector).not.toBe(before.detector);
    expect(after.tpr).toBeGreaterThanOrEqual(before.tpr!);
    expect(after.tnr).toBeGreaterThanOrEqual(before.tnr!);

    await lunkaJson(['activate', 'p', String(before.detector)], cwd);
    const again = await evaluate();
    expect([again.tpr, again.tnr]).toEqual([before.tpr, before.tnr]);
    expect(await verdicts()).toEqual(judged);
  });

  it('refuse a detector that was told at random what is a leak', async () => {
    // Byte-identical files are one image and must be told the same.
    const truths = new Map<string, { label: string; files: string[] }>();
    for (const [folder, label] of Object.entries({ train: 'normal', proliv: 'leak' })) {
      for (const name of await readdir(path.join(cwd, 'lunka', folder))) {
        const bytes = await readFile(path.join(cwd, 'lunka', folder, name));
        const hash = createHash('sha256').update(bytes).digest('hex');
        const image = truths.get(hash) ?? { label, files: [] };
        image.files.push(`${folder}/${name}`);
        truths.set(hash, image);
      }
    }
    const images = [...truths.values()];
    const labels = shuffle(
      images.map(({ label }) => label),
      seededRandom(2),
    );
    const rows = images.flatMap(({ files }, i) => files.map((file) => `${file},${labels[i]!}\n`));
    await writeFile(path.join(cwd, 'shuffled.csv'), `file,label\n${rows.join('')}`);
    await lunkaJson(['label', 'p', '--from', 'shuffled.csv'], cwd);
    const outcome = await lunkaJson<Outcome>(['retrain', 'p'], cwd);
    console.log(`shuffled labels: ${outcome.gate.reason}`);
    expect(outcome).toMatchObject({ activated: false });
    expect((await evaluate()).detector).toBe(before.detector);
  });

  it('leave the process that owns the database small and awake all through training', async () => {
    const served = startLunka(['serve', 'p'], cwd);
    try {
      await served.said(/token=/);
      const address = new URL(/http:\S+/.exec(served.output())![0]);
      const api = createClient((request) => {
        request.headers.set('authorization', `Bearer ${address.searchParams.get('token')}`);
        return fetch(request);
      }, address.origin);
      const { id } = await api.post<Job>('detectors/train', { epochs: 1 });
      const waits: number[] = [];
      let memory = 0;
      for (;;) {
        const asked = performance.now();
        const health = await api.get<Health>('health');
        waits.push(performance.now() - asked);
        memory = Math.max(memory, health.memoryMb);
        if (waits.length % 20 === 0 && (await api.get<Job>(`jobs/${id}`)).endedAt !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      waits.sort((a, b) => a - b);
      const at = (share: number): string =>
        waits[Math.floor((waits.length - 1) * share)]!.toFixed(1);
      console.log(
        `GET /api/health during training: median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms of ${waits.length}; ${memory} MB`,
      );
      expect(await api.get(`jobs/${id}`)).toMatchObject({ state: 'done' });
      expect(memory).toBeLessThan(400);
    } finally {
      served.interrupt();
      await served.ended;
    }
  });
});
