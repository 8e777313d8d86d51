import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type {
  ComparedStrategy,
  ProofBasis,
  ScoreSet,
  SetScores,
  ShiftScores,
} from '../../src-main/shared/api/calibration.ts';
import { outcomesAt } from '../../src-main/shared/sweep.ts';
import { STRATEGY_NAMES } from '../../src-main/shared/thresholds.ts';
import type { ApiClient } from '../helpers/client.ts';
import { newProject, startEngine, trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;

beforeAll(async () => {
  trained = await trainProject();
});

afterAll(() => trained.remove());

function unpack(packed: string): Float64Array {
  const bytes = Buffer.from(packed, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function scores(api: ApiClient, set: ScoreSet) {
  const { normals, leaks } = await api.get<SetScores>(`calibration/scores?set=${set}`);
  return { normals: unpack(normals), leaks: unpack(leaks) };
}

describe('the scores of a set', () => {
  it('are the held-out ones to the last bit, ascending, so that the page counts as the engine does', async () => {
    const { api, db } = await trained.open();
    const held = await scores(api, 'held-out');
    for (const [label, of] of [
      ['normal', held.normals],
      ['leak', held.leaks],
    ] as const) {
      const stored = db
        .prepare(`select score from model_image where score is not null and label = ?`)
        .pluck()
        .all(label) as number[];
      expect(stored.length).toBeGreaterThan(5);
      expect([...of]).toEqual(stored.toSorted((a, b) => a - b));
    }
    const { active } = await api.get<ProjectSummary>('project');
    expect(outcomesAt(held, active!.calibration.thresholds).confusion).toEqual(active!.heldOut);
  });

  it('count normals whose label the training doubted, which place no threshold', async () => {
    const { api, db } = await trained.open();
    const before = await api.get<ProofBasis>('proof');
    const image = db
      .prepare(
        `update model_image set role = 'fitted' where image =
           (select image from model_image where label = 'normal' order by score desc limit 1)
         returning image`,
      )
      .pluck()
      .get();
    expect(image).toBeDefined();
    const [held, placing] = [await scores(api, 'held-out'), await scores(api, 'placing')];
    expect([...placing.normals]).toEqual([...held.normals.slice(0, -1)]);
    expect(placing.leaks).toEqual(held.leaks);
    expect((await api.get<ProofBasis>('proof')).counts).toEqual(before.counts);
    const top = placing.normals.at(-1)!;
    const value = { tnr: 1 };
    const made = await api.post<DetectorInfo>('calibration', { strategy: 'tnr-at-least', value });
    expect(made.calibration.thresholds.upper).toBeGreaterThan(top);
    expect(made.heldOut).toEqual(outcomesAt(held, made.calibration.thresholds).confusion);
  });

  it('follow the labels that count now', async () => {
    const { api, db } = await trained.open();
    const before = await scores(api, 'held-out');
    const image = db
      .prepare(`select image from model_image where role = 'held-out' and label = 'leak'`)
      .pluck()
      .get();
    await api.post('labels', { items: [{ image, label: 'normal' }] });
    const after = await scores(api, 'held-out');
    expect(after.leaks.length).toBe(before.leaks.length - 1);
    expect(after.normals.length).toBe(before.normals.length + 1);
  });

  it('of a review are those of images that the model has never seen', async () => {
    const { api } = await trained.open();
    const none = await scores(api, 'reviewed');
    expect([none.normals.length, none.leaks.length]).toEqual([0, 0]);
    const { ids, scores: given } = await api.get<{ ids: number[]; scores: number[] }>(
      'images?label=none&limit=3',
    );
    const labels = ['leak', 'normal', 'unsure'];
    await api.post('labels', {
      items: ids.map((image, index) => ({ image, label: labels[index] })),
    });
    const reviewed = await scores(api, 'reviewed');
    expect([...reviewed.leaks]).toEqual([given[0]]);
    expect([...reviewed.normals]).toEqual([given[1]]);
    expect((await scores(api, 'held-out')).leaks.length).toBeGreaterThan(0);
  });

  it('of what it was fitted on are the finished detector’s own', async () => {
    const { api, db } = await trained.open();
    const { normals, leaks } = await scores(api, 'fitted');
    const made = db.prepare('select count(*) from model_image').pluck().get();
    expect(normals.length + leaks.length).toBe(made);
  });

  it('of a shift count every image of it, labelled or not', async () => {
    const { api } = await trained.open();
    const { shifts } = await api.get<ProjectSummary>('project');
    const newest = await api.get<ShiftScores>('calibration/shift');
    expect(newest.shift).toMatchObject({ id: shifts[0]!.id, name: 'A' });
    expect(unpack(newest.scores).length).toBe(shifts[0]!.scored);
  });

  it.each([
    ['calibration/scores?set=golden-eggs', 400, 'invalid-input'],
    ['calibration/shift?shift=0', 400, 'invalid-input'],
    ['calibration/shift?shift=999', 404, 'not-found'],
    ['calibration/strategies?shift=999', 404, 'not-found'],
  ])('are refused at %s', async (path, status, code) => {
    const { api } = await trained.open();
    expect(await api.problem('GET', path)).toMatchObject({ status, code });
  });

  it('are refused without a detector', async () => {
    const { api } = await newProject();
    for (const path of ['scores', 'shift', 'strategies']) {
      expect(await api.problem('GET', `calibration/${path}`)).toMatchObject({
        code: 'no-detector',
      });
    }
  });
});

describe('the strategies side by side', () => {
  it('choose what each would choose alone, or say why not', async () => {
    const { api } = await trained.open();
    const answers = await api.get<ComparedStrategy[]>('calibration/strategies');
    expect(answers.map(({ name }) => name)).toEqual(
      STRATEGY_NAMES.filter((name) => name !== 'manual'),
    );
    for (const { name, calibration, counts, refusal } of answers) {
      if (refusal) {
        expect(await api.problem('POST', 'calibration', { strategy: name })).toMatchObject({
          code: refusal.code,
          detail: refusal.message,
        });
      } else {
        const made = await api.post<DetectorInfo>('calibration', { strategy: name });
        expect(made.calibration).toEqual(calibration);
        expect(made.heldOut).toEqual(counts);
      }
    }
    expect(answers.filter(({ refusal }) => refusal).length).toBeLessThan(answers.length);
  });

  it('store nothing', async () => {
    const { api } = await trained.open();
    await api.get('calibration/strategies');
    expect(await api.get<DetectorInfo[]>('detectors')).toHaveLength(1);
  });
});

describe('what is demanded of a detector', () => {
  it('is 0.91 of either rate until somebody says otherwise, and stays said', async () => {
    const { api, folder, close } = await trained.open();
    const { demands } = await api.get<ProofBasis>('proof');
    expect(demands).toEqual({ tpr: 0.91, tnr: 0.91 });
    expect(await api.post<ProofBasis>('demands', { tpr: 0.95 })).toMatchObject({
      demands: { tpr: 0.95, tnr: 0.91 },
    });
    await close();
    const again = startEngine(folder);
    expect((await again.api.get<ProofBasis>('proof')).demands).toEqual({ tpr: 0.95, tnr: 0.91 });
    await again.close();
  });

  it.each([{ tpr: 0 }, { tpr: 1 }, { tnr: -0.1 }, { tnr: 91 }, { tpr: '0.9' }])(
    'cannot be %j',
    async (demands) => {
      const { api } = await trained.open();
      expect(await api.problem('POST', 'demands', demands)).toMatchObject({
        status: 400,
        code: 'invalid-input',
      });
      expect((await api.get<ProofBasis>('proof')).demands).toEqual({ tpr: 0.91, tnr: 0.91 });
    },
  );

  it('is held against the held-out images under the labels that count now', async () => {
    const { api, db } = await trained.open();
    const { active } = await api.get<ProjectSummary>('project');
    const basis = await api.get<ProofBasis>('proof');
    expect(basis).toMatchObject({ detector: 1, set: 'held-out', counts: active!.heldOut });
    const image = db
      .prepare(
        `select image from model_image where role = 'held-out' and label = 'leak'
         order by score desc`,
      )
      .pluck()
      .get();
    await api.post('labels', { items: [{ image, label: 'unsure' }] });
    const { counts } = await api.get<ProofBasis>('proof');
    expect(counts).toEqual({ ...active!.heldOut, tp: active!.heldOut.tp - 1 });
  });

  it('counts two-sided and reviewed verdicts as the page does', async () => {
    const { api } = await trained.open();
    const held = await scores(api, 'held-out');
    const at = (share: number): number => held.normals[Math.floor(held.normals.length * share)]!;
    const thresholds = { lower: at(0.1), review: at(0.8), upper: at(0.9) };
    await api.post('calibration', { strategy: 'manual', value: thresholds });
    const { counts } = await api.get<ProofBasis>('proof');
    expect(counts).toEqual(outcomesAt(held, thresholds).confusion);
    expect(counts.fp).toBeGreaterThan(0);
  });

  it('meets no detector in a new project', async () => {
    const { api } = await newProject();
    expect(await api.get<ProofBasis>('proof')).toMatchObject({
      detector: null,
      counts: { tp: 0, fn: 0, tn: 0, fp: 0 },
    });
  });
});
