import type { Database } from '../../db/open.ts';
import type { Thresholds } from '../../shared/words.ts';
import { flaggedSql } from '../images/filter.ts';
import type { DetectorRow } from '../detectors/queries.ts';

/** Images of one shift as a detector judges them and people answered. */
export interface ShiftCounts {
  images: number;
  scored: number;
  flagged: number;
  /** Flagged and without a label. */
  left: number;
  leaks: number;
  reviewed: number;
  /** Mean score of the images that pass and are no leak; null without any. */
  mean: number | null;
}

/** The detector whose verdicts are counted; null where there is none yet. */
export type Judge = Pick<DetectorRow, 'id' | 'model' | 'calibration'> | null;

/** Stands for no detector in the store of counts. */
const NOBODY = 0;

const touched = (image: string): string =>
  `delete from shift_count where shift in (select shift from occurrence where image = ${image});`;

/**
 * Counting reads every image of a shift, and each page asks for the counts of all shifts after every
 * label. So they are kept until something of the shift changes: whatever writes, SQLite tells. They
 * live as long as the connection, in memory: nothing of it is worth a disk's wait.
 */
const STORE = `
  create temp table if not exists shift_count (
    shift integer not null,
    detector integer not null,
    images integer not null,
    scored integer not null,
    flagged integer not null,
    "left" integer not null,
    leaks integer not null,
    reviewed integer not null,
    mean real,
    primary key (shift, detector)
  ) strict, without rowid;
  create temp trigger if not exists counted_label after insert on label_event
    begin ${touched('new.image')} end;
  create temp trigger if not exists counted_score after insert on score
    begin ${touched('new.image')} end;
  create temp trigger if not exists counted_score_gone after delete on score
    when exists (select 1 from shift_count)
    begin ${touched('old.image')} end;
  create temp trigger if not exists counted_file after insert on occurrence
    begin delete from shift_count where shift = new.shift; end;
  create temp trigger if not exists counted_file_changed after update on occurrence
    begin delete from shift_count where shift in (old.shift, new.shift); end;
  create temp trigger if not exists counted_file_gone after delete on occurrence
    begin delete from shift_count where shift = old.shift; end;`;

/** `ShiftCounts` as columns of a query that has scores as `s` and labels as `l`. */
export function countsSql(thresholds: Thresholds | null): string {
  const flagged = flaggedSql(thresholds);
  return `count(*) as images, count(s.score) as scored, coalesce(sum(${flagged}), 0) as flagged,
    coalesce(sum(${flagged} and l.label is null), 0) as "left",
    coalesce(sum(l.label = 'leak'), 0) as leaks, count(l.label) as reviewed,
    avg(case when ${flaggedSql(thresholds, false)} and l.label is not 'leak' then s.score end) as mean`;
}

/** Counts of the shifts that have images, by shift. */
export function shiftCounts(db: Database, judge: Judge): Map<number, ShiftCounts> {
  db.exec(STORE);
  const detector = judge?.id ?? NOBODY;
  const thresholds = judge?.calibration.thresholds ?? null;
  db.prepare(
    `insert into shift_count
     select i.shift, :detector, ${countsSql(thresholds)}
     from (select distinct shift, image from occurrence where shift in
         (select id from shift where id not in
           (select shift from shift_count where detector = :detector))) i
       left join score s on s.model = :model and s.image = i.image
       left join label l on l.image = i.image
     group by i.shift`,
  ).run({ detector, model: judge?.model ?? null });
  const rows = db
    .prepare(
      `select shift, images, scored, flagged, "left", leaks, reviewed, mean from shift_count
       where detector = ?`,
    )
    .all(detector) as (ShiftCounts & { shift: number })[];
  return new Map(rows.map(({ shift, ...counts }) => [shift, counts]));
}
