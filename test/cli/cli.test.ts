import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import type { ComparedStrategy } from '../../src-main/shared/api/calibration.ts';
import type { DetectorInfo, Evaluation } from '../../src-main/shared/api/detectors.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import type { TakenIn } from '../../src-main/shared/api/taken-in.ts';
import { lunka, lunkaJson, startLunka } from '../helpers/cli.ts';
import {
  drawImage,
  makeFolder,
  newProject,
  temporaryFolder,
  writeImage,
} from '../helpers/project.ts';

/** What `train` and `retrain` print with --json. */
interface Outcome {
  activated: boolean;
  active: number;
  detector: DetectorInfo;
  before: { detector: number; tpr: number; tnr: number } | null;
  after: { detector: number; tpr: number; tnr: number };
}

const QUICK = ['--epochs', '1', '--set', 'width=16', '--set', 'height=16', '--set', 'channels=8,8'];

describe('the command line, from an empty folder to a rollback', { timeout: 120_000 }, () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await makeFolder();
    await generateProject(path.join(cwd, 'images'), { seed: 3, train: 70, proliv: 10, shift: 30 });
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it('makes a project and takes images in', async () => {
    expect(await lunkaJson(['init', 'p', '--name', 'Line 4'], cwd)).toMatchObject({
      name: 'Line 4',
    });
    const dry = await lunkaJson<ImportResult>(['import', 'p', 'images', '--dry-run'], cwd);
    const result = await lunkaJson<ImportResult>(['import', 'p', 'images', '--shift', 'A'], cwd);
    expect(dry).toMatchObject({ dryRun: true, files: 110, added: result.added });
    expect(result).toMatchObject({ layout: 'lunka', shift: 'A', files: 110, unreadable: [] });
    expect(result.conflicts).toHaveLength(1);
  });

  it('trains, judges the truth, and prints one document and nothing else', async () => {
    const outcome = await lunkaJson<Outcome>(['train', 'p', ...QUICK], cwd);
    expect(outcome).toMatchObject({ activated: true, active: 1, before: null });
    const truth = ['--annotations', 'images/test/test_annotation.txt'];
    const result = await lunkaJson<Evaluation>(
      ['evaluate', 'p', 'images/test/imgs', ...truth],
      cwd,
    );
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining([
        ...['images', 'leaks', 'normals', 'tp', 'fn', 'tn', 'fp', 'tpr', 'tnr'],
        ...['auroc', 'averagePrecision', 'detector', 'threshold'],
      ]),
    );
    expect(result).toMatchObject({ images: 30, detector: 1 });
    const [file] = await readdir(path.join(cwd, 'images', 'test', 'imgs'));
    const detect = await lunka(['detect', 'p', `images/test/imgs/${file}`, '--csv'], cwd);
    expect(detect.stdout).toMatch(/^file,verdict,score,error\n.*,(normal|leak),[\d.e-]+,\n$/);
  });

  it('names the labels that are most likely wrong, contradicting imports first', async () => {
    const { suspects } = await lunkaJson<{ suspects: Suspect[] }>(
      ['suspects', 'p', '--limit', '3'],
      cwd,
    );
    expect(suspects).toHaveLength(3);
    expect(suspects[0]).toMatchObject({ label: 'unsure', reason: 'conflict' });
    expect((await lunka(['suspects', 'p', '--limit', '0'], cwd)).code).toBe(2);
  });

  it('queues, takes labels from a CSV by the names of the queue, and queues them no more', async () => {
    const queue = async (): Promise<QueueGroup[]> =>
      (await lunkaJson<{ groups: QueueGroup[] }>(['queue', 'p', '--shift', 'A'], cwd)).groups;
    const groups = await queue();
    expect(groups.length).toBeGreaterThan(0);
    const { images } = groups[0]!;
    const lines = images.map(({ file }) => `${file};normal\r\n`);
    await writeFile(path.join(cwd, 'labels.csv'), `\uFEFFFile;Label\r\n${lines.join('')}`);
    const given = await lunkaJson(['label', 'p', '--from', 'labels.csv', '--author', 'Anna'], cwd);
    expect(given).toMatchObject({ batch: { origin: 'file', author: 'Anna' }, unchanged: 0 });
    const left = (await queue()).flatMap((group) => group.images.map(({ file }) => file));
    expect(left).not.toContain(images[0]!.file);
  });

  it('retrains with before and after, activates an older one, and exports', async () => {
    const outcome = await lunkaJson<Outcome>(['retrain', 'p'], cwd);
    expect(outcome.before).toMatchObject({ detector: 1 });
    expect(outcome.after).toMatchObject({ detector: 2 });
    expect(outcome.active).toBe(outcome.activated ? 2 : 1);
    expect(await lunkaJson(['activate', 'p', 'v1'], cwd)).toMatchObject({ id: 1, state: 'active' });
    const calibrated = await lunkaJson<DetectorInfo>(
      ['calibrate', 'p', '--strategy', 'manual', '--value', '3'],
      cwd,
    );
    expect(calibrated).toMatchObject({
      state: 'active',
      calibration: { thresholds: { upper: 3 } },
    });
    const answers = await lunkaJson<ComparedStrategy[]>(['calibrate', 'p', '--compare'], cwd);
    expect(answers.map(({ name }) => name)).toContain('youden');
    const proof = await lunkaJson(['proof', 'p', '--tpr', '0.95'], cwd);
    expect(proof).toMatchObject({
      demands: { tpr: 0.95, tnr: 0.91 },
      set: 'held-out',
      counts: calibrated.heldOut,
      tpr: { hits: calibrated.heldOut.tp, demanded: 0.95 },
    });
    expect(await lunkaJson(['proof', 'p'], cwd)).toEqual(proof);
    const detectors = await lunkaJson<DetectorInfo[]>(['detectors', 'p'], cwd);
    expect(detectors.map(({ state }) => state).filter((state) => state === 'active')).toHaveLength(
      1,
    );
    expect(await lunkaJson(['score', 'p'], cwd)).toMatchObject({ scored: 0 });
    const { rows } = await lunkaJson<{ rows: number }>(['export', 'p', '--out', 'out.csv'], cwd);
    expect(rows).toBe(110);
    expect(await readFile(path.join(cwd, 'out.csv'), 'utf8')).toMatch(
      /^file,source,shift,hash,label/,
    );
  });

  it('carries a detector away and takes it in, throws old ones out, and grows the golden set', async () => {
    const file = await lunkaJson<{ sha256: string }>(
      ['detectors', 'export', 'p', 'v1', 'v1.lunka'],
      cwd,
    );
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    await lunkaJson(['init', 'q'], cwd);
    const take = (project: string) =>
      lunkaJson<TakenIn>(['detectors', 'import', project, 'v1.lunka'], cwd);
    expect(await take('q')).toMatchObject({
      state: 'candidate',
      origin: { project: 'Line 4', name: 'v1' },
      known: false,
    });
    expect(await take('q')).toMatchObject({ id: 1, known: true });
    expect(await take('p')).toMatchObject({ id: 1, origin: null, known: true });
    const again = await lunka(['detectors', 'import', 'q', 'v1.lunka'], cwd);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already, as v1') as string }); // prettier-ignore
    const prune = ['detectors', 'prune', 'p', '--keep', '0'];
    const asked = await lunka(prune, cwd);
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('--yes')]);
    const { pruned } = await lunkaJson<{ pruned: number[] }>([...prune, '--yes'], cwd);
    expect(pruned).toEqual([2]);
    const grown = await lunkaJson(
      ['golden', 'p', 'add', '--from', 'labels.csv', '--note', 'x'],
      cwd,
    );
    expect(grown).toMatchObject({ version: 1, added: { leak: 0 } });
    expect(await lunkaJson(['golden', 'p'], cwd)).toMatchObject({ versions: [{ note: 'x' }] });
  });

  it('prints tables for people, and progress to stderr only', async () => {
    const { code, stdout, stderr } = await lunka(['import', 'p', 'images'], cwd);
    expect([code, stderr]).toEqual([0, 'reading ...\n']);
    expect(stdout).toContain('conflict of labels');
    const detectors = await lunka(['detectors', 'p'], cwd);
    expect(detectors.stdout).toMatch(/\* {2}v\d/);
  });
});

describe('help and wrong usage', () => {
  it('exits 0 for help and version', async () => {
    const cwd = await temporaryFolder();
    const help = await lunka(['--help'], cwd);
    expect(help.code).toBe(0);
    for (const command of [
      'init',
      'import',
      'train',
      'calibrate',
      'score',
      'queue',
      'label',
      'retrain',
      'evaluate',
      'detect',
      'detectors',
      'activate',
      'golden',
      'serve',
      'demo',
      'doctor',
      'presets',
      'export',
      'generate',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    }
    expect((await lunka(['--version'], cwd)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await lunka(['presets', '--json'], cwd)).stdout)).not.toEqual([]);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['dance']],
    ['a missing argument', ['init']],
    ['an unknown option', ['init', 'p', '--loud']],
    ['an unknown layout', ['import', 'p', 'x', '--layout', 'cube']],
    ['epochs that are none', ['train', 'p', '--epochs', '0']],
    ['a setting without a value', ['train', 'p', '--set', 'width']],
    ['an unknown strategy', ['calibrate', 'p', '--strategy', 'guess']],
    ['a rate that cannot be demanded', ['proof', 'p', '--tpr', '91']],
    ['a cut that is no number', ['calibrate', 'p', '--strategy', 'manual', '--value', 'x']],
    ['no annotations', ['evaluate', 'p', 'x']],
    ['a golden set that nobody says how to grow', ['golden', 'p', 'add']],
    ['a pruning that keeps nobody knows what', ['detectors', 'prune', 'p']],
    ['images of an unknown kind', ['generate', 'x', '--kind', 'nuts']],
  ])('exits 2 for %s and says why', async (_, args) => {
    const { code, stdout, stderr } = await lunka(args, await temporaryFolder());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\S/);
  });
});

describe('a demo', { timeout: 120_000 }, () => {
  it('that was cut off goes on where it was, with the numbers that it was begun with', async () => {
    const { api, folder, close } = await newProject();
    const counts = { train: 60, proliv: 10, shift: 10, earlier: true };
    const { id } = await api.post<Job>('demo', counts);
    while ((await api.get<ProjectSummary>('project')).images === 0) await pause(5);
    expect((await api.delete<Job>(`jobs/${id}`)).state).toBe('cancelled');
    expect((await api.get<ProjectSummary>('project')).labels.normal).toBe(0);
    await close();
    const cwd = path.dirname(folder);
    const result = await lunkaJson<Evaluation>(['demo', 'project', '--once'], cwd);
    expect(result).toMatchObject({ images: 10, detector: 1 });
  });
});

describe('generated screws', { timeout: 120_000 }, () => {
  it('are read by import as MVTec images, with every defect a leak', async () => {
    const cwd = await temporaryFolder();
    await lunkaJson(['generate', 'screws', '--kind', 'screws', '--seed', '3'], cwd);
    await lunkaJson(['init', 'p'], cwd);
    const args = ['import', 'p', 'screws', '--with-annotations', '--dry-run'];
    expect(await lunkaJson(args, cwd)).toMatchObject({
      layout: 'mvtec',
      labels: { normal: 360, leak: 120 },
    });
    const again = await lunka(['generate', 'screws', '--kind', 'screws'], cwd);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('to be empty')]);
  });
});

describe('bad input', { timeout: 120_000 }, () => {
  /** A project with two labelled images, one unlabelled. */
  async function makeProject(): Promise<string> {
    const cwd = await temporaryFolder();
    await mkdir(path.join(cwd, 'images', 'train'), { recursive: true });
    await mkdir(path.join(cwd, 'images', 'test', 'imgs'), { recursive: true });
    for (let i = 0; i < 2; i++) await writeImage(path.join(cwd, 'images', 'train', `${i}.jpg`), i);
    await writeImage(path.join(cwd, 'images', 'test', 'imgs', 't.jpg'), 9);
    expect((await lunka(['init', 'p'], cwd)).code).toBe(0);
    return cwd;
  }

  /** Fails with the code, one JSON document on stdout and a line on stderr. */
  async function fails(args: string[], cwd: string, code: string, exit = 1): Promise<string> {
    const ended = await lunka([...args, '--json'], cwd);
    const { error } = JSON.parse(ended.stdout) as { error: { code: string; message: string } };
    expect([ended.code, error.code]).toEqual([exit, code]);
    expect(ended.stderr).toContain(`lunka: ${error.message}`);
    return error.message;
  }

  it('is a folder that is not there, or a project', async () => {
    const cwd = await makeProject();
    expect(await fails(['import', 'p', 'nowhere'], cwd, 'folder-not-found')).toContain('nowhere');
    expect(await fails(['train', 'nowhere'], cwd, 'project-not-found')).toContain('lunka init');
    await fails(['init', 'p'], cwd, 'project-exists');
    await fails(['train', 'p', '--preset', 'huge'], cwd, 'unknown-preset', 2);
    await fails(['retrain', 'p'], cwd, 'too-few-normals');
    await fails(['queue', 'p', '--shift', 'B'], cwd, 'unknown-shift');
  });

  it('is an annotation file that names absent images: nothing is stored', async () => {
    const cwd = await makeProject();
    const annotations = path.join(cwd, 'images', 'test', 'test_annotation.txt');
    await writeFile(annotations, 't.jpg 1\r\nghost.jpg 0\r\n');
    const args = ['import', 'p', 'images', '--with-annotations'];
    expect(await fails(args, cwd, 'annotations-absent-images')).toContain('ghost.jpg');
    await writeFile(annotations, 't.jpg 1\r\n');
    const result = await lunkaJson<ImportResult>(args, cwd);
    expect(result).toMatchObject({ added: 3, known: 0, labels: { normal: 2, leak: 1 } });
  });

  it('is a folder of which no file can be read: it says so and fails, one bad file does not', async () => {
    const cwd = await makeProject();
    await mkdir(path.join(cwd, 'broken'));
    for (const name of ['a', 'b']) await writeFile(path.join(cwd, 'broken', `${name}.jpg`), 'no image'); // prettier-ignore
    const { code, stdout } = await lunka(['import', 'p', 'broken', '--json'], cwd);
    const { added, unreadable } = JSON.parse(stdout) as ImportResult;
    expect([code, added, unreadable.length]).toEqual([1, 0, 2]);
    const said = await lunka(['import', 'p', 'broken', '--dry-run'], cwd);
    expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining('Nothing was taken in') as string }); // prettier-ignore
    await writeImage(path.join(cwd, 'broken', 'c.jpg'), 3);
    expect((await lunka(['import', 'p', 'broken'], cwd)).code).toBe(0);
    // Nothing new is no failure.
    expect((await lunka(['import', 'p', 'broken'], cwd)).code).toBe(0);
  });

  it('is a candidate that the gate refuses: made and told, with a reason, and no failure', async () => {
    const cwd = await temporaryFolder();
    await generateProject(path.join(cwd, 'images'), { seed: 3, train: 60, proliv: 20, shift: 1 });
    await lunka(['init', 'p'], cwd);
    await lunka(['import', 'p', 'images'], cwd);
    expect((await lunka(['train', 'p', ...QUICK], cwd)).code).toBe(0);
    // Half of the labels turned over: nothing that learns from them finds what was a leak.
    const files = await readdir(path.join(cwd, 'images', 'train'));
    const leaks = await readdir(path.join(cwd, 'images', 'proliv'));
    const turned = [
      ...files.slice(0, 30).map((name) => `train/${name},leak`),
      ...leaks.slice(0, 10).map((name) => `proliv/${name},normal`),
    ];
    await writeFile(path.join(cwd, 'turned.csv'), `file,label\n${turned.join('\n')}\n`);
    await lunkaJson(['label', 'p', '--from', 'turned.csv'], cwd);
    const { code, stdout } = await lunka(['retrain', 'p', '--json'], cwd);
    const { activated, active } = JSON.parse(stdout) as Outcome;
    expect({ code, activated, active }).toEqual({ code: 0, activated: false, active: 1 });
    expect((await lunka(['--help'], cwd)).stdout).toContain('0 done, 1 failed, 2 wrong usage');
  });

  it('is a CSV with an unknown label: nothing is stored', async () => {
    const cwd = await makeProject();
    await lunka(['import', 'p', 'images'], cwd);
    const csv = path.join(cwd, 'labels.csv');
    const args = ['label', 'p', '--from', 'labels.csv'];
    await fails(args, cwd, 'csv-not-found');
    await writeFile(csv, 'file,label\ntest/imgs/t.jpg,leak\ntrain/0.jpg,crack\n');
    const message = await fails(args, cwd, 'unknown-label');
    expect(message).toContain('line 3');
    expect(message).toContain('crack');
    await writeFile(csv, 'name,verdict\nt.jpg,leak\n');
    await fails(args, cwd, 'csv-malformed');
    await writeFile(csv, 'file,label\ntest/imgs/t.jpg,leak\nghost.jpg,leak\n');
    await fails(args, cwd, 'unknown-file');
    const good = 'file,label\ntest/imgs/t.jpg,leak\n';
    await writeFile(csv, good);
    expect(await lunkaJson(args, cwd)).toMatchObject({ images: 1, unchanged: 0 });
  });

  it('is a truncated JPEG and a text file called .jpg: listed, never fatal', async () => {
    const cwd = await makeProject();
    const whole = await drawImage(30);
    await writeFile(path.join(cwd, 'images', 'train', 'cut.jpg'), whole.subarray(0, 400));
    await writeFile(path.join(cwd, 'images', 'train', 'text.jpg'), 'Not a picture.');
    const { added, unreadable } = await lunkaJson<ImportResult>(['import', 'p', 'images'], cwd);
    expect(added).toBe(3);
    expect(unreadable.map(({ file }) => file)).toEqual(['train/cut.jpg', 'train/text.jpg']);
  });

  it('is a project from a newer version, which stays as it is', async () => {
    const cwd = await makeProject();
    const db = new Sqlite(path.join(cwd, 'p', 'lunka.sqlite'));
    db.pragma('user_version = 999');
    db.close();
    expect(await fails(['detectors', 'p'], cwd, 'project-newer')).toContain('999');
    const after = new Sqlite(path.join(cwd, 'p', 'lunka.sqlite'));
    onTestFinished(() => void after.close());
    expect(after.pragma('user_version', { simple: true })).toBe(999);
  });

  it('is a second process that opens the same project', async () => {
    const cwd = await makeProject();
    const served = startLunka(['serve', 'p'], cwd);
    onTestFinished(() => served.interrupt());
    await served.said(/token=/);
    await fails(['import', 'p', 'images'], cwd, 'project-in-use');
  });

  it('is a database that is none', async () => {
    const cwd = await makeProject();
    await writeFile(path.join(cwd, 'p', 'lunka.sqlite'), 'garbage '.repeat(1000));
    expect(await fails(['detectors', 'p'], cwd, 'project-damaged')).toContain('backups');
  });
});

describe('Ctrl-C', { timeout: 120_000 }, () => {
  it('in the middle of an import leaves a project that opens and goes on', async () => {
    const cwd = await temporaryFolder();
    await mkdir(path.join(cwd, 'images'));
    const bytes = await drawImage(1);
    for (let i = 0; i < 4000; i++) {
      const file = path.join(cwd, 'images', `${i}.jpg`);
      await writeFile(file, bytes);
      await appendFile(file, `\n${i}`);
    }
    await lunka(['init', 'p'], cwd);
    const running = startLunka(['import', 'p', 'images'], cwd);
    await running.said(/reading/);
    running.interrupt();
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('Interrupted');
    const result = await lunkaJson<ImportResult>(['import', 'p', 'images'], cwd);
    expect(result.added + result.known).toBe(4000);
    expect(result.added).toBeGreaterThan(0);
  });

  it('in the middle of a training leaves a project that opens and goes on', async () => {
    const cwd = await temporaryFolder();
    await generateProject(path.join(cwd, 'images'), { seed: 4, train: 60, proliv: 8, shift: 5 });
    await lunka(['init', 'p'], cwd);
    await lunka(['import', 'p', 'images'], cwd);
    const running = startLunka(['train', 'p', '--epochs', '1000'], cwd);
    await running.said(/training/);
    running.interrupt();
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('Interrupted');
    expect(await readdir(path.join(cwd, 'p', 'detectors'))).toEqual([]);
    expect(await lunkaJson(['train', 'p', ...QUICK], cwd)).toMatchObject({ activated: true });
  });
});
