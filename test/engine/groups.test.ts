import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { QueueGroup, ReviewGroups, ReviewSummary } from '../../src-main/shared/api/review.ts';
import type { SampleStatus } from '../../src-main/shared/api/samples.ts';
import {
  newProject,
  startEngine,
  trainProject,
  type TestProject,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
/** A project whose queue has been made, and what it says. */
let queued: TestProject;
let made: ReviewGroups;

beforeAll(async () => {
  trained = await trainProject();
  queued = startEngine(await trained.copy());
  await queued.api.done('review/queue', { shift: 1 });
  made = await queued.api.get<ReviewGroups>('review/groups?shift=1');
});
afterAll(async () => {
  await queued.close();
  await trained.remove();
});

/** Runs with what is stored taken back afterwards: a queue takes seconds to make. */
function rollBack(): void {
  queued.db.exec('savepoint test');
  onTestFinished(() => void queued.db.exec('rollback to test; release test'));
}

const groups = (query = ''): Promise<ReviewGroups> =>
  queued.api.get<ReviewGroups>(`review/groups?shift=1${query}`);

const answer = (images: number[], label = 'normal'): Promise<unknown> =>
  queued.api.post('labels', { items: images.map((image) => ({ image, label })) });

const idOf = (group: { id: string }): number => Number(group.id.replace('group-', ''));

const largest = (): ReviewGroups['groups'][number] =>
  made.groups.toSorted((a, b) => b.images.length - a.images.length)[0]!;

describe('the groups to review', () => {
  it('are flagged images one by one until the queue has been made', async () => {
    const { api } = await trained.open();
    const answer = await api.get<ReviewGroups>('review/groups?shift=1');
    const { flaggedLeft } = await api.get<ReviewSummary>('review/summary?shift=1');
    expect(answer).toMatchObject({ provisional: true, start: 0, total: flaggedLeft, next: null });
    expect(answer.groups).toHaveLength(flaggedLeft);
    const scores = answer.groups.map(({ scores }) => scores[0]!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const [image] = answer.groups[2]!.images;
    const again = await api.get<ReviewGroups>(`review/groups?shift=1&at=${image}`);
    expect(again.start).toBe(2);
  });

  it('are the same as the command line reads, most urgent first', async () => {
    const { groups: plain } = await queued.api.get<{ groups: QueueGroup[] }>(
      'review/queue?shift=1&limit=10000',
    );
    expect(made).toMatchObject({ provisional: false, start: 0, total: plain.length, next: null });
    expect(made.groups.map(({ id, reason, images }) => ({ id, reason, images }))).toEqual(
      plain.map(({ id, reason, images }) => ({
        id,
        reason,
        images: [...new Set(images.map((image) => image.id))],
      })),
    );
    expect(made.groups.flatMap(({ verdicts }) => verdicts)).toContain('leak');
    expect(made.groups.flatMap(({ labels }) => labels).every((label) => label === null)).toBe(true);
  });

  it('come in pages of whole groups', async () => {
    const pages: ReviewGroups[] = [];
    let after = '';
    do {
      const page = await groups(`&images=7${after}`);
      pages.push(page);
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.flatMap((page) => page.groups)).toEqual(made.groups);
    for (const page of pages.slice(0, -1)) {
      const images = page.groups.reduce((sum, group) => sum + group.images.length, 0);
      expect(images).toBeGreaterThanOrEqual(7);
    }
  });

  it('keep their place when they are answered, and the review begins at the first with work left', async () => {
    rollBack();
    await answer(made.groups[0]!.images, 'leak');
    await answer(made.groups[2]!.images, 'unsure');
    const after = await groups();
    expect(after.groups.map(({ id }) => id)).toEqual(made.groups.map(({ id }) => id));
    expect(after.groups[0]!.labels.every((label) => label === 'leak')).toBe(true);
    expect(after.start).toBe(1);
    const [image] = made.groups[2]!.images;
    expect((await groups(`&at=${image}`)).start).toBe(2);
    expect((await groups('&at=999999')).start).toBe(1);
  });

  it('begin at the first again where nothing is left', async () => {
    rollBack();
    await answer(made.groups.flatMap(({ images }) => images));
    expect(await groups()).toMatchObject({ start: 0, total: made.total });
  });

  it('stay as they are while a detector is trained, and are made anew for new scores', async () => {
    rollBack();
    const job = queued.db.prepare(
      `insert into job (kind, state, parameters, created_at) values (?, 'done', '{}', '')`,
    );
    job.run('retrain');
    expect((await groups()).provisional).toBe(false);
    job.run('score');
    expect((await groups()).provisional).toBe(true);
  });

  it('need a detector, a shift that there is, and a cursor of their own', async () => {
    const empty = await newProject();
    expect((await empty.api.problem('GET', 'review/groups')).code).toBe('no-detector');
    const { api } = queued;
    expect((await api.problem('GET', 'review/groups?shift=99')).code).toBe('not-found');
    expect((await api.problem('GET', 'review/summary?shift=99')).code).toBe('not-found');
    for (const query of ['after=here', 'images=0', 'at=first']) {
      expect((await api.problem('GET', `review/groups?${query}`)).code).toBe('invalid-input');
    }
  });
});

describe('a group that a person splits', () => {
  it('becomes two, one behind the other, and each image stays in one', async () => {
    rollBack();
    const group = largest();
    const out = group.images.slice(1, 3);
    const { id } = await queued.api.post<{ id: string }>(`review/groups/${idOf(group)}/split`, {
      images: out,
    });
    const after = await groups();
    const at = after.groups.findIndex((other) => other.id === group.id);
    expect(after.total).toBe(made.total + 1);
    expect(after.groups[at]!.images).toEqual(group.images.filter((image) => !out.includes(image)));
    expect(after.groups[at + 1]).toMatchObject({ id, reason: group.reason, images: out });
    const { groups: plain } = await queued.api.get<{ groups: QueueGroup[] }>(
      'review/queue?shift=1&limit=10000',
    );
    expect(plain.map((other) => other.id)).toEqual(after.groups.map((other) => other.id));
  });

  it('must keep an image, and can give only its own', async () => {
    rollBack();
    const group = largest();
    const stranger = made.groups.find((other) => other !== group)!.images[0]!;
    const path = `review/groups/${idOf(group)}/split`;
    for (const images of [group.images, [stranger], [group.images[0]!, stranger]]) {
      expect((await queued.api.problem('POST', path, { images })).code).toBe('invalid-split');
    }
    for (const images of [[], [group.images[0], group.images[0]], ['first']]) {
      expect((await queued.api.problem('POST', path, { images })).code).toBe('invalid-input');
    }
    const gone = await queued.api.problem('POST', 'review/groups/999999/split', { images: [1] });
    expect(gone.code).toBe('not-found');
    expect(await groups()).toEqual(made);
  });
});

describe('a split that is taken back', () => {
  it('leaves the queue as it was, split after split from the newest to the oldest', async () => {
    rollBack();
    const group = largest();
    const split = async (of: string, images: number[]): Promise<string> =>
      (
        await queued.api.post<{ id: string }>(`review/groups/${of.replace('group-', '')}/split`, {
          images,
        })
      ).id;
    const { images } = group;
    const part = await split(group.id, [images[0]!, images[2]!, images[1]!]);
    const once = await groups();
    const inner = await split(part, [images[1]!]);
    const join = (into: string, from: string) =>
      queued.api.post(`review/groups/${into.replace('group-', '')}/join`, {
        part: Number(from.replace('group-', '')),
      });
    await join(part, inner);
    expect(await groups()).toEqual(once);
    await join(group.id, part);
    expect(await groups()).toEqual(made);
  });

  it('is refused for groups that were never one, and for what is no group', async () => {
    rollBack();
    const group = largest();
    const stranger = made.groups.find((other) => other !== group)!;
    const path = `review/groups/${idOf(group)}/join`;
    const code = async (part: unknown): Promise<string> =>
      (await queued.api.problem('POST', path, { part })).code;
    expect(await code(Number(idOf(stranger)))).toBe('invalid-join');
    expect(await code(Number(idOf(group)))).toBe('invalid-join');
    expect(await code(999_999)).toBe('not-found');
    expect(await code('group-1')).toBe('invalid-input');
    expect(await groups()).toEqual(made);
  });
});

describe('cutting a group in two', () => {
  it('parts two families by what the detector sees, and stores nothing', async () => {
    const flagged = made.groups.filter(({ verdicts }) => verdicts[0] === 'leak');
    const sound = largest();
    const images = [...sound.images.slice(0, 3), flagged[0]!.images[0]!];
    const { parts } = await queued.api.post<{ parts: number[][] }>('review/cut', { images });
    expect(parts).toEqual([sound.images.slice(0, 3), [flagged[0]!.images[0]!]]);
    expect(await groups()).toEqual(made);
  });

  it('leaves one image whole, and asks for images that there are', async () => {
    const [image] = made.groups[0]!.images;
    expect(await queued.api.post('review/cut', { images: [image] })).toEqual({
      parts: [[image], []],
    });
    const { api } = queued;
    expect((await api.problem('POST', 'review/cut', { images: [999999] })).code).toBe(
      'unknown-image',
    );
    for (const images of [[], [image, image], 'all']) {
      expect((await api.problem('POST', 'review/cut', { images })).code).toBe('invalid-input');
    }
  });
});

describe('the summary of a review', () => {
  it('counts decisions, settled images and what is left, and takes an undo back', async () => {
    rollBack();
    const before = await queued.api.get<ReviewSummary>('review/summary?shift=1');
    expect(before).toMatchObject({ shift: 'A', decisions: 0, settled: 0 });
    expect(before.flaggedLeft).toBe(before.flagged);
    const group = made.groups.find(({ verdicts }) => verdicts[0] === 'leak')!;
    await answer(group.images, 'leak');
    expect(await queued.api.get('review/summary?shift=1')).toEqual({
      ...before,
      decisions: 1,
      settled: group.images.length,
      flaggedLeft: before.flagged - group.images.length,
    });
    await queued.api.post('labels/undo');
    expect(await queued.api.get('review/summary?shift=1')).toEqual(before);
  });

  it('knows no number of leaks left without a random sample, and says what would tell', async () => {
    const { images, flagged, leaksLeft } =
      await queued.api.get<ReviewSummary>('review/summary?shift=1');
    expect(leaksLeft).toMatchObject({ unreviewed: images - flagged, drawn: 0, atMost: null });
    expect(leaksLeft.wanted).toBeGreaterThan(0);
    expect(leaksLeft.wanted).toBeLessThanOrEqual(leaksLeft.unreviewed);
  });

  it('takes the bound on leaks left from the random sample of the shift', async () => {
    const { sample } = await queued.api.post<{ sample: SampleStatus }>('review/samples', {
      shift: 1,
      seed: 1,
    });
    const { ids } = await queued.api.get<ImageColumns>(
      `review/samples/${sample.id}/images?limit=9`,
    );
    await queued.api.post('labels', { items: ids.map((image) => ({ image, label: 'normal' })) });
    const { leaksLeft } = await queued.api.get<ReviewSummary>('review/summary?shift=1');
    expect(leaksLeft).toMatchObject({ drawn: 9, found: 0, unreviewed: sample.population - 9 });
    expect(leaksLeft.atMost).toBeLessThanOrEqual(sample.population - 9);
    await queued.api.post('labels/undo');
  });
});
