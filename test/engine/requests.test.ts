import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { Disagreement, Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { Label } from '../../src-main/shared/words.ts';
import { newProject, startEngine, type TestProject } from '../helpers/project.ts';

const IMAGES = 1500;
const KEY = '0b5a3f0e-7c0d-4c5e-9f0a-2f6b1f1f9a10';
const OTHER = '7d1a52f2-0f3e-4f57-8a53-0c8f6a0c2b11';

/** A project of images without files. */
async function projectWithImages(): Promise<TestProject> {
  const project = await newProject();
  project.db
    .exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${IMAGES})
    insert into image (id, hash, bytes, width, height, format) select i, 'h' || i, 1, 1, 1, 'png' from n`);
  return project;
}

const decision = (label: Label | null, request?: string, images = [1, 2]) => ({
  items: images.map((image) => ({ image, label })),
  request,
});

const give = ({ api }: TestProject, body: object): Promise<{ batch: LabelBatch }> =>
  api.post('labels', body);

const stored = ({ db }: TestProject, table = 'label_event'): number =>
  db.prepare(`select count(*) from ${table}`).pluck().get() as number;

const labelOf = async ({ api }: TestProject, image: number): Promise<Label | null> =>
  (await api.get<ImageDetail>(`images/${image}`)).label;

describe('a decision that is sent once more, because its answer was lost', () => {
  it('is stored once and answered alike, so that one undo takes it back', async () => {
    const project = await projectWithImages();
    const first = await give(project, decision('leak', KEY));
    expect(await give(project, decision('leak', KEY))).toEqual(first);
    expect(stored(project)).toBe(2);
    expect(stored(project, 'label_batch')).toBe(1);
    await project.api.post('labels/undo');
    expect([await labelOf(project, 1), await labelOf(project, 2)]).toEqual([null, null]);
  });

  it('is known after a crash between the two', async () => {
    const project = await projectWithImages();
    const { batch } = await give(project, decision('leak', KEY));
    await project.close();
    const again = startEngine(project.folder);
    try {
      expect((await give(again, decision('leak', KEY))).batch.id).toBe(batch.id);
      expect(stored(again, 'label_batch')).toBe(1);
    } finally {
      await again.close();
    }
  });

  it('does not come back over what was said since', async () => {
    const project = await projectWithImages();
    await give(project, decision('leak', KEY));
    await give(project, decision('normal', OTHER));
    await give(project, decision('leak', KEY));
    expect(await labelOf(project, 1)).toBe('normal');
  });

  it('takes back one decision and no second one, and gives back one', async () => {
    const project = await projectWithImages();
    await give(project, decision('leak'));
    await give(project, decision('normal'));
    const undone = await project.api.post('labels/undo', { request: KEY });
    expect(await project.api.post('labels/undo', { request: KEY })).toEqual(undone);
    expect(await labelOf(project, 1)).toBe('leak');
    await project.api.post('labels/undo');
    const redone = await project.api.post('labels/redo', { request: OTHER });
    expect(await project.api.post('labels/redo', { request: OTHER })).toEqual(redone);
    expect(await labelOf(project, 1)).toBe('leak');
  });

  it('tells nobody of labels twice', async () => {
    const project = await projectWithImages();
    const { body } = await project.engine.fetch(new Request('http://lunka/api/events'));
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    await give(project, decision('leak', KEY));
    await give(project, decision('leak', KEY));
    await give(project, decision('normal', OTHER));
    let text = '';
    while (!text.includes('"normal"')) text += (await reader.read()).value ?? '';
    expect(text.match(/event: labels/g)).toHaveLength(2);
    await reader.cancel();
  });

  it('without a key is another decision, as it always was', async () => {
    const project = await projectWithImages();
    await give(project, decision('leak'));
    await give(project, decision('leak'));
    expect(stored(project, 'label_batch')).toBe(2);
  });

  it.each([
    ['another label', 'labels', decision('normal', KEY)],
    ['fewer images', 'labels', decision('leak', KEY, [1])],
    ['other images', 'labels', decision('leak', KEY, [1, 3])],
    ['an undo', 'labels/undo', { request: KEY }],
    ['a redo', 'labels/redo', { request: KEY }],
  ])('is refused where its key stands for another one: %s', async (_, path, body) => {
    const project = await projectWithImages();
    await give(project, decision('leak', KEY));
    expect(await project.api.problem('POST', path, body)).toMatchObject({
      status: 409,
      code: 'request-reused',
    });
    expect(stored(project, 'label_batch')).toBe(1);
  });

  it('is refused where an undo bears the key of another undo, or a redo that of an undo', async () => {
    const project = await projectWithImages();
    const { batch } = await give(project, decision('leak'));
    await give(project, decision('normal'));
    await project.api.post('labels/undo', { request: KEY });
    for (const [path, body] of [
      ['labels/undo', { batch: batch.id, request: KEY }],
      ['labels/redo', { request: KEY }],
      ['labels', decision('normal', KEY)],
    ] as const) {
      expect(await project.api.problem('POST', path, body)).toMatchObject({
        code: 'request-reused',
      });
    }
  });

  it('is refused where its key is none, and stores nothing', async () => {
    const project = await projectWithImages();
    for (const request of ['', 'again', 7]) {
      expect(
        await project.api.problem('POST', 'labels', { ...decision('leak'), request }),
      ).toMatchObject({ code: 'invalid-input' });
    }
    expect(stored(project, 'label_batch')).toBe(0);
  });

  it('leaves its key free where it was refused the first time', async () => {
    const project = await projectWithImages();
    expect(
      await project.api.problem('POST', 'labels', decision('leak', KEY, [IMAGES + 1])),
    ).toMatchObject({ code: 'unknown-image' });
    await give(project, decision('leak', KEY));
    expect(await labelOf(project, 1)).toBe('leak');
  });
});

describe('a second answer that is sent once more', () => {
  /** A project in which a re-check waits. */
  async function asked(): Promise<{ project: TestProject; due: Recheck[] }> {
    const project = await projectWithImages();
    const all = Array.from({ length: IMAGES }, (_, i) => i + 1);
    await give(project, decision('normal', undefined, all));
    for (let i = 0; i < 20; i++) await give(project, decision('leak', undefined, [IMAGES]));
    const { due } = await project.api.get<{ due: Recheck[] }>('review/rechecks?limit=1000');
    return { project, due };
  }

  const answer = (id: number): string => `review/rechecks/${id}/answer`;
  const decide = (id: number): string => `review/rechecks/${id}/decision`;

  it('is stored once and answered alike, whether it differs or not', async () => {
    const { project, due } = await asked();
    for (const [i, label] of (['leak', 'normal'] as const).entries()) {
      const { id } = due[i]!;
      const first = await project.api.post<{ disagreement: Disagreement | null }>(answer(id), { label, request: KEY }); // prettier-ignore
      expect(first.disagreement === null).toBe(label === 'normal');
      expect(await project.api.post(answer(id), { label, request: KEY })).toEqual(first);
    }
    expect(stored(project, 'recheck_answer')).toBe(2);
  });

  it('is refused with another key, or as another answer', async () => {
    const { project, due } = await asked();
    const { id } = due[0]!;
    await project.api.post(answer(id), { label: 'leak', request: KEY });
    for (const [body, code] of [
      [{ label: 'leak', request: OTHER }, 'recheck-answered'],
      [{ label: 'leak' }, 'recheck-answered'],
      [{ label: 'normal', request: KEY }, 'request-reused'],
      [{ label: 'leak', request: 'again' }, 'invalid-input'],
    ] as const) {
      expect(await project.api.problem('POST', answer(id), body)).toMatchObject({ code });
    }
  });

  it('decides once between the two answers', async () => {
    const { project, due } = await asked();
    for (const [i, keep] of [true, false].entries()) {
      const { id } = due[i]!;
      await project.api.post(answer(id), { label: 'leak' });
      const before = stored(project, 'label_batch');
      const first = await project.api.post<{ batch: LabelBatch | null }>(decide(id), { keep, request: KEY }); // prettier-ignore
      expect(first.batch === null).toBe(keep);
      expect(await project.api.post(decide(id), { keep, request: KEY })).toEqual(first);
      expect(stored(project, 'label_batch') - before).toBe(keep ? 0 : 1);
      expect(
        await project.api.problem('POST', decide(id), { keep: !keep, request: KEY }),
      ).toMatchObject({ code: 'request-reused' });
      expect(await project.api.problem('POST', decide(id), { keep, request: OTHER })).toMatchObject(
        { code: 'not-found' },
      );
    }
  });
});
