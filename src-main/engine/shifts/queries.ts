import type { Database } from '../../db/open.ts';
import type { ShiftInfo } from '../../shared/api.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Thresholds } from '../../shared/words.ts';
import { flaggedSql } from '../images/queries.ts';

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

/** @throws LunkaError `unknown-shift`, naming those there are */
export function findShift(db: Database, name: string): number {
  const id = db.prepare('select id from shift where name = ?').pluck().get(name);
  if (id === undefined) {
    const names = db.prepare('select name from shift order by id').pluck().all() as string[];
    throw new LunkaError(
      'unknown-shift',
      404,
      `Expected the name of a shift${names.length > 0 ? ` (${names.join(', ')})` : ', but none has been imported yet'}, received "${name}".`,
    );
  }
  return id as number;
}
