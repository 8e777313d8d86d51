import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { SavedView } from '../../src-main/shared/api/views.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { isFlagged, judge, type Label, type Thresholds, type Verdict } from '../../src-main/shared/words.ts'; // prettier-ignore
import { makeFolder, newProject, startEngine, type TestProject } from '../helpers/project.ts';

const AT = '2026-01-01T00:00:00.000Z';
const THRESHOLDS: Thresholds = { upper: 7, review: 5, lower: 1 };
const IMAGES = 400;

interface Row {
  id: number;
  score: number | null;
  verdict: Verdict | null;
  label: Label | null;
  person: boolean;
  shift: number | null;
  cell: string | null;
  takenAt: string | null;
}

let project: TestProject;
const rows: Row[] = [];

beforeAll(async () => {
  project = startEngine(path.join(await makeFolder(), 'project'));
  const { db } = project;
  db.exec(`insert into source values (1, '/s', '../s', '${AT}');
    insert into shift values (1, 'A', '${AT}'), (2, 'B', '${AT}');
    insert into label_batch (id, origin, author, at)
      values (1, 'import', 'import', '${AT}'), (2, 'person', 'engineer', '${AT}');
    insert into model (id, folder, preset, recipe, seed, data_hash, label_event, training, created_at)
      values (1, 'a', '', '{}', 1, '', 0, '{}', '${AT}');
    insert into detector (id, model, author, note, calibration, held_out, created_at)
      values (1, 1, '', '', '${JSON.stringify({ thresholds: THRESHOLDS })}', '{}', '${AT}');
    insert into activation (detector, author, reason, at) values (1, '', '', '${AT}');`);
  const random = seededRandom(3);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  for (let id = 1; id <= IMAGES; id++) {
    // Whole scores stand on the thresholds as well.
    const score = random() < 0.1 ? null : Math.floor(random() * 10);
    const row: Row = {
      id,
      score,
      verdict: score === null ? null : judge(score, THRESHOLDS),
      label: pick(['normal', 'leak', 'unsure', null, null]),
      person: random() < 0.5,
      shift: pick([1, 2, null]),
      cell: pick(['a', 'b', null]),
      takenAt: pick([AT, '2026-01-02T00:00:00.000Z', null]),
    };
    rows.push(row);
    db.prepare("insert into image (id, hash, bytes, width, height, format) values (?, ?, 1, 1, 1, 'png')").run(id, `h${id}`); // prettier-ignore
    db.prepare('insert into occurrence (image, source, file, shift, cell, taken_at) values (?, 1, ?, ?, ?, ?)').run(id, `${id}.png`, row.shift, row.cell, row.takenAt); // prettier-ignore
    if (score !== null) db.prepare('insert into score values (1, ?, ?)').run(id, score);
    const [batch, origin] = row.person ? [2, 'person'] : [1, 'import'];
    if (row.label) db.prepare('insert into label_event (batch, image, label, origin) values (?, ?, ?, ?)').run(batch, id, row.label, origin); // prettier-ignore
  }
});
afterAll(async () => {
  await project.close();
  await rm(path.dirname(project.folder), { recursive: true });
});

const list = (query: string): Promise<ImageColumns> => project.api.get(`images?${query}`);
const flagged = ({ verdict }: Row): boolean => verdict !== null && isFlagged(verdict);
const known = ({ label, verdict }: Row): boolean =>
  verdict !== null && (label === 'normal' || label === 'leak');

describe('filters of images', () => {
  it.each<[string, (row: Row) => boolean]>([
    ['verdict=leak', ({ verdict }) => verdict === 'leak'],
    ['verdict=review,none', ({ verdict }) => verdict === 'review' || verdict === null],
    ['verdict=normal', ({ verdict }) => verdict === 'normal'],
    ['flagged=true', flagged],
    ['flagged=false', (row) => !flagged(row)],
    ['label=leak,unsure', ({ label }) => label === 'leak' || label === 'unsure'],
    ['label=none,normal', ({ label }) => label === null || label === 'normal'],
    ['agreement=agrees', (row) => known(row) && (row.label === 'leak') === flagged(row)],
    ['agreement=disagrees', (row) => known(row) && (row.label === 'leak') !== flagged(row)],
    ['min=5&max=7', ({ score }) => score !== null && score >= 5 && score <= 7],
    ['reviewed=true', ({ label, person }) => label !== null && person],
    ['reviewed=false', ({ label, person }) => label === null || !person],
    ['shift=1&cell=b', ({ shift, cell }) => shift === 1 && cell === 'b'],
    ['cell=a', ({ cell }) => cell === 'a'],
    ['from=2026-01-01T12:00:00Z', ({ takenAt }) => takenAt !== null && takenAt > AT],
    ['to=2026-01-02T03:00:00%2B03:00', ({ takenAt }) => takenAt === AT],
    [
      'shift=2&verdict=leak&label=normal,none&min=8&reviewed=false&cell=a',
      (row) =>
        row.shift === 2 && row.verdict === 'leak' && (row.label === 'normal' || !row.label) &&
        row.score! >= 8 && !(row.label && row.person) && row.cell === 'a', // prettier-ignore
    ],
  ])(
    '%s lists those images and no others, in every order and page by page',
    async (query, keeps) => {
      const wanted = rows.filter(keeps).map(({ id }) => id);
      for (const order of ['-score', 'score', 'id', '-id']) {
        const { ids, total } = await list(`${query}&order=${order}`);
        expect(ids.toSorted((a, b) => a - b)).toEqual(wanted);
        expect(total).toBe(wanted.length);
        const paged: number[] = [];
        let after = '';
        do {
          const page: ImageColumns = await list(`${query}&order=${order}&limit=37${after}`);
          expect(page.total).toBe(wanted.length);
          paged.push(...page.ids);
          after = page.next === null ? '' : `&after=${page.next}`;
        } while (after);
        expect(paged).toEqual(ids);
      }
    },
  );

  it.each([
    'verdict=leek',
    'verdict=',
    'label=leak,',
    'agreement=maybe',
    'min=low',
    'min=NaN',
    'max=Infinity',
    'reviewed=1',
    'cell=',
    'from=yesterday',
    'to=2026-13-01T00:00:00Z',
    'after=5_7',
    'colour=red',
  ])('refuse %s', async (query) => {
    expect(await project.api.problem('GET', `images?${query}`)).toMatchObject({
      code: 'invalid-input',
    });
  });

  it('find nothing to agree with, and nothing flagged, where there is no detector', async () => {
    const { api } = await newProject();
    for (const query of ['verdict=leak', 'agreement=disagrees', 'min=0', 'flagged=true']) {
      expect((await api.get<ImageColumns>(`images?${query}`)).total).toBe(0);
    }
  });
});

describe('saved views', () => {
  it('are kept by name over a restart, in the order of names', async () => {
    const { folder, api, close } = await newProject();
    await api.post('views', { name: 'Missed', query: 'filter=all&verdict=normal&label=leak' });
    await api.post('views', { name: 'Cell 7', query: 'cell=7' });
    await close();
    const again = startEngine(folder);
    const views = await again.api.get<SavedView[]>('views');
    expect(views.map(({ name }) => name)).toEqual(['Cell 7', 'Missed']);
    await again.api.delete(`views/${views[0]!.id}`);
    expect(await again.api.get<SavedView[]>('views')).toHaveLength(1);
    await again.close();
  });

  it('refuse a name that is taken, and what is no query', async () => {
    const { api } = await newProject();
    await api.post('views', { name: 'Mine', query: '' });
    expect(await api.problem('POST', 'views', { name: ' Mine ', query: 'a=b' })).toMatchObject({
      code: 'view-exists',
    });
    for (const body of [
      { name: '', query: 'a=b' },
      { name: 'x'.repeat(81), query: 'a=b' },
      { name: 'A', query: 'javascript://<b>' },
      { name: 'A' },
      { name: 'A', query: 'a=b', shared: true },
    ]) {
      expect(await api.problem('POST', 'views', body)).toMatchObject({ code: 'invalid-input' });
    }
    expect(await api.get<SavedView[]>('views')).toHaveLength(1);
    expect(await api.problem('DELETE', 'views/99')).toMatchObject({ code: 'not-found' });
  });
});

describe('the log of batches', () => {
  it('is paged from the newest to the oldest, and says why each was given', async () => {
    const { api } = await newProject();
    expect(await api.get<LabelBatch[]>('labels/batches?before=5')).toEqual([]);
    const all = await project.api.get<LabelBatch[]>('labels/batches');
    expect(all).toHaveLength(1);
    for (let i = 0; i < 5; i++) {
      await project.api.post('labels', { items: [{ image: 1, label: 'leak' }], reason: 'wall' });
    }
    const first = await project.api.get<LabelBatch[]>('labels/batches?limit=3');
    const second = await project.api.get<LabelBatch[]>(`labels/batches?limit=3&before=${first[2]!.id}`); // prettier-ignore
    expect([...first, ...second].map(({ id }) => id)).toEqual([7, 6, 5, 4, 3, 2]);
    expect(first[0]).toMatchObject({ reason: 'wall', detector: 1, author: 'engineer' });
    expect(await project.api.problem('GET', 'labels/batches?before=0')).toMatchObject({
      code: 'invalid-input',
    });
  });

  it('undoes and redoes a bulk of thousands, after a restart too', async () => {
    const { folder, db, api, close } = await newProject();
    db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into image (id, hash, bytes, width, height, format) select i, 'h' || i, 1, 1, 1, 'png' from n`);
    const items = Array.from({ length: 5000 }, (_, i) => ({ image: i + 1, label: 'normal' }));
    await api.post('labels', { items, reason: 'wall' });
    await api.post('labels', { items: [{ image: 17, label: 'leak' }] });
    await close();
    const again = startEngine(folder);
    const count = (): unknown =>
      again.db.prepare("select count(*) from label where label = 'normal'").pluck().get();
    await again.api.post('labels/undo');
    expect(count()).toBe(5000);
    await again.api.post('labels/undo');
    expect(count()).toBe(0);
    await again.api.post('labels/redo');
    await again.api.post('labels/redo');
    expect(count()).toBe(4999);
    await again.close();
  });
});
