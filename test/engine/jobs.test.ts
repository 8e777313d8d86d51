import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import {
  dyingChildren,
  endlessChildren,
  guessingChildren,
  silentChildren,
} from '../helpers/children.ts';
import { newProject, startEngine, writeImage, type TestProject } from '../helpers/project.ts';
import type { Launcher } from '../../src-main/shared/worker/process.ts';

/** A project with as many normals as training asks for. */
async function trainable(launcher: Launcher): Promise<TestProject> {
  const project = await newProject(launcher);
  const source = path.join(path.dirname(project.folder), 'source');
  await mkdir(source);
  for (let i = 0; i < 24; i++) await writeImage(path.join(source, `${i}.jpg`), i);
  await project.api.done('imports', { path: source, label: 'normal' });
  return project;
}

const until = async (project: TestProject, id: number, state: Job['state']): Promise<void> => {
  while ((await project.api.get<Job>(`jobs/${id}`)).state !== state) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const states = async ({ api }: TestProject): Promise<string[]> =>
  (await api.get<Job[]>('jobs')).map(({ kind, state }) => `${kind} ${state}`).reverse();

describe('the queue of jobs', () => {
  it('runs one at a time in the order in which they came', async () => {
    const project = await trainable(await silentChildren());
    const { api } = project;
    const training = await api.post<Job>('detectors/train');
    const first = await api.post<Job>('exports');
    const second = await api.post<Job>('exports');
    await until(project, training.id, 'running');
    expect(await states(project)).toEqual([
      'import done',
      'train running',
      'export queued',
      'export queued',
    ]);
    expect(await api.get('project')).toMatchObject({ job: { id: training.id } });
    expect(await api.delete<Job>(`jobs/${first.id}`)).toMatchObject({ state: 'cancelled' });
    expect(await api.delete<Job>(`jobs/${training.id}`)).toMatchObject({ state: 'cancelled' });
    expect(await api.ended(second.id)).toMatchObject({ state: 'done' });
    expect(await states(project)).toEqual([
      'import done',
      'train cancelled',
      'export cancelled',
      'export done',
    ]);
    const left = await readdir(path.join(project.folder, 'detectors')).catch(() => []);
    expect(left).toEqual([]);
  });

  it('answers two cancels of one job alike, and refuses a third', async () => {
    const project = await trainable(await silentChildren());
    const { id } = await project.api.post<Job>('detectors/train');
    await until(project, id, 'running');
    const cancel = (): Promise<Job> => project.api.delete<Job>(`jobs/${id}`);
    const answers = await Promise.all([cancel(), cancel()]);
    expect(answers.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(await project.api.problem('DELETE', `jobs/${id}`)).toMatchObject({
      status: 409,
      code: 'job-ended',
    });
  });

  it('starts a cancelled job anew, with the parameters it had', async () => {
    const project = await trainable(await silentChildren());
    const { id } = await project.api.post<Job>('detectors/train', { seed: 7 });
    expect(await project.api.problem('POST', `jobs/${id}/restart`)).toMatchObject({
      code: 'job-not-ended',
    });
    await project.api.delete(`jobs/${id}`);
    const again = await project.api.post<Job>(`jobs/${id}/restart`);
    expect(again).toMatchObject({ kind: 'train', state: 'queued', parameters: { seed: 7 } });
    expect(again.id).not.toBe(id);
  });

  it('marks as interrupted what ran and what waited when the project was closed', async () => {
    const launcher = await silentChildren();
    const project = await trainable(launcher);
    const running = await project.api.post<Job>('detectors/train');
    const waiting = await project.api.post<Job>('exports');
    await until(project, running.id, 'running');
    await project.close();
    const again = startEngine(project.folder, { launcher });
    try {
      for (const { id } of [running, waiting]) {
        const job = await again.api.get<Job>(`jobs/${id}`);
        expect(job).toMatchObject({ state: 'interrupted', endedAt: expect.any(String) as string });
      }
      const restarted = await again.api.post<Job>(`jobs/${waiting.id}/restart`);
      expect(await again.api.ended(restarted.id)).toMatchObject({ state: 'done' });
      expect(await again.api.problem('POST', `jobs/${restarted.id}/restart`)).toMatchObject({
        code: 'job-not-ended',
      });
    } finally {
      await again.close();
    }
  });

  it('fails a job whose child dies, with its last words, and goes on', async () => {
    const project = await trainable(await dyingChildren());
    const job = await project.api.job('detectors/train');
    expect(job).toMatchObject({ state: 'failed', error: { code: 'detector-died' } });
    expect(job.error!.message).toContain('out of memory in a convolution');
    expect(job.error!.message).toContain('code 3');
    expect(await project.api.job('exports')).toMatchObject({ state: 'done' });
    expect(await project.api.get('detectors')).toEqual([]);
  });

  it('fails a job whose child dies between two requests', async () => {
    const project = await trainable(await guessingChildren({ dies: true }));
    const job = await project.api.job('detectors/train');
    expect(job).toMatchObject({ state: 'failed', error: { code: 'detector-died' } });
    expect(await project.api.get('project')).toMatchObject({ active: null });
  });

  it('fails a training whose epochs cannot be stored, and goes on once there is room', async () => {
    const project = await trainable(await endlessChildren());
    const { id } = await project.api.post<Job>('detectors/train');
    await until(project, id, 'running');
    // What a full disk does: the file grows no more, while reading and what is in memory go on.
    const room = project.db.pragma('main.max_page_count', { simple: true }) as number;
    project.db.pragma('main.max_page_count = 1');
    while ((await project.api.get<{ job: Job | null }>('project')).job) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    project.db.pragma(`main.max_page_count = ${room}`);
    expect(await project.api.job('exports')).toMatchObject({ state: 'done' });
  });

  it('keeps a job queued that cannot be started, until the next one comes', async () => {
    const project = await trainable(await silentChildren());
    const training = await project.api.post<Job>('detectors/train');
    const waiting = await project.api.post<Job>('exports');
    await until(project, training.id, 'running');
    project.db.pragma('query_only = 1');
    await project.api.delete(`jobs/${training.id}`);
    expect(await project.api.get(`jobs/${waiting.id}`)).toMatchObject({ state: 'queued' });
    project.db.pragma('query_only = 0');
    expect(await project.api.job('exports')).toMatchObject({ state: 'done' });
    expect(await project.api.get(`jobs/${waiting.id}`)).toMatchObject({ state: 'done' });
  });

  it('knows no job that there is not', async () => {
    const { api } = await newProject();
    for (const [method, route] of [
      ['GET', 'jobs/5'],
      ['DELETE', 'jobs/5'],
      ['POST', 'jobs/5/restart'],
    ] as const) {
      expect(await api.problem(method, route)).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect((await api.problem('GET', 'jobs/first')).code).toBe('invalid-input');
    expect((await api.problem('GET', 'jobs?limit=0')).code).toBe('invalid-input');
  });
});

describe('the stream of events', () => {
  /** Reads a stream to its end. */
  async function readEvents(
    response: Response,
  ): Promise<{ id?: string; event: string; data: string }[]> {
    const text = await response.text();
    return text
      .split('\n\n')
      .filter(Boolean)
      .map((block) =>
        Object.fromEntries(
          block.split('\n').map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon), line.slice(colon + 1).trim()];
          }),
        ),
      ) as { id?: string; event: string; data: string }[];
  }

  it('numbers every event by one more, tells of jobs and labels, and ends with the engine', async () => {
    const project = await newProject();
    const source = path.join(path.dirname(project.folder), 'source');
    await mkdir(source);
    await writeImage(path.join(source, '1.jpg'), 1);
    const response = await project.api.request('GET', 'events');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reading = readEvents(response);
    await project.api.done('imports', { path: source });
    await project.api.post('labels', { items: [{ image: 1, label: 'leak' }] });
    await project.close();
    const [hello, ...events] = await reading;
    expect(hello!.event).toBe('hello');
    const ids = events.map(({ id }) => Number(id));
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
    const jobs = events
      .filter(({ event }) => event === 'job')
      .map(({ data }) => (JSON.parse(data) as { job: Job }).job.state);
    expect([...new Set(jobs)]).toEqual(['queued', 'running', 'done']);
    const labels = events.filter(({ event }) => event === 'labels');
    expect(labels.map(({ data }) => JSON.parse(data) as unknown)).toMatchObject([
      { batch: { label: 'leak', images: 1 } },
    ]);
  });

  it('takes a listener that goes away', async () => {
    const { api } = await newProject();
    const response = await api.request('GET', 'events');
    await response.body!.cancel();
    expect(await api.job('exports')).toMatchObject({ state: 'done' });
  });
});
