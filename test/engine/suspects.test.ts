import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import type { Label, Thresholds } from '../../src-main/shared/words.ts';
import { newProject, trainProject, type TestProject, type TrainedProject } from '../helpers/project.ts'; // prettier-ignore

const AT = '2026-01-01T00:00:00.000Z';

const suspectsOf = async ({ api }: TestProject, limit = 50): Promise<Suspect[]> =>
  (await api.get<{ suspects: Suspect[] }>(`review/suspects?limit=${limit}`)).suspects;

/** A row of what a model learned from: image, label, honest score, the same after a review. */
type Row = [image: number, label: 'normal' | 'leak', score: number | null, after?: number];

/** A project whose active detector has learned from these imported labels. */
async function judged(
  rows: Row[],
  thresholds: Thresholds,
  stored = new Map<number, number>(),
): Promise<TestProject> {
  const project = await newProject();
  const { db } = project;
  db.exec(`insert into source values (1, '/s', '../s', '${AT}');
    insert into model (id, folder, preset, recipe, seed, data_hash, label_event, training, created_at)
      values (1, 'a', '', '{}', 1, '', ${rows.length}, '{}', '${AT}');
    insert into label_batch (id, origin, author, at) values (1, 'import', 'import', '${AT}');`);
  db.prepare(
    `insert into detector (id, model, author, note, calibration, held_out, created_at)
     values (1, 1, '', '', ?, '{}', ?)`,
  ).run(JSON.stringify({ thresholds }), AT);
  db.exec(`insert into activation (detector, author, reason, at) values (1, '', '', '${AT}')`);
  for (const [image, label, score, after] of rows) {
    addImage(project, image);
    db.prepare("insert into label_event (batch, image, label, origin) values (1, ?, ?, 'import')").run(image, label); // prettier-ignore
    const role = score === null ? 'fitted' : 'held-out';
    db.prepare('insert into model_image values (1, ?, ?, ?, ?, ?)').run(image, role, label, score, after ?? null); // prettier-ignore
    db.prepare('insert into score values (1, ?, ?)').run(image, stored.get(image) ?? score ?? 0);
  }
  return project;
}

function addImage({ db }: TestProject, id: number): void {
  db.prepare("insert into image (id, hash, bytes, width, height, format) values (?, ?, 1, 1, 1, 'png')").run(id, `hash-${id}`); // prettier-ignore
  db.prepare('insert into occurrence (image, source, file) values (?, 1, ?)').run(id, `${id}.png`);
}

const give = (project: TestProject, image: number, label: Label, reason?: string) =>
  project.api.post<{ batch: LabelBatch }>('labels', { items: [{ image, label }], reason });

describe('label suspects', () => {
  it('are ordered by how far an honest score lies on the wrong side of the cut', async () => {
    const rows: Row[] = [
      [1, 'normal', -3],
      [2, 'normal', 7],
      [3, 'leak', 9],
      [4, 'leak', -4],
      [5, 'normal', 4.5],
    ];
    const suspects = await suspectsOf(await judged(rows, { upper: 5 }));
    expect(suspects.map(({ image, reason }) => [image, reason])).toEqual([
      [4, 'disagrees'],
      [2, 'disagrees'],
      [5, 'near'],
      [3, 'near'],
      [1, 'near'],
    ]);
    expect(suspects[0]).toMatchObject({ file: '4.png', label: 'leak', verdict: 'normal' });
  });

  it('go by what a review says of other images, and not by a score that the image had a part in', async () => {
    const rows: Row[] = [
      [1, 'normal', 9, -9],
      [2, 'normal', 1],
    ];
    const project = await judged(rows, { upper: 5 }, new Map([[2, 99]]));
    expect((await suspectsOf(project)).map(({ image, score }) => [image, score])).toEqual([
      [2, 1],
      [1, -9],
    ]);
  });

  it('are found below the lower of two cuts and in the middle between them as well', async () => {
    const rows: Row[] = [
      [1, 'normal', 0],
      [2, 'normal', 5],
      [3, 'leak', 5],
      [4, 'leak', 9.5],
    ];
    const suspects = await suspectsOf(await judged(rows, { upper: 9, lower: 1 }), 2);
    expect(suspects.map(({ image }) => image)).toEqual([3, 1]);
  });

  it('rank normals without an honest score by the one there is', async () => {
    const rows: Row[] = [
      [1, 'normal', null],
      [2, 'normal', null],
    ];
    const project = await judged(rows, { upper: 5 }, new Map([[2, 6]]));
    expect((await suspectsOf(project, 1)).map(({ image }) => image)).toEqual([2]);
  });

  it('do not come back once a person has confirmed them as suspects', async () => {
    const project = await judged([[1, 'normal', 8], [2, 'normal', 7]], { upper: 5 }); // prettier-ignore
    await give(project, 1, 'normal', 'suspect');
    expect((await suspectsOf(project)).map(({ image }) => image)).toEqual([2]);
  });

  it('leave out what a person said against the verdict, but not what was said along with it', async () => {
    const project = await judged([[1, 'normal', 8], [2, 'normal', 7]], { upper: 5 }, new Map([[2, 1]])); // prettier-ignore
    await give(project, 1, 'normal', 'flagged');
    await give(project, 2, 'normal', 'wall');
    expect((await suspectsOf(project)).map(({ image }) => image)).toEqual([2]);
  });

  it('leave out what was corrected or taken back since', async () => {
    const project = await judged([[1, 'normal', 8], [2, 'normal', 7]], { upper: 5 }); // prettier-ignore
    await give(project, 1, 'leak');
    await project.api.post('labels', { items: [{ image: 2, label: null }] });
    expect(await suspectsOf(project)).toEqual([]);
  });

  it('include a label that a table gave after the training', async () => {
    const project = await judged([[1, 'normal', -8]], { upper: 5 });
    addImage(project, 2);
    project.db.exec('insert into score values (1, 2, -6)');
    await project.api.post('labels/files', { rows: [{ file: '2.png', label: 'leak' }] });
    // Given against the verdict of the day: somebody knew better.
    expect((await suspectsOf(project)).map(({ image }) => image)).toEqual([1]);
    project.db.exec("update label_batch set detector = null where origin = 'file'");
    expect((await suspectsOf(project)).map(({ image }) => image)).toEqual([2, 1]);
  });

  it('need nothing but contradicting imports before there is a detector', async () => {
    const project = await newProject();
    expect(await suspectsOf(project)).toEqual([]);
  });

  it.each(['0', '-1', '10001', 'many'])('refuse a limit of %s', async (limit) => {
    const { api } = await newProject();
    expect(await api.problem('GET', `review/suspects?limit=${limit}`)).toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('the suspects of a trained project', () => {
  let trained: TrainedProject;
  beforeAll(async () => {
    trained = await trainProject();
  });
  afterAll(() => trained.remove());

  it('begin with the image that two imports contradict each other about, until a person settles it', async () => {
    const project = await trained.open();
    const [first, ...others] = await suspectsOf(project);
    expect(first).toMatchObject({ label: 'unsure', reason: 'conflict' });
    const [conflict] = trained.imported.conflicts;
    expect(conflict!.files.map(({ file }) => file)).toContain(first!.file);
    expect(others.every(({ label, score }) => label !== 'unsure' && score !== null)).toBe(true);
    await give(project, first!.image, 'leak', 'suspect');
    const left = await suspectsOf(project);
    expect(left.map(({ image }) => image)).not.toContain(first!.image);
  });

  it('keep the reason with the batch and in the image’s history', async () => {
    const project = await trained.open();
    const [first] = await suspectsOf(project);
    const { batch } = await give(project, first!.image, 'leak', 'suspect');
    expect(batch).toMatchObject({ reason: 'suspect', detector: 1 });
    const { history } = await project.api.get<{ history: { reason: string | null }[] }>(
      `images/${first!.image}`,
    );
    expect(history.at(-1)).toMatchObject({ reason: 'suspect', detector: 1 });
    expect((await project.api.get<ProjectSummary>('project')).newDecisions).toBe(1);
    expect(
      await project.api.problem('POST', 'labels', {
        items: [{ image: first!.image, label: 'leak' }],
        reason: 'boredom',
      }),
    ).toMatchObject({ code: 'invalid-input' });
  });
});
