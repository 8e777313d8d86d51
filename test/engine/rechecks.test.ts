import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { Consistency, Disagreement, Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { Label } from '../../src-main/shared/words.ts';
import { comesBack } from '../../src-main/engine/review/rechecks.ts';
import { cohensKappa } from '../../src-main/shared/agreement.ts';
import { newProject, startEngine, type TestProject } from '../helpers/project.ts';

interface Rechecks {
  due: Recheck[];
  disagreements: Disagreement[];
  consistency: Consistency[];
}

const IMAGES = 1500;

/** A project without a detector, in which one decision has answered all images. */
async function answered(label: Label = 'normal'): Promise<TestProject> {
  const project = await newProject();
  project.db
    .exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${IMAGES})
    insert into image (id, hash, bytes, width, height, format) select i, 'h' || i, 1, 1, 1, 'png' from n`);
  const items = Array.from({ length: IMAGES }, (_, i) => ({ image: i + 1, label }));
  await project.api.post('labels', { items });
  return project;
}

const read = ({ api }: TestProject): Promise<Rechecks> => api.get('review/rechecks?limit=1000');

/** Decisions enough for the first to come back. */
async function goOn({ api }: TestProject, decisions = 20): Promise<void> {
  for (let i = 0; i < decisions; i++) {
    await api.post('labels', { items: [{ image: IMAGES, label: 'leak' }] });
  }
}

const answer = ({ api }: TestProject, id: number, label: Label, author?: string) =>
  api.post<{ disagreement: Disagreement | null }>(`review/rechecks/${id}/answer`, {
    label,
    author,
  });

const decide = ({ api }: TestProject, id: number, keep: boolean) =>
  api.post<{ batch: LabelBatch | null }>(`review/rechecks/${id}/decision`, { keep });

const labelOf = async ({ api }: TestProject, image: number): Promise<Label | null> =>
  (await api.get<ImageDetail>(`images/${image}`)).label;

describe('blind re-checks', () => {
  it('bring some two of a hundred answers back, not before twenty more decisions, and tell no label', async () => {
    const project = await answered();
    await goOn(project, 19);
    expect((await read(project)).due).toEqual([]);
    await goOn(project, 1);
    const { due } = await read(project);
    // 30 expected; 4.4 standard deviations either way.
    expect(due.length).toBeGreaterThan(6);
    expect(due.length).toBeLessThan(54);
    expect(Object.keys(due[0]!).toSorted()).toEqual(['id', 'image', 'score', 'verdict']);
  });

  it('are another choice in another project, the same in the same', () => {
    const chosen = (key: string): number[] =>
      Array.from({ length: 2000 }, (_, i) => i).filter((event) => comesBack(key, event));
    expect(chosen('a')).toEqual(chosen('a'));
    expect(chosen('a')).not.toEqual(chosen('b'));
  });

  it('never change a label by themselves, whatever is said', async () => {
    const project = await answered();
    await goOn(project);
    const [first, second] = (await read(project)).due;
    expect(await answer(project, first!.id, 'normal')).toEqual({ disagreement: null });
    const { disagreement } = await answer(project, second!.id, 'leak');
    expect(disagreement).toMatchObject({
      image: second!.image,
      first: { label: 'normal', author: 'engineer' },
      second: { label: 'leak', author: 'engineer' },
    });
    expect(await labelOf(project, second!.image)).toBe('normal');
    const { history } = await project.api.get<ImageDetail>(`images/${second!.image}`);
    expect(history).toHaveLength(1);
    expect((await read(project)).due.map(({ id }) => id)).not.toContain(first!.id);
  });

  it('keep the question open over a restart until somebody decides; a change can be undone', async () => {
    const project = await answered();
    await goOn(project);
    const [kept, changed] = (await read(project)).due;
    await answer(project, kept!.id, 'leak');
    await answer(project, changed!.id, 'leak');
    await project.close();
    const again = startEngine(project.folder);
    try {
      expect((await read(again)).disagreements.map(({ id }) => id)).toEqual([
        kept!.id,
        changed!.id,
      ]);
      expect(await decide(again, kept!.id, true)).toEqual({ batch: null });
      const { batch } = await decide(again, changed!.id, false);
      expect(batch).toMatchObject({ reason: 're-check', label: 'leak', images: 1 });
      expect(await labelOf(again, kept!.image)).toBe('normal');
      expect(await labelOf(again, changed!.image)).toBe('leak');
      expect((await read(again)).disagreements).toEqual([]);
      await again.api.post('labels/undo');
      expect(await labelOf(again, changed!.image)).toBe('normal');
    } finally {
      await again.close();
    }
  });

  it('are dropped where the first answer was changed, taken back or undone', async () => {
    const project = await answered();
    await goOn(project);
    const [corrected, cleared] = (await read(project)).due;
    await project.api.post('labels', { items: [{ image: corrected!.image, label: 'leak' }] });
    await project.api.post('labels', { items: [{ image: cleared!.image, label: null }] });
    const ids = (await read(project)).due.map(({ id }) => id);
    expect(ids).not.toContain(corrected!.id);
    expect(ids).not.toContain(cleared!.id);
    expect(
      await project.api.problem('POST', `review/rechecks/${corrected!.id}/answer`, {
        label: 'leak',
      }),
    ).toMatchObject({ code: 'recheck-obsolete' });
    const [{ id: bulk }] = (await project.api.get<LabelBatch[]>('labels/batches')).slice(-1) as [
      LabelBatch,
    ];
    await project.api.post('labels/undo', { batch: bulk });
    expect((await read(project)).due).toEqual([]);
  });

  it('take one answer each, and one decision', async () => {
    const project = await answered();
    await goOn(project);
    const [{ id }] = (await read(project)).due as [Recheck];
    expect(
      await project.api.problem('POST', `review/rechecks/${id}/decision`, { keep: true }),
    ).toMatchObject({ code: 'not-found' });
    await answer(project, id, 'leak');
    expect(
      await project.api.problem('POST', `review/rechecks/${id}/answer`, { label: 'normal' }),
    ).toMatchObject({ code: 'recheck-answered' });
    await decide(project, id, true);
    expect(
      await project.api.problem('POST', `review/rechecks/${id}/decision`, { keep: false }),
    ).toMatchObject({ code: 'not-found' });
    expect(() => project.db.exec("update recheck_answer set label = 'normal'")).toThrow(/append-only/); // prettier-ignore
    expect(() => project.db.exec('delete from recheck_answer')).toThrow(/append-only/);
  });

  it('say how a person agrees with themselves, and not with others', async () => {
    const project = await answered();
    await goOn(project);
    const { due } = await read(project);
    await answer(project, due[0]!.id, 'leak');
    await answer(project, due[1]!.id, 'normal');
    await answer(project, due[2]!.id, 'leak', 'somebody else');
    expect((await read(project)).consistency).toEqual([
      { author: 'engineer', answered: 2, agreed: 1, low: expect.closeTo(0.0126, 3), high: expect.closeTo(0.9874, 3), kappa: null }, // prettier-ignore
    ]);
  });

  it('refuse what is no answer and a re-check that there is not', async () => {
    const { api } = await newProject();
    for (const [path, body, code] of [
      ['review/rechecks/1/answer', { label: 'leak' }, 'not-found'],
      ['review/rechecks/1/decision', { keep: true }, 'not-found'],
      ['review/rechecks/1/answer', { label: null }, 'invalid-input'],
      ['review/rechecks/x/answer', { label: 'leak' }, 'invalid-input'],
      ['review/rechecks/1/decision', {}, 'invalid-input'],
    ] as const) {
      expect(await api.problem('POST', path, body)).toMatchObject({ code });
    }
    expect(await api.problem('GET', 'review/rechecks?shift=9')).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('an answer that cannot be drawn from', () => {
  it('leaves no label behind: what is answered with an error is not stored', async () => {
    const project = await answered();
    const { api, db } = project;
    const before = db.prepare('select max(id) from label_event').pluck().get() as number;
    db.exec(`create temp trigger full before insert on recheck begin
      select raise(abort, 'the disk is full'); end`);
    const items = Array.from({ length: IMAGES }, (_, i) => ({ image: i + 1, label: 'leak' }));
    const answer = await api.request('POST', 'labels', { items });
    expect(answer.status).toBe(500);
    expect(db.prepare('select max(id) from label_event').pluck().get()).toBe(before);
    expect(await labelOf(project, 1)).toBe('normal');
  });
});

describe("Cohen's kappa", () => {
  const pairs = (counts: Record<string, number>): [string, string][] =>
    Object.entries(counts).flatMap(([pair, n]) =>
      Array.from({ length: n }, () => pair.split(' ') as [string, string]),
    );

  it('is that of the worked example: 20, 5, 10 and 15 of 50 give 0.4', () => {
    expect(cohensKappa(pairs({ 'y y': 20, 'y n': 5, 'n y': 10, 'n n': 15 }))).toBeCloseTo(0.4, 12);
  });

  it('is 1 for the same answers, 0 for chance, below 0 for worse, and none where nothing can differ', () => {
    expect(cohensKappa(pairs({ 'y y': 3, 'n n': 2 }))).toBeCloseTo(1, 12);
    expect(cohensKappa(pairs({ 'y y': 1, 'y n': 1, 'n y': 1, 'n n': 1 }))).toBeCloseTo(0, 12);
    expect(cohensKappa(pairs({ 'y n': 1, 'n y': 1 }))).toBeCloseTo(-1, 12);
    expect(cohensKappa(pairs({ 'y y': 9 }))).toBeNull();
    expect(cohensKappa([])).toBeNull();
  });
});
