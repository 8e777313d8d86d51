import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo, TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { GoldenGrowth, GoldenRates, GoldenSet } from '../../src-main/shared/api/golden.ts';
import type { Label } from '../../src-main/shared/words.ts';
import type { Launcher } from '../../src-main/shared/worker/process.ts';
import { guessingChildren } from '../helpers/children.ts';
import {
  newProject,
  QUICK,
  trainProject,
  type TestProject,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject();
});
afterAll(() => trained.remove());

type Row = { image: number; file: string; label: Label | null };

/** Images of the shift A, or those that were imported with a label, by their first file. */
function images({ db }: TestProject, of: 'shift' | 'learned'): Row[] {
  const where = of === 'shift' ? 'o.shift = 1' : 'o.shift is null';
  return db
    .prepare(
      `select o.image, min(o.file) as file, l.label from occurrence o
       left join label l on l.image = o.image where ${where} group by o.image order by o.image`,
    )
    .all() as Row[];
}

/** Labels the first images of the shift: every fourth a leak. */
async function review(project: TestProject, count: number): Promise<number[]> {
  const some = images(project, 'shift').slice(0, count);
  const items = some.map(({ image }, i) => ({ image, label: i % 4 === 0 ? 'leak' : 'normal' }));
  await project.api.post('labels', { items });
  return some.map(({ image }) => image);
}

const rolesOf = ({ db }: TestProject, image: number): unknown[] =>
  db
    .prepare('select role from model_image where image = ? and model = (select max(id) from model)')
    .pluck()
    .all(image);

describe('the golden set', () => {
  it('is empty until somebody grows it on purpose, and then only grows', async () => {
    const { api, ...rest } = await trained.open();
    const project = { api, ...rest };
    expect(await api.get('golden')).toMatchObject({ version: 0, versions: [] });
    const [a, b, c] = await review(project, 3);
    const dry = await api.post<GoldenGrowth>('golden', { images: [a, b], dryRun: true });
    expect(dry).toMatchObject({ version: null, added: { normal: 1, leak: 1 } });
    expect(await api.get('golden')).toMatchObject({ version: 0 });
    const first = { images: [a, b], author: 'Anna', note: 'first proof' };
    expect(await api.post('golden', first)).toMatchObject({ version: 1, known: 0, learned: 0 });
    const second = await api.post<GoldenGrowth>('golden', { images: [b, c, c] });
    expect(second).toMatchObject({ version: 2, known: 1, added: { normal: 1, leak: 0 } });
    expect(await api.post('golden', { images: [a] })).toMatchObject({ version: null, known: 1 });
    expect(await api.get<GoldenSet>('golden')).toMatchObject({
      version: 2,
      images: { normal: 2, leak: 1, unlabelled: 0 },
      versions: [
        { id: 2, author: 'engineer', added: { normal: 1, leak: 0 } },
        { id: 1, author: 'Anna', note: 'first proof', added: { normal: 1, leak: 1 } },
      ],
    });
    for (const sql of [
      'delete from golden_image',
      'update golden_image set version = 9',
      'delete from golden_version',
      "update golden_version set author = 'x'",
    ]) {
      expect(() => project.db.exec(sql)).toThrow('append-only');
    }
  });

  it('takes the labelled images of a shift, and files whose labels agree', async () => {
    const project = await trained.open();
    const { api } = project;
    await review(project, 8);
    const all = images(project, 'shift');
    const dry = await api.post<GoldenGrowth>('golden', { shift: 1, dryRun: true });
    expect(dry).toMatchObject({ added: { normal: 6, leak: 2 }, unlabelled: all.length - 8 });
    const files = [{ file: all[0]!.file, label: 'leak' }, { file: all[1]!.file }];
    expect(await api.post('golden', { files })).toMatchObject({ added: { normal: 1, leak: 1 } });
    expect(await api.post('golden', { shift: 1 })).toMatchObject({
      known: 2,
      added: { normal: 5, leak: 1 },
    });
  });

  it('stores nothing of a wish that holds a mistake', async () => {
    const project = await trained.open();
    const { api } = project;
    const [labelled] = await review(project, 1);
    const [first, unlabelled] = images(project, 'shift');
    const wishes: [object, string][] = [
      [{}, 'invalid-input'],
      [{ images: [labelled], shift: 1 }, 'invalid-input'],
      [{ images: [] }, 'invalid-input'],
      [{ images: [labelled, 99_999] }, 'unknown-image'],
      [{ images: [labelled, unlabelled!.image] }, 'golden-not-labelled'],
      [{ files: [{ file: first!.file, label: 'normal' }] }, 'golden-other-label'],
      [{ files: [{ file: 'ghost.jpg' }] }, 'unknown-file'],
      [{ shift: 77 }, 'not-found'],
    ];
    for (const [wish, code] of wishes) {
      expect((await api.problem('POST', 'golden', wish)).code).toBe(code);
    }
    expect(await api.get('golden')).toMatchObject({ version: 0 });
  });

  it('goes by the label that counts now and says how many have changed', async () => {
    const project = await trained.open();
    const { api } = project;
    const [a, b, c] = await review(project, 3);
    await api.post('golden', { images: [a, b, c] });
    await api.post('labels', {
      items: [
        { image: b, label: 'leak' },
        { image: c, label: null },
      ],
    });
    expect(await api.get('golden')).toMatchObject({
      images: { normal: 0, leak: 2, unlabelled: 1 },
      relabelled: 2,
    });
    const [rates] = await api.get<GoldenRates[]>('golden/rates');
    expect(rates!.counts.tp + rates!.counts.fn + rates!.missing).toBe(2);
    expect(rates!.counts.tn + rates!.counts.fp).toBe(0);
  });
});

describe('what is golden', () => {
  it('teaches no detector, places no threshold and is no news to a retrain', async () => {
    const project = await trained.open();
    const { api } = project;
    const reviewed = await review(project, 10);
    expect(await api.get<ProjectSummary>('project')).toMatchObject({ newDecisions: 10 });
    await api.post('golden', { images: reviewed.slice(0, 6) });
    expect(await api.get<ProjectSummary>('project')).toMatchObject({ newDecisions: 4 });
    const outcome = await api.done<TrainOutcome>('detectors/retrain');
    const { normal, leak } = trained.outcome.images;
    expect(outcome.images.normal + outcome.images.leak).toBe(normal + leak + 4);
    for (const image of reviewed.slice(0, 6)) expect(rolesOf(project, image)).toEqual([]);
    for (const image of reviewed.slice(6)) expect(rolesOf(project, image)).toEqual(['reviewed']);
    const rates = await api.get<GoldenRates[]>('golden/rates');
    expect(rates.map(({ missing }) => missing)).toEqual([0, 0]);
  });

  it('takes its group of look-alikes with it: they judge nothing and teach nothing', async () => {
    const project = await trained.open();
    const { api, db } = project;
    await api.done('review/queue');
    const mates = db
      .prepare(
        `select image from queue_image where queue_group =
           (select queue_group from queue_image group by queue_group order by count(*) desc limit 1)`,
      )
      .pluck()
      .all() as number[];
    expect(mates.length).toBeGreaterThan(1);
    await api.post('labels', { items: mates.map((image) => ({ image, label: 'normal' })) });
    const growth = await api.post<GoldenGrowth>('golden', { images: mates.slice(0, 1) });
    expect(growth).toMatchObject({ added: { normal: 1 }, alike: mates.length - 1 });
    expect(await api.get('golden')).toMatchObject({ alike: mates.length - 1 });
    await api.done<TrainOutcome>('detectors/retrain');
    for (const image of mates) expect(rolesOf(project, image)).toEqual([]);
  });

  it('takes with it a copy that was saved anew, which no hash knows', async () => {
    const project = await trained.open();
    const { api, folder } = project;
    const [shown] = images(project, 'shift');
    const copy = path.join(folder, 'again.jpg');
    const original = path.join(trained.images, shown!.file);
    await writeFile(copy, await sharp(original).jpeg({ quality: 88 }).toBuffer());
    await api.done('imports', { path: folder, layout: 'flat', label: 'normal', score: false });
    const again = project.db
      .prepare(`select image from occurrence where file = 'again.jpg'`)
      .pluck()
      .get() as number;
    expect(again).not.toBe(shown!.image);
    await api.post('labels', { items: [{ image: shown!.image, label: 'normal' }] });
    await api.post('golden', { images: [shown!.image] });
    const { images: used } = await api.done<TrainOutcome>('detectors/train', QUICK);
    expect(rolesOf(project, again)).toEqual([]);
    expect(used).toEqual(trained.outcome.images);
  });

  it('and was learned from before, is judged honestly or not at all, and costs the net', async () => {
    const project = await trained.open();
    const { api } = project;
    const taken = images(project, 'learned').filter(({ label }) => label === 'normal');
    const some = taken.slice(0, 12).map(({ image }) => image);
    const growth = await api.post<GoldenGrowth>('golden', { images: some });
    expect(growth).toMatchObject({ learned: 12, added: { normal: 12, leak: 0 } });
    const before = (await api.get<DetectorInfo[]>('detectors'))[0]!;
    const calibrated = await api.post<DetectorInfo>('calibration', {});
    const held = ({ heldOut }: DetectorInfo): number => heldOut.tn + heldOut.fp;
    expect(held(calibrated)).toBe(held(before) - 12);
    const { detector } = await api.done<TrainOutcome>('detectors/retrain');
    for (const image of some) expect(rolesOf(project, image)).toEqual([]);
    const rates = await api.get<GoldenRates[]>('golden/rates');
    const candidate = rates.find((entry) => entry.detector === detector.id)!;
    expect(candidate).toMatchObject({ missing: 0 });
    expect(candidate.counts.tn + candidate.counts.fp).toBe(12);
    // The kept net would have seen what is golden now.
    const { epochs } = await api.get<{ epochs: unknown[] }>(`detectors/${detector.id}`);
    expect(epochs).toHaveLength(QUICK.epochs);
  });

  it('that grows while a training runs judges its candidate in one part of the gate, once', async () => {
    const launcher = await guessingChildren();
    let learned: number[] = [];
    const growing: Launcher = {
      start() {
        const child = launcher.start();
        const grow = () => project.api.post('golden', { images: learned });
        return {
          ...child,
          post(request) {
            if (request.type === 'train') void grow().then(() => child.post(request));
            else child.post(request);
          },
        };
      },
    };
    const project = await trained.open(growing);
    learned = images(project, 'shift')
      .slice(0, 4)
      .map(({ image }) => image);
    const items = learned.map((image) => ({ image, label: 'normal' }));
    await project.api.post('labels', { items });
    expect(await project.api.job('detectors/train', QUICK)).toMatchObject({ state: 'done' });
    const parts = project.db.prepare(
      'select image, part from gate_image where image in (select value from json_each(?))',
    );
    const seen = parts.all(JSON.stringify(learned)) as { image: number; part: string }[];
    expect(seen).not.toEqual([]);
    expect(seen).toEqual(seen.map(({ image }) => ({ image, part: 'golden' })));
    const others = project.db.prepare("select count(*) from gate_image where part = 'held-out'");
    expect(others.pluck().get()).toBeGreaterThan(50);
  });

  it('is no measure of a detector that was taught it against one that was kept from it', async () => {
    const { api } = await trained.open();
    const { ids } = await api.get<{ ids: number[] }>('images?shift=1&order=-score');
    const taught = ids.slice(0, 12);
    await api.post('labels', { items: taught.map((image) => ({ image, label: 'normal' })) });
    const first = await api.done<TrainOutcome>('detectors/retrain');
    await api.post(`detectors/${first.detector.id}/activate`, { despiteGate: true });
    await api.post('golden', { images: taught });
    const second = await api.done<TrainOutcome>('detectors/retrain');
    expect(second.previous!.id).toBe(first.detector.id);
    expect(second.gate.golden).toBeUndefined();
  });

  it('leaves too little to learn from where all of it was taken', async () => {
    const { api } = await newProject();
    await api.done('imports', {
      path: path.join(trained.images, 'train'),
      label: 'normal',
      shift: 'B',
    });
    await api.post('golden', { shift: 1 });
    expect(await api.job('detectors/train', QUICK)).toMatchObject({
      state: 'failed',
      error: { code: 'too-few-normals' },
    });
  });
});
