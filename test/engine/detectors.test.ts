import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type {
  DetectorDetail,
  DetectorInfo,
  TrainOutcome,
} from '../../src-main/shared/api/detectors.ts';
import type { Evidence } from '../../src-main/shared/api/evidence.ts';
import type { Histogram } from '../../src-main/shared/api/calibration.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { QueueGroup, ReviewSummary } from '../../src-main/shared/api/review.ts';
import type { Activation } from '../../src-main/shared/api/versions.ts';
import type { ScoreResult } from '../../src-main/shared/worker/results.ts';
import { PRESETS } from '../../src-main/shared/presets.ts';
import { guessingChildren } from '../helpers/children.ts';
import {
  newProject,
  startEngine,
  QUICK,
  trainProject,
  writeImage,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject();
});
afterAll(() => trained.remove());

const active = async (api: { get<T>(path: string): Promise<T> }): Promise<DetectorInfo | null> =>
  (await api.get<ProjectSummary>('project')).active;

describe('training', () => {
  it('makes the first detector active, proven by leaks, and scores every image', async () => {
    const { outcome } = trained;
    expect(outcome).toMatchObject({ previous: null, activated: true, gate: { before: null } });
    expect(outcome.detector).toMatchObject({
      name: 'v1',
      calibration: { strategy: 'gap', proven: true },
    });
    const { api } = await trained.open();
    const project = await api.get<ProjectSummary>('project');
    expect(project.active).toMatchObject({ id: outcome.detector.id, state: 'active' });
    expect(project.shifts[0]!.scored).toBe(project.shifts[0]!.images);
    const { scores, verdicts } = await api.get<ImageColumns>('images');
    expect(scores).toHaveLength(project.images);
    expect(scores.every((score) => score !== null && Number.isFinite(score))).toBe(true);
    expect(scores).toEqual(scores.toSorted((a, b) => b! - a!));
    const { upper } = outcome.detector.calibration.thresholds;
    expect(verdicts).toEqual(scores.map((score) => (score! >= upper ? 'leak' : 'normal')));
  });

  it('keeps what it was made of, and never what it was held out of', async () => {
    const { api, db, folder } = await trained.open();
    const detail = await api.get<DetectorDetail>(`detectors/${trained.outcome.detector.id}`);
    expect(detail.recipe).toMatchObject({
      preprocess: { width: 16, height: 16 },
      training: { epochs: 2 },
    });
    expect(detail.epochs).toHaveLength(2);
    expect(detail.dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(detail.fitted).toBeGreaterThan(0);
    expect(detail.scoredBy).toBe('head');
    const { normal, leak } = trained.outcome.images;
    expect(detail.fitted).toBe(normal + leak);
    const honest = db.prepare(
      `select label, count(score) as n from model_image where role = 'held-out' group by label`,
    );
    expect(honest.all()).toEqual([
      { label: 'leak', n: leak },
      { label: 'normal', n: normal },
    ]);
    const folders = await readdir(path.join(folder, 'detectors'));
    expect(folders).toHaveLength(1);
    expect(folders[0]).toMatch(/^\d+-\d+$/);
  });

  it('fits a net without a head on one part and measures it on the other', async () => {
    const { api, db } = await trained.open();
    const outcome = await api.done<TrainOutcome>('detectors/train', {
      ...QUICK,
      preset: 'small-conv',
    });
    const { fitted, scoredBy } = await api.get<DetectorDetail>(`detectors/${outcome.detector.id}`);
    expect(scoredBy).toBe('trimmed-error');
    const roles = db.prepare(
      `select role, label, count(*) as n from model_image
       where model = (select max(id) from model) group by role, label`,
    );
    const { normal, leak } = outcome.images;
    expect(roles.all()).toMatchObject([
      { role: 'fitted', label: 'normal' },
      { role: 'held-out', label: 'leak', n: leak },
      { role: 'held-out', label: 'normal' },
    ]);
    expect(fitted).toBe(normal + leak);
  });

  it('retrains the head alone after a review, and lets reviewed images into the gate', async () => {
    const { api, folder } = await trained.open();
    const { groups } = await api.get<{ groups: QueueGroup[] }>('review/queue');
    const items = groups
      .slice(0, 3)
      .map(({ images }) => ({ image: images[0]!.id, label: 'normal' }));
    await api.post('labels', { items });
    const outcome = await api.done<TrainOutcome>('detectors/retrain');
    const { parameters, fitted } = await api.get<DetectorDetail>(
      `detectors/${outcome.detector.id}`,
    );
    expect(fitted).toBe(trained.outcome.images.normal + trained.outcome.images.leak + 3);
    const before = await api.get<DetectorDetail>(`detectors/${trained.outcome.detector.id}`);
    expect(outcome.gate.after.tn + outcome.gate.after.fp).toBe(trained.outcome.images.normal + 3);
    expect(parameters).toBe(before.parameters);
    expect(await readdir(path.join(folder, 'detectors'))).toHaveLength(2);
  });

  it('retrains on the corrected set and lets the better or equal one take over', async () => {
    const { api } = await trained.open();
    const { groups } = await api.get<{ groups: QueueGroup[] }>('review/queue');
    const image = groups[0]!.images[0]!.id;
    await api.post('labels', { items: [{ image, label: 'normal' }] });
    expect(await api.get('project')).toMatchObject({ newDecisions: 1 });
    const outcome = await api.done<TrainOutcome>('detectors/retrain', { seed: 2 });
    expect(outcome.previous).toMatchObject({ id: trained.outcome.detector.id });
    expect(outcome.detector.parent).toBe(trained.outcome.detector.id);
    expect(outcome.gate.before).not.toBeNull();
    expect(outcome.images.normal).toBe(trained.outcome.images.normal + 1);
    expect((await active(api))!.id).toBe(
      outcome.activated ? outcome.detector.id : trained.outcome.detector.id,
    );
    expect((await api.get<DetectorDetail>(`detectors/${outcome.detector.id}`)).recipe).toEqual(
      (await api.get<DetectorDetail>(`detectors/${trained.outcome.detector.id}`)).recipe,
    );
  });

  it('leaves a worse candidate at the gate, from where a person may still take it', async () => {
    const { api } = await trained.open(await guessingChildren());
    const outcome = await api.done<TrainOutcome>('detectors/train');
    expect(outcome).toMatchObject({ activated: false, gate: { passed: false } });
    expect((await active(api))!.id).toBe(trained.outcome.detector.id);
    const candidate = outcome.detector.id;
    expect(await api.get(`detectors/${candidate}`)).toMatchObject({ state: 'candidate' });
    const activate = `detectors/${candidate}/activate`;
    const refused = await api.problem('POST', activate, {});
    expect(refused).toMatchObject({ status: 409, code: 'gate-refused' });
    expect(refused.detail).toContain(outcome.gate.reason);
    expect((await active(api))!.id).toBe(trained.outcome.detector.id);
    const word = { author: 'Anna', note: 'the lamp was changed', despiteGate: true };
    expect(await api.post(activate, word)).toMatchObject({ state: 'active' });
    const [newest] = await api.get<Activation[]>('activations');
    expect(newest).toMatchObject({ detector: candidate, author: 'Anna', note: word.note });
    expect(newest!.reason).toBe(`despite the gate: ${outcome.gate.reason}`);
    await api.post(`detectors/${trained.outcome.detector.id}/activate`);
    // Who let it pass once has said so; to go back to it is no news.
    expect(await api.post(activate)).toMatchObject({ state: 'active' });
    await api.post(`detectors/${trained.outcome.detector.id}/activate`);
    expect(await api.get(`detectors/${candidate}`)).toMatchObject({ state: 'retired' });
  });

  it('is not proven without leaks, and its cut lets the held-out normals pass', async () => {
    const { api, folder } = await newProject();
    const images = path.join(trained.images, 'train');
    await api.done('imports', { path: images, label: 'normal', shift: 'sound' });
    const { detector, fit } = await api.done<TrainOutcome>('detectors/train', QUICK);
    expect(fit).toMatchObject({ stopped: 'finished', leftOut: 0, unreadable: 0 });
    expect(fit.standIn).toBe('trimmed-error');
    expect(detector.calibration).toMatchObject({ strategy: 'normal-quantile', proven: false });
    expect(detector.calibration.note).toMatch(/not proven/i);
    expect(detector.heldOut).toMatchObject({ tp: 0, fn: 0, fp: 0 });
    expect(detector.heldOut.tn).toBeGreaterThan(0);
    expect(await readdir(folder)).toContain('detectors');

    const refused = await api.job('detectors/train', { preset: 'cells-dense-mean-leak' });
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'too-few-leaks' } });
    expect(refused.error!.message).toMatch(/cells-dense-mean-leak.*mean-leak.*none/);
    // Before the training, which may take half an hour, not after it.
    expect(refused.epochs).toEqual([]);
    expect(refused.progress).toBeNull();
    expect((await active(api))!.id).toBe(detector.id);
  });

  it('fails with too few normals and leaves nothing behind', async () => {
    const { api, folder } = await newProject();
    const source = path.join(path.dirname(folder), 'source');
    await mkdir(source);
    for (let i = 0; i < 3; i++) await writeImage(path.join(source, `${i}.jpg`), i);
    await api.done('imports', { path: source, label: 'normal' });
    const job = await api.job('detectors/train');
    expect(job).toMatchObject({ state: 'failed', error: { code: 'too-few-normals' } });
    expect(await api.get('detectors')).toEqual([]);
  });

  it('leaves the active detector alone when it is cancelled in the middle', async () => {
    const { api, folder } = await trained.open();
    const { id } = await api.post<Job>('detectors/train', { ...QUICK, epochs: 1000 });
    while ((await api.get<Job>(`jobs/${id}`)).progress?.phase !== 'training') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await api.delete(`jobs/${id}`)).toMatchObject({ state: 'cancelled' });
    expect((await active(api))!.id).toBe(trained.outcome.detector.id);
    expect(await readdir(path.join(folder, 'detectors'))).toHaveLength(1);
    expect(await api.get('detectors')).toHaveLength(1);
  });

  it.each([
    ['an unknown preset', { preset: 'huge' }, 'unknown-preset'],
    ['no epoch', { epochs: 0 }, 'invalid-input'],
    ['a broken seed', { seed: 1.5 }, 'invalid-input'],
    ['an unknown setting', { settings: { magic: 1 } }, 'invalid-input'],
    ['a setting out of its range', { settings: { width: 4 } }, 'invalid-input'],
  ])('is refused at the door for %s', async (_, body, code) => {
    const { api } = await newProject();
    expect(await api.problem('POST', 'detectors/train', body)).toMatchObject({ status: 400, code });
    expect(await api.get('jobs')).toEqual([]);
  });

  it('shows every epoch on the live curve as the detector keeps it', async () => {
    const { api } = await trained.open();
    const job = await api.job('detectors/train', QUICK);
    const { detector } = job.result as TrainOutcome;
    const kept = await api.get<DetectorDetail>(`detectors/${detector.id}`);
    expect(job.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(job.epochs).toEqual(kept.epochs);
  });

  it('leaves no trace of a model whose scoring was cut off, nor one that a crash left', async () => {
    const project = await trained.open(await guessingChildren({ dies: true }));
    const { api, db, folder, close } = project;
    const detectors = path.join(folder, 'detectors');
    const before = await readdir(detectors);
    expect(await api.job('detectors/train', QUICK)).toMatchObject({ state: 'failed' });
    expect(await readdir(detectors)).toEqual(before);
    expect(db.prepare('select count(*) from model').pluck().get()).toBe(1);
    await close();
    await mkdir(path.join(detectors, '20261123000000-9'));
    onTestFinished(startEngine(folder).close);
    expect(await readdir(detectors)).toEqual(before);
  });

  it('offers its presets', async () => {
    const { api } = await newProject();
    expect(await api.get('presets')).toEqual(PRESETS);
  });
});

describe('images that come later', () => {
  it('are scored by the active detector right after their import, or when asked', async () => {
    const { api, folder } = await trained.open();
    const source = path.join(folder, 'late');
    await mkdir(source);
    for (let i = 0; i < 3; i++) await writeImage(path.join(source, `${i}.jpg`), i);
    const scored = async (): Promise<number> =>
      (await api.get<ProjectSummary>('project')).shifts.find(({ name }) => name === 'late')!.scored;
    await api.done('imports', { path: source, score: false });
    expect(await scored()).toBe(0);
    expect(await api.done('detectors/score', { shift: 1 })).toMatchObject({ scored: 0 });
    expect(await api.done('detectors/score')).toEqual({ scored: 3, unreadable: [] });
    expect(await scored()).toBe(3);

    await writeImage(path.join(source, '3.jpg'), 3);
    await api.done('imports', { path: source });
    const [job] = await api.get<Job[]>('jobs?limit=1');
    expect(job).toMatchObject({ kind: 'score' });
    await api.ended(job!.id);
    expect(await scored()).toBe(4);
  });

  it('are named where their files have gone, and the others are scored', async () => {
    const { api, folder } = await trained.open();
    const source = path.join(folder, 'late');
    await mkdir(source);
    for (let i = 0; i < 3; i++) await writeImage(path.join(source, `${i}.jpg`), i);
    await api.done('imports', { path: source, score: false });
    await rm(path.join(source, '1.jpg'));
    const result = await api.done<ScoreResult>('detectors/score');
    expect(result.scored).toBe(2);
    expect(result.unreadable).toHaveLength(1);
  });
});

describe('what needs a detector', () => {
  it.each([
    ['POST', 'detectors/score'],
    ['POST', 'calibration'],
    ['POST', 'evaluate'],
    ['POST', 'detect'],
    ['GET', 'review/queue'],
  ])('says so where there is none: %s %s', async (method, route) => {
    const { api } = await newProject();
    const bodies: Record<string, unknown> = {
      'detectors/score': {},
      calibration: { strategy: 'youden' },
      evaluate: { images: 'x', annotations: 'y' },
      detect: { paths: ['x'] },
    };
    const problem = await api.problem(method, route, bodies[route]);
    expect(problem).toMatchObject({ status: 409, code: 'no-detector' });
  });

  it('knows no detector that there is not', async () => {
    const { api } = await newProject();
    expect((await api.problem('GET', 'detectors/9')).code).toBe('not-found');
    expect((await api.problem('POST', 'detectors/9/activate', {})).code).toBe('not-found');
    expect((await api.problem('GET', 'detectors/v9')).code).toBe('invalid-input');
  });
});

describe('calibration', () => {
  it('makes a new version of the same model that judges at once, and one can go back', async () => {
    const { api } = await trained.open();
    const before = (await active(api))!;
    const manual = await api.post<DetectorInfo>('calibration', { strategy: 'manual', value: 1e6 });
    expect(manual).toMatchObject({
      state: 'active',
      parent: before.id,
      calibration: { strategy: 'manual', thresholds: { upper: 1e6 } },
      heldOut: { tp: 0, fp: 0 },
    });
    expect((await api.get<ImageColumns>('images?flagged=true')).total).toBe(0);
    const back = await api.post<DetectorInfo>(`detectors/${before.id}/activate`);
    expect(back).toMatchObject({ id: before.id, state: 'active' });
    expect((await api.get<ImageColumns>('images?flagged=true')).total).toBeGreaterThan(0);
    const listed = await api.get<DetectorInfo[]>('detectors');
    expect(listed.map(({ id, state }) => [id, state])).toEqual([
      [manual.id, 'retired'],
      [before.id, 'active'],
    ]);
  });

  it("goes by the detector's own rule where no strategy is named", async () => {
    const { api } = await trained.open();
    const { calibration } = await api.post<DetectorInfo>('calibration', {});
    expect(calibration).toEqual(trained.outcome.detector.calibration);
  });

  it.each([
    ['an unknown strategy', { strategy: 'guess' }, 'unknown-strategy'],
    ['an empty strategy', { strategy: '' }, 'invalid-input'],
    ['a cut that is no number', { strategy: 'manual', value: 'high' }, 'invalid-input'],
    ['no cut', { strategy: 'manual' }, 'invalid-strategy-value'],
    ['a share above one', { strategy: 'normal-quantile', value: 99 }, 'invalid-strategy-value'],
  ])('refuses %s and keeps the version', async (_, body, code) => {
    const { api } = await trained.open();
    expect((await api.problem('POST', 'calibration', body)).code).toBe(code);
    expect(await api.get('detectors')).toHaveLength(1);
  });
});

describe('evidence', () => {
  it('starts no process for a question that the closing of the project overtakes', async () => {
    let started = 0;
    const project = await trained.open({
      start() {
        started += 1;
        throw new Error('Expected no process');
      },
    });
    const { ids } = await project.api.get<ImageColumns>('images?limit=1');
    const asked = project.api.request('GET', `images/${ids[0]}/evidence`);
    await project.close();
    expect((await asked).ok).toBe(false);
    expect(started).toBe(0);
  });

  it('shows what the net sees, makes of it, and the difference, all of one size', async () => {
    const { api } = await trained.open();
    const { ids, scores } = await api.get<ImageColumns>('images?limit=1');
    const evidence = await api.get<Evidence>(`images/${ids[0]}/evidence`);
    expect([evidence.width, evidence.height]).toEqual([16, 16]);
    for (const part of ['input', 'reconstruction', 'difference'] as const) {
      expect(Buffer.from(evidence[part], 'base64')).toHaveLength(16 * 16 * 3);
    }
    // The middle 70 % of each side, in whole pixels.
    expect(evidence.place).toMatchObject({ x: expect.closeTo(0.5, 1), angle: 0 });
    expect(evidence.place.width).toBeCloseTo(0.7, 1);
    expect(evidence.place.height).toBeCloseTo(0.7, 1);
    expect(evidence.score).toBeCloseTo(scores[0]!, 3);
    expect(evidence.detector).toBe(trained.outcome.detector.id);
    expect((await api.problem('GET', 'images/9999/evidence')).code).toBe('not-found');
    expect((await api.problem('GET', `images/${ids[0]}/evidence?detector=99`)).code).toBe(
      'not-found',
    );
  });
});

describe('review', () => {
  it('queues what is flagged and not labelled, the highest score first', async () => {
    const { api } = await trained.open();
    const queue = async (): Promise<QueueGroup[]> =>
      (await api.get<{ groups: QueueGroup[] }>('review/queue?shift=1')).groups;
    const summary = await api.get<ReviewSummary>('review/summary?shift=1');
    const groups = await queue();
    expect(groups).toHaveLength(summary.flaggedLeft);
    const scores = groups.map(({ images }) => images[0]!.score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(groups[0]!.images[0]!.file).toMatch(/^test\/imgs\//);
    await api.post('labels', { items: [{ image: groups[0]!.images[0]!.id, label: 'unsure' }] });
    expect((await queue()).map(({ id }) => id)).toEqual(groups.slice(1).map(({ id }) => id));
    expect(await api.get('review/summary?shift=1')).toMatchObject({
      shift: 'A',
      flagged: summary.flagged,
      flaggedLeft: summary.flaggedLeft - 1,
      decisions: 1,
    });
  });

  it('counts every scored image in the histogram once, with the threshold in its range', async () => {
    const { api } = await trained.open();
    const sum = (counts: number[]): number => counts.reduce((a, b) => a + b, 0);
    const { images } = await api.get<ProjectSummary>('project');
    const all = await api.get<Histogram>('histogram?bins=20');
    expect(all.normal).toHaveLength(20);
    expect(sum(all.normal) + sum(all.leak) + sum(all.unlabelled)).toBe(images);
    const { upper } = all.calibration!.thresholds;
    expect(all.min).toBeLessThanOrEqual(upper);
    expect(all.max).toBeGreaterThanOrEqual(upper);
    const shift = await api.get<Histogram>('histogram?shift=1');
    expect(sum(shift.unlabelled)).toBeLessThan(images);
    for (const query of ['bins=1', 'bins=many', 'shift=-1']) {
      expect((await api.problem('GET', `histogram?${query}`)).code).toBe('invalid-input');
    }
  });

  it('is empty, not broken, in a project without anything', async () => {
    const { api } = await newProject();
    const { calibration, normal } = await api.get<Histogram>('histogram?bins=2');
    expect([calibration, normal]).toEqual([null, [0, 0]]);
    expect(await api.get('review/summary')).toMatchObject({ images: 0, flagged: 0, shift: null });
    expect(await api.get('images')).toMatchObject({ total: 0, ids: [], next: null });
    expect(await api.get('shifts')).toEqual([]);
  });
});
