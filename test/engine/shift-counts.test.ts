import { describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { ShiftInfo } from '../../src-main/shared/api/project.ts';
import type { DriftReport, Trend } from '../../src-main/shared/api/drift.ts';
import { storeScores } from '../../src-main/engine/detectors/models.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { newProject, type TestProject } from '../helpers/project.ts';

const IMAGES = 60;

/** Three shifts of images without files, some of them in two, and a detector that scored most. */
async function plant(): Promise<TestProject> {
  const project = await newProject();
  project.db.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${IMAGES})
      insert into image (id, hash, bytes, width, height, format) select i, 'h' || i, 1, 1, 1, 'png' from n;
    insert into shift (id, name, created_at) values (1, 'a', '2026-11-03'), (2, 'b', '2026-11-02'),
      (3, 'c', '2026-11-01');
    insert into source (id, path, relative, created_at) values (1, '/line', 'line', '');
    insert into occurrence (image, source, file, shift)
      select id, 1, 'x/' || id, id % 3 + 1 from image
      union all select id, 1, 'y/' || id, (id + 1) % 3 + 1 from image where id % 7 = 0;
    insert into model (id, folder, preset, recipe, seed, data_hash, label_event, training, created_at)
      values (1, 'detectors/1', 'small', '{}', 1, '', 0, '{}', '');
    insert into detector (id, model, author, note, calibration, held_out, created_at)
      values (1, 1, '', '', '{"thresholds":{"upper":0.5}}', '{}', ''),
        (2, 1, '', '', '{"thresholds":{"upper":0.8,"lower":0.1}}', '{}', '');
    insert into activation (detector, author, reason, at) values (1, '', '', '');
    insert into score (model, image, score) select 1, id, (id * 37 % 100) / 100.0 from image where id % 5 > 0;`);
  return project;
}

/** What pages are told of shifts, as it is kept and as it is counted anew. */
async function told({ api, db }: TestProject): Promise<{ kept: unknown; anew: unknown }> {
  const ask = async (): Promise<unknown> => [
    await api.get<ShiftInfo[]>('shifts'),
    (await api.get<Trend>('trend')).points,
  ];
  const kept = await ask();
  db.exec('delete from shift_count');
  return { kept, anew: await ask() };
}

describe('counts of shifts', () => {
  it('are those that the database has, whatever was written since they were asked for', async () => {
    const project = await plant();
    const { api, db } = project;
    const random = seededRandom(11);
    const image = (): number => 1 + Math.floor(random() * IMAGES);
    const steps: (() => unknown)[] = [
      () => api.post('labels', { items: [{ image: image(), label: 'leak' }] }),
      () => api.post('labels', { items: [{ image: image(), label: 'normal' }] }),
      () => api.post('labels', { items: [{ image: image(), label: null }] }),
      () => api.request('POST', 'labels/undo', {}),
      () => storeScores(db, 1, [image(), image()], [random(), random()]),
      () => db.prepare('delete from score where image = ?').run(image()),
      () =>
        db
          .prepare(
            'insert or ignore into occurrence (image, source, file, shift) values (?, 1, ?, ?)',
          )
          .run(image(), `z/${random()}`, 1 + Math.floor(random() * 3)),
      () => db.prepare('update occurrence set shift = 2 where id = ?').run(image()),
      () => db.prepare('delete from occurrence where id = ?').run(image()),
      () =>
        db
          .prepare("insert into activation (detector, author, reason, at) values (?, '', '', '')")
          .run(1 + Math.floor(random() * 2)),
    ];
    for (let step = 0; step < 120; step++) {
      await steps[Math.floor(random() * steps.length)]!();
      const { kept, anew } = await told(project);
      expect(kept).toEqual(anew);
      // Asked once more, so that the next step finds everything counted.
      await told(project);
    }
  });

  it('count each image of a shift once, by the detector that judges', async () => {
    const project = await plant();
    const { api, db } = project;
    const [images, flagged] = db
      .prepare(
        `select count(distinct o.image), count(distinct case when s.score >= 0.5 then o.image end)
         from occurrence o left join score s on s.image = o.image where o.shift = 1`,
      )
      .raw()
      .get() as [number, number];
    const ofFirst = async () => (await api.get<ShiftInfo[]>('shifts')).find(({ id }) => id === 1);
    expect(await ofFirst()).toMatchObject({ images, flagged, reviewed: 0 });
    await api.post<DetectorInfo>('detectors/2/activate');
    expect((await ofFirst())!.flagged).not.toBe(flagged);
  });

  it('are none where a shift has no images, and without a detector flag nothing', async () => {
    const { api, db } = await plant();
    db.exec(
      "delete from activation; insert into shift (name, created_at) values ('d', '2026-11-04')",
    );
    const [empty, newest] = await api.get<ShiftInfo[]>('shifts');
    expect(empty).toMatchObject({ name: 'd', images: 0, scored: 0, flagged: 0 });
    expect(newest).toMatchObject({ name: 'a', scored: 0, flagged: 0 });
    expect(newest!.images).toBeGreaterThan(19);
  });
});

describe('the newest shift', () => {
  it('is the one photographed last, whichever was taken in last', async () => {
    const { api, db } = await plant();
    db.exec("update occurrence set taken_at = '2026-12-24' where shift = 2");
    expect((await api.get<ShiftInfo[]>('shifts')).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect((await api.get<DriftReport>('drift')).shift.name).toBe('b');
    const { points } = await api.get<Trend>('trend?limit=2');
    expect(points.map(({ shift }) => shift.name)).toEqual(['a', 'b']);
  });
});

describe('a list of all images by score', () => {
  it.each(['score', '-score'])(
    'comes page after page as it would at once, what has no score last: %s',
    async (order) => {
      const { api } = await plant();
      const all = await api.get<ImageColumns>(`images?order=${order}`);
      expect(all.ids).toHaveLength(IMAGES);
      const scored = all.scores.filter((score) => score !== null);
      expect(all.scores.slice(0, scored.length)).toEqual(scored);
      expect(scored).toEqual(scored.toSorted((a, b) => (order === 'score' ? a - b : b - a)));
      for (const limit of [7, 12, 48, 60]) {
        const ids: number[] = [];
        let after: string | null = '';
        while (after !== null) {
          const page: ImageColumns = await api.get(
            `images?order=${order}&limit=${limit}${after && `&after=${encodeURIComponent(after)}`}`,
          );
          expect(page.total).toBe(IMAGES);
          ids.push(...page.ids);
          after = page.next;
        }
        expect(ids).toEqual(all.ids);
      }
    },
  );
});
