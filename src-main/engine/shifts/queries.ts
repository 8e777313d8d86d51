import type { Database } from '../../db/open.ts';
import type { ShiftInfo } from '../../shared/api/project.ts';
import { notFound } from '../http.ts';
import { shiftCounts, type Judge } from './counts.ts';

/**
 * When a shift was: its first photograph, else its import. Shifts are taken in late and out of turn,
 * so this alone says which is the newest. For a query that has the shift as `h`.
 */
const WHEN = `coalesce((select min(taken_at) from occurrence o
  where o.shift = h.id and o.taken_at is not null), h.created_at)`;

/** What SQLite takes for no limit. */
const UNLIMITED = -1;

export interface ShiftRow {
  id: number;
  name: string;
  createdAt: string;
  /** ISO 8601 in UTC, as `WHEN` says. */
  at: string;
}

/** Newest first; all of them without a limit. */
export function newestShifts(db: Database, limit?: number): ShiftRow[] {
  return db
    .prepare(
      `select h.id, h.name, h.created_at as createdAt, ${WHEN} as at from shift h
       order by at desc, h.id desc limit ?`,
    )
    .all(limit ?? UNLIMITED) as ShiftRow[];
}

/** Shifts before one, nearest first. */
export function earlierShifts(db: Database, shift: number, limit: number): number[] {
  return db
    .prepare(
      `select h.id from shift h where (${WHEN}, h.id) <
         (select ${WHEN}, h.id from shift h where h.id = :shift)
       order by ${WHEN} desc, h.id desc limit :limit`,
    )
    .pluck()
    .all({ shift, limit }) as number[];
}

/**
 * A shift by id, or the newest where none is named; null where there is none at all.
 *
 * @throws LunkaError `not-found`
 */
export function chosenShift(
  db: Database,
  id: number | undefined,
): { id: number; name: string } | null {
  if (id === undefined) return newestShifts(db, 1)[0] ?? null;
  const found = db.prepare('select id, name from shift where id = ?').get(id);
  if (!found) throw notFound('shift', id);
  return found as { id: number; name: string };
}

/** Newest first, counted by the detector given. */
export function listShifts(db: Database, judge: Judge): ShiftInfo[] {
  const counts = shiftCounts(db, judge);
  return newestShifts(db).map(({ id, name, createdAt }): ShiftInfo => {
    const { images, scored, flagged, left, reviewed, leaks } = counts.get(id) ?? NONE;
    return { id, name, createdAt, images, scored, flagged, flaggedLeft: left, reviewed, leaks };
  });
}

const NONE = { images: 0, scored: 0, flagged: 0, left: 0, reviewed: 0, leaks: 0 };

/** @throws LunkaError `not-found` */
export function requireShift(db: Database, id: number): void {
  if (db.prepare('select 1 from shift where id = ?').get(id) === undefined) {
    throw notFound('shift', id);
  }
}
