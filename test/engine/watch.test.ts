import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorDetail, TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { JobLine, JobSamples } from '../../src-main/shared/api/watch.ts';
import { QUICK, trainProject, type TestProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject();
});
afterAll(() => trained.remove());

const ENDLESS = { epochs: 1000, settings: { ...QUICK.settings, patience: 1000 } };

/** Starts a training that would go on for long and waits for its first epochs. */
async function underWay({ api }: TestProject): Promise<number> {
  const { id } = await api.post<Job>('detectors/train', ENDLESS);
  while ((await api.get<Job>(`jobs/${id}`)).epochs.length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return id;
}

describe('a training that is watched', () => {
  it('shows the same held-out images after every epoch', async () => {
    const project = await trained.open();
    const { api } = project;
    const id = await underWay(project);
    const all = await api.get<JobSamples>(`jobs/${id}/samples`);
    expect([all.width, all.height]).toEqual([16, 16]);
    expect(all.wanted).toHaveLength(8);
    expect(all.epochs.length).toBeGreaterThanOrEqual(2);
    expect(all.epochs.map(({ epoch }) => epoch)).toEqual(all.epochs.map((_, i) => i + 1));
    for (const { pictures } of all.epochs) {
      expect(pictures).toHaveLength(8);
      expect(Buffer.from(pictures[0]!, 'base64')).toHaveLength(16 * 16 * 3);
    }
    expect(all.epochs[0]!.pictures).not.toEqual(all.epochs[1]!.pictures);
    expect(all.epochs[1]!.pictures).not.toEqual(all.wanted);
    const later = await api.get<JobSamples>(`jobs/${id}/samples?after=1`);
    expect([later.wanted, later.epochs[0]!.epoch]).toEqual([all.wanted, 2]);
    await api.delete(`jobs/${id}`);
  });

  it('ends after its epoch when told to, and its best epoch goes to the gate', async () => {
    const project = await trained.open();
    const { api } = project;
    const id = await underWay(project);
    await api.post(`jobs/${id}/finish`);
    await api.post(`jobs/${id}/finish`);
    const job = await api.ended(id);
    expect(job.state).toBe('done');
    expect(job.epochs.length).toBeLessThan(ENDLESS.epochs);
    const { detector } = job.result as TrainOutcome;
    const { bestEpoch, epochs } = await api.get<DetectorDetail>(`detectors/${detector.id}`);
    expect(epochs).toEqual(job.epochs);
    const losses = epochs.map(({ validationLoss }) => validationLoss);
    expect(losses[bestEpoch - 1]).toBe(Math.min(...losses));
    const codes = (await api.get<JobLine[]>(`jobs/${id}/lines`)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'finishing')).toHaveLength(1);
    expect(codes).toContain('stopped-by-hand');
    expect((await api.problem('POST', `jobs/${id}/finish`, {})).code).toBe('job-not-training');
  });

  it('leaves a log that says what the curve does not', async () => {
    const { api } = await trained.open();
    const job = await api.job('detectors/retrain');
    const lines = await api.get<JobLine[]>(`jobs/${job.id}/lines`);
    expect(lines.map(({ id }) => id)).toEqual(lines.map((_, i) => i + 1));
    expect(lines).toContainEqual(expect.objectContaining({ code: 'net-kept' }));
    const phases = lines.filter(({ code }) => code === 'phase');
    expect(phases.map(({ parameters }) => parameters['phase'])).toContain('gate');
    expect(await api.get(`jobs/${job.id}/samples`)).toBeNull();
  });

  it('is refused for what does not train, and for a job that there is not', async () => {
    const { api } = await trained.open();
    const score = await api.job('detectors/score');
    expect((await api.problem('POST', `jobs/${score.id}/finish`, {})).code).toBe(
      'job-not-training',
    );
    for (const what of ['samples', 'lines']) {
      expect((await api.problem('GET', `jobs/999/${what}`)).code).toBe('not-found');
    }
    expect((await api.problem('GET', `jobs/${score.id}/samples?after=-1`)).code).toBe(
      'invalid-input',
    );
  });
});
