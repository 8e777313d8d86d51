import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo, TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { GateClass, GateReport } from '../../src-main/shared/api/gate.ts';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { worseByChance } from '../../src-main/shared/statistics.ts';
import { guessingChildren } from '../helpers/children.ts';
import { QUICK, trainProject, type TestProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 90, proliv: 16, shift: 60 });
});
afterAll(() => trained.remove());

const activeOf = async ({ api }: TestProject): Promise<DetectorInfo> =>
  (await api.get<DetectorInfo[]>('detectors')).find(({ state }) => state === 'active')!;

/** Gives all labelled images each other's labels. */
async function shuffleLabels({ api, db }: TestProject): Promise<void> {
  const rows = db.prepare('select image, label from label order by image').all() as {
    image: number;
    label: 'normal' | 'leak';
  }[];
  const labels = shuffle(
    rows.map(({ label }) => label),
    seededRandom(3),
  );
  const items = rows.map(({ image }, i) => ({ image, label: labels[i] }));
  await api.post('labels', { items });
}

/** Labels the shift by its truth and takes all of it into the golden set. */
async function proveOnShift({ api }: TestProject): Promise<void> {
  const text = await readFile(path.join(trained.images, 'test', 'test_annotation.txt'), 'utf8');
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const [name, leak] = line.split(' ');
      return { file: `test/imgs/${name}`, label: leak === '1' ? 'leak' : 'normal' };
    });
  await api.post('labels/files', { rows });
  await api.post('golden', { shift: 1 });
}

const flipped = ({ flips }: GateClass): number[] =>
  [...flips.worse, ...flips.better].flat().map(({ id }) => id);

describe('a candidate trained on shuffled labels', () => {
  it('is refused, and the active detector stays', async () => {
    const project = await trained.open();
    const before = await activeOf(project);
    await shuffleLabels(project);
    const outcome = await project.api.done<TrainOutcome>('detectors/retrain');
    expect(outcome).toMatchObject({ activated: false, gate: { passed: false } });
    expect(await activeOf(project)).toEqual(before);
  });

  it('is refused by the golden set, whose images show what was lost', async () => {
    const project = await trained.open();
    const { api } = project;
    await proveOnShift(project);
    const before = await activeOf(project);
    await shuffleLabels(project);
    // The golden images have their labels back: nobody mistook those.
    await proveOnShift(project);
    const { detector, gate } = await api.done<TrainOutcome>('detectors/retrain');
    expect(gate).toMatchObject({ passed: false, golden: { passed: false } });
    expect(await activeOf(project)).toEqual(before);

    const report = await api.get<GateReport>(`detectors/${detector.id}/gate`);
    expect(report).toMatchObject({ detector: detector.id, against: before.id });
    const golden = report.parts.find(({ part }) => part === 'golden')!;
    expect([golden.before, golden.after]).toEqual([gate.golden!.before, gate.golden!.after]);
    for (const one of golden.classes) {
      expect(one.p).toBe(worseByChance(one.worse, one.better));
      expect(new Set(flipped(one)).size).toBe(one.worse + one.better);
    }
    expect(golden.classes.some(({ worse }) => worse > 0)).toBe(true);
    const ids = golden.classes.flatMap(flipped);
    const inShift = (await api.get<ImageColumns>('images?shift=1')).ids;
    expect(ids.every((id) => inShift.includes(id))).toBe(true);
  });
});

describe('what the gate saw', () => {
  it('is kept image by image, grouped by look-alikes, and stays when thresholds change', async () => {
    const project = await trained.open(await guessingChildren());
    const { api, db } = project;
    const { detector, gate } = await api.done<TrainOutcome>('detectors/train');
    const report = await api.get<GateReport>(`detectors/${detector.id}/gate`);
    const [heldOut] = report.parts;
    expect(heldOut).toMatchObject({ part: 'held-out', before: gate.before, after: gate.after });
    const images = heldOut!.classes.reduce((sum, one) => sum + one.images, 0);
    expect(images).toBe(trained.outcome.images.normal + trained.outcome.images.leak);
    await api.post('calibration', { strategy: 'manual', value: 1e6 });
    db.exec('delete from score');
    expect(await api.get(`detectors/${detector.id}/gate`)).toEqual(report);
  });

  it('puts look-alikes that flip together into one group', async () => {
    const project = await trained.open();
    await shuffleLabels(project);
    const { detector } = await project.api.done<TrainOutcome>('detectors/retrain');
    const { parts } = await project.api.get<GateReport>(`detectors/${detector.id}/gate`);
    const all = parts.flatMap(({ classes }) => classes);
    const groups = all.flatMap(({ flips }) => [...flips.worse, ...flips.better]);
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.some((group) => group.length > 1)).toBe(true);
    for (const { flips } of all) {
      const sizes = flips.worse.map((group) => group.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });

  it('is nothing for the first detector, for a new threshold, or for one that there is not', async () => {
    const { api } = await trained.open();
    expect(await api.get('detectors/1/gate')).toEqual({ detector: 1, against: null, parts: [] });
    const { id } = await api.post<DetectorInfo>('calibration', {});
    expect(await api.get(`detectors/${id}/gate`)).toMatchObject({ against: null, parts: [] });
    expect((await api.problem('GET', 'detectors/99/gate')).code).toBe('not-found');
  });
});

describe('going back', () => {
  it('gives the earlier verdicts and scores bit for bit', async () => {
    const { api } = await trained.open();
    const all = () => api.get<ImageColumns>('images?order=id&limit=20000');
    const before = await all();
    const { ids } = await api.get<ImageColumns>('images?shift=1&limit=5');
    await api.post('labels', { items: ids.map((image) => ({ image, label: 'normal' })) });
    const { detector } = await api.done<TrainOutcome>('detectors/train', { ...QUICK, seed: 2 });
    await api.post(`detectors/${detector.id}/activate`, { despiteGate: true });
    const other = await all();
    expect(other.scores).not.toEqual(before.scores);
    await api.post(`detectors/${trained.outcome.detector.id}/activate`);
    const back = await all();
    expect([back.scores, back.verdicts]).toEqual([before.scores, before.verdicts]);
  });
});
