import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparableImages } from '../../src-main/engine/detectors/models.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import { silentChildren } from '../helpers/children.ts';
import { newProject, trainProject, type TrainedProject } from '../helpers/project.ts';

interface Queue {
  groups: QueueGroup[];
  provisional: boolean;
}

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject();
});
afterAll(() => trained.remove());

const imagesOf = ({ groups }: Queue): number[] => [
  ...new Set(groups.flatMap(({ images }) => images.map(({ id }) => id))),
];

describe('the queue of groups', () => {
  it('is provisional until it has been made: flagged images alone, the surest first', async () => {
    const { api } = await trained.open();
    const queue = await api.get<Queue>('review/queue');
    expect(queue.provisional).toBe(true);
    expect(queue.groups.every(({ images }) => images[0]!.verdict === 'leak')).toBe(true);
  });

  it('holds every unlabelled image of the shift in one group, verdicts never mixed', async () => {
    const { api } = await trained.open();
    const [shift] = (await api.get<ProjectSummary>('project')).shifts;
    await api.done('review/queue', { shift: shift!.id });
    const queue = await api.get<Queue>(`review/queue?shift=${shift!.id}`);
    expect(queue.provisional).toBe(false);
    const listed = imagesOf(queue);
    const { ids, labels } = await api.get<ImageColumns>(`images?shift=${shift!.id}`);
    expect(listed.toSorted()).toEqual(ids.filter((_, i) => labels[i] === null).toSorted());
    for (const { images } of queue.groups) {
      expect(new Set(images.map(({ verdict }) => verdict)).size).toBe(1);
    }
  });

  it('shows no answered image again, and is not made anew for an answer', async () => {
    const { api } = await trained.open();
    await api.done('review/queue');
    const before = await api.get<Queue>('review/queue');
    const answered = before.groups[0]!;
    const items = imagesOf({ ...before, groups: [answered] }).map((image) => ({
      image,
      label: 'normal',
    }));
    await api.post('labels', { items });
    const after = await api.get<Queue>('review/queue');
    expect(after.groups).toEqual(before.groups.slice(1));
    expect(after.provisional).toBe(false);
  });

  it('is made anew when another detector judges', async () => {
    const { api } = await trained.open();
    await api.done('review/queue');
    await api.post('calibration', { strategy: 'manual', value: 1e9 });
    expect(await api.get<Queue>('review/queue')).toEqual({ groups: [], provisional: true });
    await api.done('review/queue');
    const { groups } = await api.get<Queue>('review/queue');
    expect(groups.flatMap(({ images }) => images).every((i) => i.verdict === 'normal')).toBe(true);
  });

  it('leaves the old queue standing when its making is cancelled', async () => {
    const { api } = await trained.open(await silentChildren());
    const job = await api.post<{ id: number }>('review/queue');
    expect(await api.delete(`jobs/${job.id}`)).toMatchObject({ state: 'cancelled' });
    expect((await api.get<Queue>('review/queue')).provisional).toBe(true);
  });

  it('asks for a detector first, and for a shift that there is', async () => {
    const empty = await newProject();
    expect(await empty.api.problem('POST', 'review/queue', {})).toMatchObject({
      code: 'no-detector',
    });
    const { api } = await trained.open();
    expect(await api.problem('POST', 'review/queue', { shift: 99 })).toMatchObject({
      code: 'not-found',
    });
    expect(await api.problem('GET', 'review/queue?shift=99')).toMatchObject({ code: 'not-found' });
  });
});

describe('what two detectors are compared on', () => {
  it('is what each says of images that it has not learned from', async () => {
    const { db } = await trained.open();
    const at = '2026-01-01T00:00:00.000Z';
    db.exec(`
      insert into model (id, folder, preset, recipe, seed, data_hash, label_event, training, created_at)
        values (100, 'a', '', '{}', 1, '', 0, '{}', '${at}'), (101, 'b', '', '{}', 1, '', 0, '{}', '${at}');
      insert into model_image values (100, 1, 'held-out', 'normal', 0.1, null),
        (100, 2, 'fitted', 'normal', null, null), (100, 5, 'reviewed', 'normal', null, 0.5);
      insert into score values (100, 1, 9.1), (100, 2, 9.2), (100, 3, 9.3), (100, 5, 9.5);
      insert into model_image select 101, id, 'held-out', 'normal', id, null from image where id <= 5;
    `);
    const before = comparableImages(db, 101, 100).map((row) => [row.image, row.before]);
    expect(before).toEqual([
      [1, 0.1],
      [2, null],
      [3, 9.3],
      [4, null],
      [5, 0.5],
    ]);
  });
});
