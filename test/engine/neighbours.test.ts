import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageColumns, ImageDetail } from '../../src-main/shared/api/images.ts';
import type { Neighbours, NeighboursPending } from '../../src-main/shared/api/evidence.ts';
import { dyingChildren, placingChildren } from '../helpers/children.ts';
import {
  newProject,
  temporaryFolder,
  trainProject,
  type TestProject,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 60, proliv: 8, shift: 30 });
});
afterAll(() => trained.remove());

/** Asks until the features are there, as a window does. */
async function neighbours({ api }: TestProject, image: number, query = ''): Promise<Neighbours> {
  for (;;) {
    const answer = await api.get<Neighbours | NeighboursPending>(`images/${image}/neighbours${query}`); // prettier-ignore
    if (answer.state === 'ready') return answer;
    expect(answer.done).toBeLessThanOrEqual(answer.total);
  }
}

it('gives the nearest by label and by shift, never the image itself, with what is known of each', async () => {
  const project = await trained.open();
  const { ids } = await project.api.get<ImageColumns>('images?shift=1&order=-score');
  const image = ids[0]!;
  const all = await neighbours(project, image, '?limit=1000');
  const total = (await project.api.get<ImageColumns>('images')).total;
  expect(all).toMatchObject({ detector: 1, unreadable: 0, compared: total });
  expect(all.space).toContain('colour');
  expect(all.neighbours).toHaveLength(total - 1);
  expect(all.neighbours.map(({ id }) => id)).not.toContain(image);
  const distances = all.neighbours.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));

  for (const of of ['normal', 'leak'] as const) {
    const some = await neighbours(project, image, `?of=${of}&limit=5`);
    expect(some.neighbours).toEqual(all.neighbours.filter(({ label }) => label === of).slice(0, 5));
  }
  const near = await neighbours(project, image, '?shift=1&limit=3');
  const within = all.neighbours.filter(({ id }) => ids.includes(id));
  expect(near.neighbours).toEqual(within.slice(0, 3));
  const { id, score, verdict, label } = near.neighbours[0]!;
  expect(await project.api.get(`images/${id}`)).toMatchObject({ score, verdict, label });
});

it('follows the labels: what was called a leak is among the leaks at the next question', async () => {
  const project = await trained.open();
  const { ids } = await project.api.get<ImageColumns>('images?shift=1');
  const [image, other] = ids;
  const leaks = async (): Promise<number[]> =>
    (await neighbours(project, image!, '?of=leak&limit=100')).neighbours.map(({ id }) => id);
  expect(await leaks()).not.toContain(other);
  await project.api.post('labels', { items: [{ image: other, label: 'leak' }] });
  expect(await leaks()).toContain(other);
});

it('leaves out images whose files are gone, and names the file of one that is asked about', async () => {
  const project = await trained.open();
  const { ids } = await project.api.get<ImageColumns>('images?shift=1');
  const folder = path.join(await temporaryFolder(), 'images');
  await cp(trained.images, folder, { recursive: true });
  project.db.prepare('update source set path = ?').run(folder);
  const { occurrences } = await project.api.get<ImageDetail>(`images/${ids[1]}`);
  await Promise.all(occurrences.map(({ file }) => rm(path.join(folder, file))));

  const answer = await neighbours(project, ids[0]!, '?shift=1&limit=100');
  expect(answer).toMatchObject({ unreadable: 1, compared: ids.length - 1 });
  expect(answer.neighbours.map(({ id }) => id)).not.toContain(ids[1]);
  const problem = await project.api.problem('GET', `images/${ids[1]}/neighbours?shift=1`);
  expect(problem).toMatchObject({ code: 'image-unreadable', status: 422 });
  expect(problem.detail).toContain(path.join(folder, occurrences[0]!.file));
});

it('answers how far it is while features are computed, to everybody who asks', async () => {
  const project = await trained.open(await placingChildren());
  const { total } = await project.api.get<ImageColumns>('images');
  const answers = await Promise.all(
    [1, 2].map((image) => project.api.request('GET', `images/${image}/neighbours`)),
  );
  for (const answer of answers) {
    expect(answer.status, await answer.clone().text()).toBe(202);
    expect(await answer.json()).toEqual({ state: 'placing', done: 0, total });
  }
});

it('fails when the process dies, with its last words', async () => {
  const project = await trained.open(await dyingChildren());
  expect(await project.api.problem('GET', 'images/1/neighbours')).toMatchObject({
    code: 'detector-died',
    detail: expect.stringContaining('out of memory') as string,
  });
});

it.each([
  ['images/9999/neighbours', 404, 'not-found'],
  ['images/one/neighbours', 400, 'invalid-input'],
  ['images/1/neighbours?of=crack', 400, 'invalid-input'],
  ['images/1/neighbours?limit=0', 400, 'invalid-input'],
  ['images/1/neighbours?shift=99', 404, 'not-found'],
  ['images/1/neighbours?detector=1', 400, 'invalid-input'],
])('refuses %s', async (url, status, code) => {
  const { api } = await trained.open();
  expect(await api.problem('GET', url)).toMatchObject({ status, code });
});

it('asks for a detector where there is none', async () => {
  const { api, db } = await newProject();
  db.prepare("insert into image (hash, bytes, width, height, format) values ('a', 1, 1, 1, 'jpeg')").run(); // prettier-ignore
  expect(await api.problem('GET', 'images/1/neighbours')).toMatchObject({
    status: 409,
    code: 'no-detector',
  });
});
