import type { Database } from '../../db/open.ts';
import type { DetectorDetail, DetectorInfo } from '../../shared/api/detectors.ts';
import type { GateResult } from '../../shared/api/gate.ts';
import type { DetectorOrigin } from '../../shared/api/versions.ts';
import type { Calibration, Confusion } from '../../shared/words.ts';
import { notFound } from '../http.ts';
import { requireModel } from './models.ts';

/** A detector together with the model that scores for it. */
export interface DetectorRow extends Omit<
  DetectorInfo,
  'state' | 'preset' | 'name' | 'prunedAt' | 'origin'
> {
  model: number;
}

interface RawDetector {
  id: number;
  model: number;
  parent: number | null;
  author: string;
  note: string;
  calibration: string;
  held_out: string;
  gate: string | null;
  created_at: string;
}

function toDetector(row: RawDetector): DetectorRow {
  return {
    id: row.id,
    model: row.model,
    parent: row.parent,
    author: row.author,
    note: row.note,
    calibration: JSON.parse(row.calibration) as Calibration,
    heldOut: JSON.parse(row.held_out) as Confusion,
    gate: row.gate === null ? null : (JSON.parse(row.gate) as GateResult),
    createdAt: row.created_at,
  };
}

export function activeDetector(db: Database): DetectorRow | null {
  const row = db
    .prepare(
      'select d.* from detector d where d.id = (select detector from activation order by id desc limit 1)',
    )
    .get() as RawDetector | undefined;
  return row ? toDetector(row) : null;
}

/** @throws LunkaError `not-found` */
export function requireDetector(db: Database, id: number): DetectorRow {
  const row = db.prepare('select * from detector where id = ?').get(id) as RawDetector | undefined;
  if (!row) throw notFound('detector', id);
  return toDetector(row);
}

/** Newest first. */
export function detectorRows(db: Database): DetectorRow[] {
  const rows = db.prepare('select * from detector order by id desc').all() as RawDetector[];
  return rows.map(toDetector);
}

/** Newest first. */
export function listDetectors(db: Database): DetectorInfo[] {
  return detectorRows(db).map((detector) => detectorInfo(db, detector));
}

export function detectorInfo(db: Database, detector: DetectorRow): DetectorInfo {
  const { model, ...rest } = detector;
  const { preset, prunedAt, origin } = db
    .prepare('select preset, pruned_at as prunedAt, origin from model where id = ?')
    .get(model) as { preset: string; prunedAt: string | null; origin: string | null };
  return {
    ...rest,
    ...{
      preset,
      prunedAt,
      origin: origin === null ? null : (JSON.parse(origin) as DetectorOrigin),
    },
    name: `v${detector.id}`,
    state: stateOf(db, detector.id),
  };
}

function stateOf(db: Database, id: number): DetectorInfo['state'] {
  const [newest, ever] = db
    .prepare(
      `select (select detector from activation order by id desc limit 1),
         exists (select 1 from activation where detector = ?)`,
    )
    .raw()
    .get(id) as [number | null, number];
  if (newest === id) return 'active';
  return ever === 1 ? 'retired' : 'candidate';
}

export function detectorDetail(db: Database, detector: DetectorRow): DetectorDetail {
  const model = requireModel(db, detector.model);
  const fitted = db
    .prepare('select count(*) from model_image where model = ?')
    .pluck()
    .get(model.id) as number;
  const { epochs, bestEpoch, parameters, seconds, scoredBy } = model.training;
  return {
    ...detectorInfo(db, detector),
    recipe: model.recipe,
    seed: model.seed,
    epochs,
    bestEpoch,
    parameters,
    seconds,
    weightsHash: model.weightsHash,
    dataHash: model.dataHash,
    fitted,
    scoredBy,
  };
}

export function insertDetector(
  db: Database,
  detector: Omit<DetectorRow, 'id' | 'createdAt'>,
  at: string,
): DetectorRow {
  const row = db
    .prepare(
      `insert into detector (model, parent, author, note, calibration, held_out, gate, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?) returning *`,
    )
    .get(
      detector.model,
      detector.parent,
      detector.author,
      detector.note,
      JSON.stringify(detector.calibration),
      JSON.stringify(detector.heldOut),
      detector.gate === null ? null : JSON.stringify(detector.gate),
      at,
    ) as RawDetector;
  return toDetector(row);
}

/** Appends to the log of who judged when. */
export function activate(
  db: Database,
  detector: number,
  { author, reason, note, at }: { author: string; reason: string; note: string; at: string },
): void {
  db.prepare(
    'insert into activation (detector, author, reason, note, at) values (?, ?, ?, ?, ?)',
  ).run(detector, author, reason, note, at);
}
