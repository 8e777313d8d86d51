import type { Database } from '../../db/open.ts';
import type { ShiftInfo } from '../../shared/api.ts';
import type { Thresholds } from '../../shared/words.ts';
import { notFound } from '../http.ts';
import { flaggedSql } from '../images/filter.ts';

interface Judge {
  model: number;
  thresholds: Thresholds;
}

/** Newest first, counted by the detector given. */
export function listShifts(db: Database, judged: Judge | null): ShiftInfo[] {
  const flagged = flaggedSql(judged?.thresholds ?? null);
  const rows = db
    .prepare(
      `select h.id, h.name, h.created_at as createdAt, count(i.image) as images,
         count(s.score) as scored,
         coalesce(sum(${flagged}), 0) as flagged,
         coalesce(sum(${flagged} and l.label is null), 0) as flaggedLeft,
         count(l.label) as reviewed,
         coalesce(sum(l.label = 'leak'), 0) as leaks
       from shift h
       left join (select distinct shift, image from occurrence where shift is not null) i on i.shift = h.id
       left join score s on s.model = :model and s.image = i.image
       left join label l on l.image = i.image
       group by h.id order by h.id desc`,
    )
    .all({ model: judged?.model ?? null });
  return rows as ShiftInfo[];
}

/** @throws LunkaError `not-found` */
export function requireShift(db: Database, id: number): void {
  if (db.prepare('select 1 from shift where id = ?').get(id) === undefined) {
    throw notFound('shift', id);
  }
}
