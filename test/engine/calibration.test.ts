import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import { trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;

beforeAll(async () => {
  trained = await trainProject();
});

afterAll(() => trained.remove());

describe('a calibration', () => {
  it('becomes the active version, with the strategy and its numbers kept', async () => {
    const { api } = await trained.open();
    const value = { fpr: 1, fnr: 0.5 };
    const detector = await api.post<DetectorInfo>('calibration', { strategy: 'max-rates', value });
    expect(detector).toMatchObject({
      state: 'active',
      parent: trained.outcome.detector.id,
      calibration: { strategy: 'max-rates', values: value, proven: true },
    });
    const { tp, fn } = detector.heldOut;
    expect(fn).toBeLessThanOrEqual(tp);
  });

  it('keeps who made it and why', async () => {
    const { api } = await trained.open();
    const head = { author: 'Process engineer', note: 'For the audit of May' };
    const { id } = await api.post<DetectorInfo>('calibration', { ...head, from: 1 });
    expect(await api.get<DetectorInfo>(`detectors/${id}`)).toMatchObject(head);
  });

  it('is taken back by activating the version before it', async () => {
    const { api } = await trained.open();
    const before = await api.get<ProjectSummary>('project');
    const { parent } = await api.post<DetectorInfo>('calibration', { strategy: 'max-f1' });
    await api.post(`detectors/${parent}/activate`);
    const { active } = await api.get<ProjectSummary>('project');
    expect(active).toEqual(before.active);
  });

  it('takes a bare number for the first of what the strategy takes', async () => {
    const { api } = await trained.open();
    const body = { strategy: 'normal-quantile', value: 0.5 };
    const { calibration, heldOut } = await api.post<DetectorInfo>('calibration', body);
    expect(calibration.values).toEqual({ share: 0.5 });
    expect(heldOut.tn).toBeGreaterThanOrEqual(heldOut.fp);
  });

  it('fits a review budget to the newest shift, or to the one named', async () => {
    const { api } = await trained.open();
    const { shifts } = await api.get<ProjectSummary>('project');
    const body = { strategy: 'review-budget', value: { images: 5, share: 0.9 } };
    const newest = await api.post<DetectorInfo>('calibration', body);
    const named = await api.post<DetectorInfo>('calibration', { ...body, shift: shifts[0]!.id });
    const { review, upper } = newest.calibration.thresholds;
    expect(named.calibration).toEqual(newest.calibration);
    expect(newest.calibration.note).toContain(`Measured on the shift ${shifts[0]!.name}.`);
    const { scores } = await api.get<{ scores: number[] }>(`images?shift=${shifts[0]!.id}`);
    const zone = scores.filter((score) => score >= review! && score < upper);
    expect(zone.length).toBeGreaterThan(0);
    expect(zone.length).toBeLessThanOrEqual(5);
  });

  it('goes by the labels that count now, not by those of the training', async () => {
    const { api, db } = await trained.open();
    const before = await api.post<DetectorInfo>('calibration', { strategy: 'gap' });
    const { tp, fn, tn, fp } = before.heldOut;
    const image = db
      .prepare(`select image from model_image where role = 'held-out' and label = 'leak'`)
      .pluck()
      .get();
    await api.post('labels', { items: [{ image, label: 'unsure' }] });
    const after = (await api.post<DetectorInfo>('calibration', { strategy: 'gap' })).heldOut;
    expect(after.tp + after.fn).toBe(tp + fn - 1);
    expect(after.tn + after.fp).toBe(tn + fp);
  });

  it.each([
    [{ strategy: 'guess' }, 400, 'unknown-strategy'],
    [{ strategy: 'manual' }, 400, 'invalid-strategy-value'],
    [{ strategy: 'youden', value: 1 }, 400, 'invalid-strategy-value'],
    [{ strategy: 'max-rates', value: { fpr: 'low' } }, 400, 'invalid-input'],
    [{ strategy: 'review-budget', value: 5, shift: 999 }, 404, 'not-found'],
    [{ strategy: 'youden', from: 999 }, 409, 'detector-changed'],
    [{ strategy: 'youden', note: 'x'.repeat(2001) }, 400, 'invalid-input'],
    [{ strategy: 'review-budget', value: 100_000 }, 422, 'no-useful-cut'],
  ])('refuses %j and leaves the active detector alone', async (body, status, code) => {
    const { api } = await trained.open();
    expect(await api.problem('POST', 'calibration', body)).toMatchObject({ status, code });
    const { active } = await api.get<ProjectSummary>('project');
    expect(active!.id).toBe(trained.outcome.detector.id);
    expect(await api.get<DetectorInfo[]>('detectors')).toHaveLength(1);
  });
});
