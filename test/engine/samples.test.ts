import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { ShiftInfo } from '../../src-main/shared/api/project.ts';
import type { SampleStatus } from '../../src-main/shared/api/samples.ts';
import type { Label } from '../../src-main/shared/words.ts';
import { newProject, startEngine, trainProject, type TestProject, type TrainedProject } from '../helpers/project.ts'; // prettier-ignore

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 60, proliv: 8, shift: 120 });
});
afterAll(() => trained.remove());

type Api = TestProject['api'];

const draw = async (api: Api, body: object = { seed: 1 }): Promise<SampleStatus> =>
  (await api.post<{ sample: SampleStatus }>('review/samples', body)).sample;
const newest = async (api: Api, query = ''): Promise<SampleStatus | null> =>
  (await api.get<{ sample: SampleStatus | null }>(`review/samples${query}`)).sample;
const imagesOf = async (api: Api, { id }: SampleStatus, limit = 3000): Promise<number[]> =>
  (await api.get<ImageColumns>(`review/samples/${id}/images?limit=${limit}`)).ids;
const give = (api: Api, images: number[], label: Label | null): Promise<unknown> =>
  api.post('labels', { items: images.map((image) => ({ image, label })), reason: 'sample' });

describe('a random sample below the threshold', () => {
  it('is of unlabelled images that no verdict flags, in strata of the score of equal size', async () => {
    const { api } = await trained.open();
    const sample = await draw(api);
    const listed = await api.get<ImageColumns>(
      `images?shift=${(await api.get<ShiftInfo[]>('shifts'))[0]!.id}&flagged=false&label=none`,
    );
    expect((await imagesOf(api, sample)).toSorted()).toEqual(listed.ids.toSorted());
    expect(sample).toMatchObject({
      population: listed.total,
      unreviewed: listed.total,
      drawn: listed.total,
      mostLeft: listed.total,
      answered: 0,
      found: 0,
    });
    const sizes = sample.strata.map(({ images }) => images);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    for (const [i, { low }] of sample.strata.entries()) {
      if (i > 0) expect(low).toBeGreaterThanOrEqual(sample.strata[i - 1]!.high);
    }
  });

  it('takes its share of each stratum in any beginning of it', async () => {
    const { api, db } = await trained.open();
    const { id, strata } = await draw(api);
    const drawn = db
      .prepare('select stratum from review_sample_image where sample = ? order by place')
      .pluck()
      .all(id) as number[];
    for (let first = 1; first <= drawn.length; first++) {
      const counts = strata.map((_, s) => drawn.slice(0, first).filter((of) => of === s).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    }
  });

  it('says less and less may be left with every sound answer, and nothing at the end', async () => {
    const { api } = await trained.open();
    const sample = await draw(api, { seed: 2, demanded: 8 });
    const images = await imagesOf(api, sample);
    await give(api, images.slice(0, sample.needed), 'normal');
    const nearly = (await newest(api))!;
    expect(nearly).toMatchObject({ answered: sample.needed, found: 0 });
    // A beginning of the draw may lack an image of a stratum that the count by strata foresees.
    expect(nearly.needed).toBeLessThanOrEqual(2);
    const answered = sample.needed + nearly.needed;
    await give(api, images.slice(sample.needed, answered), 'normal');
    const enough = (await newest(api))!;
    expect(enough).toMatchObject({ answered, found: 0, needed: 0 });
    expect(enough.mostLeft).toBeLessThanOrEqual(8);
    await give(api, images.slice(answered), 'normal');
    expect(await newest(api)).toMatchObject({ unreviewed: 0, mostLeft: 0, needed: 0 });
  });

  it('counts a leak and a doubt as found, and asks for more answers then', async () => {
    const { api } = await trained.open();
    const sample = await draw(api, { seed: 3, demanded: 8 });
    const images = await imagesOf(api, sample);
    await give(api, images.slice(0, 10), 'normal');
    const before = (await newest(api))!;
    await give(api, [images[0]!], 'leak');
    await give(api, [images[1]!], 'unsure');
    const after = (await newest(api))!;
    expect(after).toMatchObject({ answered: 10, found: 2 });
    expect(after.needed).toBeGreaterThan(before.needed);
  });

  it('does not count what was answered beyond an image that was left out', async () => {
    const { api } = await trained.open();
    const sample = await draw(api, { seed: 4 });
    const images = await imagesOf(api, sample);
    await give(api, images.slice(1), 'normal');
    const left = (await newest(api))!;
    expect(left.unreviewed).toBe(1);
    expect(left.answered).toBeLessThan(sample.population - 1);
    expect(left.mostLeft).toBe(1);
    await give(api, images.slice(0, 1), 'normal');
    expect(await newest(api)).toMatchObject({ answered: sample.population, mostLeft: 0 });
  });

  it('counts leaks that were found by other ways as no longer left', async () => {
    const { api } = await trained.open();
    const sample = await draw(api, { seed: 5 });
    const images = await imagesOf(api, sample);
    await give(api, images.slice(0, 50), 'normal');
    const { mostLeft } = (await newest(api))!;
    // The last of the order stand beyond everything answered.
    await give(api, images.slice(-2), 'leak');
    const after = (await newest(api))!;
    expect(after).toMatchObject({ answered: 50, found: 0, mostLeft: mostLeft - 2 });
    await api.post('labels/undo');
    expect((await newest(api))!.mostLeft).toBe(mostLeft);
  });

  it('is the same after a restart, and another one with another seed', async () => {
    const folder = await trained.copy();
    const first = startEngine(folder);
    const sample = await draw(first.api, { seed: 6 });
    const images = await imagesOf(first.api, sample);
    await give(first.api, images.slice(0, 3), 'normal');
    await first.close();
    const second = startEngine(folder);
    try {
      expect(await newest(second.api)).toMatchObject({ id: sample.id, answered: 3 });
      expect(await imagesOf(second.api, sample)).toEqual(images.slice(3));
      const other = await draw(second.api, { seed: 7 });
      expect(other.id).not.toBe(sample.id);
      expect(await imagesOf(second.api, other)).not.toEqual(images.slice(3));
      expect(await newest(second.api)).toMatchObject({ id: other.id });
    } finally {
      await second.close();
    }
  });

  it('belongs to its shift; all shifts together have their own', async () => {
    const { api } = await trained.open();
    const [shift] = await api.get<ShiftInfo[]>('shifts');
    const sample = await draw(api, { shift: shift!.id });
    expect(sample.shift).toBe(shift!.id);
    expect(await newest(api)).toBeNull();
    expect((await newest(api, `?shift=${shift!.id}`))!.id).toBe(sample.id);
  });

  it('needs a detector, a shift that there is and something to draw from', async () => {
    const empty = await newProject();
    expect(await empty.api.problem('POST', 'review/samples', {})).toMatchObject({
      code: 'no-detector',
    });
    expect(await newest(empty.api)).toBeNull();
    const { api } = await trained.open();
    for (const [method, path, body] of [
      ['POST', 'review/samples', { shift: 99 }],
      ['GET', 'review/samples?shift=99', undefined],
      ['GET', 'review/samples/99/images', undefined],
    ] as const) {
      expect(await api.problem(method, path, body)).toMatchObject({ code: 'not-found' });
    }
    await give(api, await imagesOf(api, await draw(api)), 'normal');
    expect(await api.problem('POST', 'review/samples', {})).toMatchObject({
      code: 'nothing-to-sample',
    });
  });

  it.each([{ demanded: -1 }, { demanded: 1.5 }, { seed: -1 }, { author: ' ' }, { stratum: 1 }])(
    'refuses %j and draws nothing',
    async (body) => {
      const { api } = await trained.open();
      expect(await api.problem('POST', 'review/samples', body)).toMatchObject({
        code: 'invalid-input',
      });
      expect(await newest(api)).toBeNull();
    },
  );
});
