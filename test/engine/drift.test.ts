import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CellMap,
  DriftRecalibration,
  DriftReport,
  Trend,
} from '../../src-main/shared/api/drift.ts';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import { createProduction } from '../helpers/production.ts';
import { newProject, trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 240, proliv: 24, shift: 20 });
});
afterAll(() => trained.remove());

/** A trained detector, and no shift but those that a test adds. */
async function plant() {
  const project = await trained.open();
  project.db.prepare('update occurrence set shift = null').run();
  project.db.prepare('delete from shift').run();
  return { ...project, ...createProduction(project) };
}

const drift = (api: { get<T>(path: string): Promise<T> }, shift: number) =>
  api.get<DriftReport>(`drift?shift=${shift}`);

describe('the drift guard', () => {
  it('finds a shift steady whose scores are those of the calibration', async () => {
    const { api, addShift } = await plant();
    addShift('before', { images: 400, leaks: 12, settled: true });
    const report = await drift(api, addShift('now', { images: 400, leaks: 12 }));
    expect(report).toMatchObject({ verdict: 'steady', shift: { name: 'now' } });
    expect(report.passed.images).toBeGreaterThan(300);
    expect(report.passed.test!.p).toBeGreaterThan(0.01);
    expect(report.flagged).toMatchObject({ images: 400, grew: false });
  });

  it('tells another light, which moves the bulk, from more leaks, which leave it', async () => {
    const { api, addShift } = await plant();
    addShift('before', { images: 400, leaks: 8, settled: true });
    const light = await drift(api, addShift('light', { images: 400, leaks: 8, moved: 0.8 }));
    const leaks = await drift(api, addShift('leaks', { images: 400, leaks: 60 }));
    expect(light.verdict).toBe('light');
    expect(light.passed.test!.psi).toBeGreaterThan(0.1);
    expect(leaks.verdict).toBe('leaks');
    expect(leaks.passed.test!.p).toBeGreaterThan(0.01);
    expect(leaks.flagged).toMatchObject({ count: 60, images: 400, grew: true });
  });

  it('says light where nearly everything is flagged and no bulk is left to compare', async () => {
    const { api, addShift } = await plant();
    const report = await drift(api, addShift('dark', { images: 200, moved: 40 }));
    expect(report).toMatchObject({ verdict: 'light', passed: { images: 0, test: null } });
  });

  it('says both only where people confirmed more leaks under another light', async () => {
    const { api, addShift } = await plant();
    addShift('before', { images: 400, leaks: 4, settled: true });
    const shift = addShift('both', { images: 400, leaks: 50, moved: 0.8, settled: true });
    expect(await drift(api, shift)).toMatchObject({ verdict: 'both', leaks: { grew: true } });
  });

  it('takes false alarms that a person has looked at for no leaks', async () => {
    const { api, db, addShift } = await plant();
    addShift('before', { images: 400, leaks: 8, settled: true });
    const shift = addShift('now', { images: 400, leaks: 40, settled: true });
    const body = (label: string) => ({
      items: (
        db
          .prepare(
            `select o.image from occurrence o join label l on l.image = o.image
             where o.shift = ? and l.label = 'leak' limit 35`,
          )
          .pluck()
          .all(shift) as number[]
      ).map((image) => ({ image, label })),
    });
    expect((await drift(api, shift)).verdict).toBe('leaks');
    await api.post('labels', body('normal'));
    expect(await drift(api, shift)).toMatchObject({ verdict: 'steady', flagged: { grew: true } });
  });

  it('says plainly that there are too few images', async () => {
    const { api, addShift } = await plant();
    const report = await drift(api, addShift('few', { images: 20 }));
    expect(report).toMatchObject({ verdict: 'too-few', passed: { images: 20, test: null } });
    expect(report.flagged).toBeNull();
  });

  it('keeps the normals that people confirmed apart from all that pass', async () => {
    const { api, addShift } = await plant();
    const report = await drift(api, addShift('now', { images: 100, confirmed: 40 }));
    expect(report.reviewed).toMatchObject({ images: 40 });
    expect(report.reviewed.test).not.toBeNull();
    expect(report.passed.images).toBe(100);
  });

  it('finds the one cell that moved, each held against itself', async () => {
    const { api, addShift } = await plant();
    const cell = (index: number) => String(1 + (index % 5));
    addShift('before', { images: 400, cell, day: '2026-11-19' });
    const shift = addShift('now', { images: 400, cell });
    const moved = await drift(api, shift);
    expect(moved.cells.map(({ moved: m }) => m)).toEqual([false, false, false, false, false]);
    expect(moved.cells[0]).toMatchObject({ cell: '1', against: 'earlier' });
    const { cells } = await driftOfOneCell(cell);
    expect(cells.filter((drifting) => drifting.moved).map(({ cell: name }) => name)).toEqual(['3']);
    expect(cells[2]!.adjusted!).toBeGreaterThanOrEqual(cells[2]!.test!.p);
  });

  it('needs a detector and a shift, and says which is missing', async () => {
    const { api } = await newProject();
    expect(await api.problem('GET', 'drift')).toMatchObject({ code: 'no-detector' });
    const { api: other } = await plant();
    expect(await other.problem('GET', 'drift')).toMatchObject({ code: 'not-found' });
    expect(await other.problem('GET', 'drift?shift=99')).toMatchObject({ code: 'not-found' });
    expect(await other.problem('GET', 'drift?shift=x')).toMatchObject({ code: 'invalid-input' });
  });
});

/** The same plant with cell 3 out of focus. */
async function driftOfOneCell(cell: (index: number) => string): Promise<DriftReport> {
  const { api, db, addShift, deviation, upper } = await plant();
  addShift('before', { images: 400, cell, day: '2026-11-19' });
  const shift = addShift('now', { images: 400, cell });
  db.prepare(
    `update score set score = min(score + ?, ?) where image in
       (select image from occurrence where shift = ? and cell = '3')`,
  ).run(deviation, upper - deviation / 100, shift);
  return drift(api, shift);
}

describe('control charts', () => {
  it('have a point a shift in the order of their photographs, with limits of its own', async () => {
    const { api, addShift } = await plant();
    addShift('second', { images: 300, leaks: 9, settled: true, day: '2026-11-12' });
    addShift('first', { images: 150, leaks: 4, settled: true, day: '2026-11-11' });
    for (const day of ['13', '14', '15']) {
      addShift(day, { images: 300, leaks: 9, settled: true, day: `2026-11-${day}` });
    }
    addShift('bad', { images: 300, leaks: 45, day: '2026-11-16' });
    const trend = await api.get<Trend>('trend');
    expect(trend.points.map(({ shift }) => shift.name)).toEqual([
      'first',
      'second',
      '13',
      '14',
      '15',
      'bad',
    ]);
    const { flagged, leaks, ewma } = trend;
    expect(flagged!.points.map((point) => point!.out)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(flagged!.points[5]).toMatchObject({ count: 45, of: 300, rate: 0.15 });
    const widths = flagged!.points.map((point) => point!.limits.high - point!.limits.low);
    expect(widths[0]).toBeGreaterThan(widths[1]!);
    // The bad shift waits for a person: it has no rate of leaks, and moves no centre.
    expect(leaks!.points[5]).toBeNull();
    expect(leaks!.centre).toBeCloseTo(40 / 1350, 12);
    expect(ewma!.points).toHaveLength(6);
    expect(trend.points[5]).toMatchObject({ left: 45, reviewed: 0 });
  });

  it('sees a lamp that ages a little with every shift', async () => {
    const { api, addShift } = await plant();
    for (let day = 1; day <= 9; day++) {
      addShift(`day ${day}`, { images: 250, moved: 0.12 * day, day: `2026-11-0${day}` });
    }
    const { ewma } = await api.get<Trend>('trend');
    const out = ewma!.points.map((point) => point!.out);
    expect(out[0]).toBe(false);
    expect(out.at(-1)).toBe(true);
    expect(ewma!.points.at(-1)!.value).toBeGreaterThan(ewma!.target);
  });

  it('are of one cell where it is named, and empty without shifts or detector', async () => {
    const { api, addShift } = await plant();
    expect(await api.get('trend')).toMatchObject({ points: [], flagged: null, ewma: null });
    addShift('now', { images: 60, cell: (index) => (index % 2 === 0 ? '9' : '10') });
    expect(await api.get('trend?cell=10')).toMatchObject({
      cell: '10',
      cells: ['9', '10'],
      points: [{ images: 30 }],
    });
    expect(await api.get('trend?cell=11')).toMatchObject({ points: [], cells: ['9', '10'] });
    expect((await api.problem('GET', 'trend?limit=0')).code).toBe('invalid-input');
    const { api: bare } = await newProject();
    expect(await bare.get('trend')).toMatchObject({ detector: null, points: [] });
  });
});

describe('the map of cells', () => {
  it('has every cell in its natural order with its exact interval, and finds the one that leaks', async () => {
    const { api, addShift } = await plant();
    // Leaks come first: with cells in blocks, all of them are of cell 2.
    const cell = (index: number) => (index < 12 ? '2' : ['1', '2', '10', null][index % 4]!);
    const shift = addShift('now', { images: 400, leaks: 12, settled: true, cell });
    const map = await api.get<CellMap>(`cells?shift=${shift}`);
    expect(map.cells.map(({ cell: name }) => name)).toEqual(['1', '2', '10']);
    const [first, second] = map.cells;
    expect(second).toMatchObject({ leaks: 12, out: true });
    expect(first).toMatchObject({ leaks: 0, rate: 0, out: false });
    // Clopper and Pearson's upper end without a success: 1 - 0.025^(1/n).
    expect(first!.interval.high).toBeCloseTo(1 - 0.025 ** (1 / first!.images), 6);
    expect(map.without).toBe(400 - map.cells.reduce((sum, { images }) => sum + images, 0));
    expect(await api.get('cells')).toMatchObject({ shift: null, cells: [{}, { leaks: 12 }, {}] });
    expect((await api.problem('GET', 'cells?shift=77')).code).toBe('not-found');
  });
});

describe('recalibration from confirmed normals', () => {
  const again = (api: { post<T>(path: string, body?: unknown): Promise<T> }, body = {}) =>
    api.post<DriftRecalibration>('drift/recalibrate', body);

  /** A cut so low that the light's normals are stopped. */
  const strict = { strategy: 'manual', value: -2 };

  it('lets confirmed normals pass, finds as many of the known leaks, trains nothing', async () => {
    const { api, db, addShift } = await plant();
    addShift('now', { images: 200, confirmed: 200 });
    const { id: parent } = await api.post<DetectorInfo>('calibration', strict);
    const scores = db.prepare('select count(*) from score').pluck();
    const before = scores.get();
    const result = await again(api, { author: 'Boris' });
    expect(result).toMatchObject({ activated: true, normals: 200, shifts: ['now'] });
    expect(result.after.tn).toBeGreaterThan(result.before.tn);
    expect(result.after.tp).toBeGreaterThanOrEqual(result.before.tp);
    expect(scores.get()).toBe(before);
    const [newest] = await api.get<DetectorInfo[]>('detectors');
    expect(newest).toMatchObject({ state: 'active', parent, author: 'Boris' });
    expect(newest!.calibration.note).toContain('200 normals confirmed in now');
  });

  it('never finds fewer of the known leaks, however many normals lie above them', async () => {
    const { api, addShift } = await plant();
    addShift('now', { images: 400, leaks: 20, moved: 1.5, settled: true, confirmed: 380 });
    await api.post('calibration', strict);
    const { before, after, leaks } = await again(api);
    expect(leaks).toBeGreaterThan(20);
    expect(after.tp).toBeGreaterThanOrEqual(before.tp);
    expect(after.tn).toBeGreaterThan(before.tn);
  });

  it('shows as the gate of its cut nothing that the gate of its model saw', async () => {
    const { api, db, addShift } = await plant();
    addShift('now', { images: 200, confirmed: 200 });
    const { id: parent } = await api.post<DetectorInfo>('calibration', strict);
    db.exec(`insert into gate_image (model, image, part, label, before, after)
      select model, image, 'held-out', label, 0, 1 from model_image limit 20`);
    const { detector } = await again(api);
    expect(await api.get(`detectors/${detector.id}/gate`)).toEqual({
      detector: detector.id,
      against: parent,
      parts: [],
    });
  });

  it('makes no version where the cut stands well', async () => {
    const { api, addShift } = await plant();
    addShift('now', { images: 100, confirmed: 100 });
    const count = (await api.get<unknown[]>('detectors')).length;
    const problem = await api.problem('POST', 'drift/recalibrate', {});
    expect(problem).toMatchObject({ code: 'no-better-cut', status: 422 });
    expect(await api.get<unknown[]>('detectors')).toHaveLength(count);
  });

  it('refuses with too few confirmed normals in the newest shifts, whatever older ones have', async () => {
    const { api, addShift } = await plant();
    addShift('old', { images: 100, confirmed: 100, day: '2026-11-01' });
    addShift('new', { images: 100, confirmed: 19, day: '2026-11-20' });
    await api.post('calibration', strict);
    expect(await api.problem('POST', 'drift/recalibrate', { shifts: 1 })).toMatchObject({
      code: 'too-few-confirmed',
      detail: expect.stringContaining('received 19') as string,
    });
    expect((await again(api, { shifts: 2 })).normals).toBe(119);
  });

  it.each([{ shifts: 0 }, { shifts: 1.5 }, { author: ' ' }])('refuses %s', async (body) => {
    const { api } = await plant();
    expect((await api.problem('POST', 'drift/recalibrate', body)).code).toBe('invalid-input');
  });
});
