import type { Database } from '../../db/open.ts';
import type { CountedRate, ReportedLeak, ShiftReport } from '../../shared/api/report.ts';
import { clopperPearson } from '../../shared/statistics.ts';
import { judge, type Label, type Thresholds } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import * as detectors from '../detectors/queries.ts';
import { driftOf } from '../drift/guard.ts';
import { notFound } from '../http.ts';
import { flaggedSql } from '../images/filter.ts';

const IN_SHIFT = '(select distinct image from occurrence where shift = :shift)';

/** @throws LunkaError `not-found` */
export function shiftReport(context: Context, shift: number): ShiftReport {
  const { db, project, version, now } = context;
  const name = db.prepare('select name from shift where id = ?').pluck().get(shift);
  if (name === undefined) throw notFound('shift', shift);
  const active = detectors.activeDetector(db);
  const counts = countsOf(db, shift, active);
  const { images, scored, flagged, left } = counts;
  const held = active?.heldOut;
  return {
    project: project.name,
    shift: { id: shift, name: name as string },
    at: now(),
    version,
    images,
    scored,
    flagged,
    left,
    labels: { normal: counts.normal, leak: counts.leak, unsure: counts.unsure },
    reviewers: reviewersOf(db, shift),
    detector: active && detectors.detectorInfo(db, active),
    rates: {
      leaks: counted(counts.leak, images),
      flagged: counted(flagged, scored),
      precision: counted(counts.flaggedLeaks, counts.flaggedLeaks + counts.flaggedNormals),
      tpr: held ? counted(held.tp, held.tp + held.fn) : null,
      tnr: held ? counted(held.tn, held.tn + held.fp) : null,
    },
    drift: active && driftOf(db, active, shift),
    leaks: leaksOf(db, shift, active?.model ?? null, active?.calibration.thresholds ?? null),
  };
}

function counted(count: number, of: number): CountedRate | null {
  if (of === 0) return null;
  return { count, of, rate: count / of, interval: clopperPearson(count, of) };
}

type Counts = Record<
  'images' | 'scored' | 'flagged' | 'left' | Label | 'flaggedLeaks' | 'flaggedNormals',
  number
>;

function countsOf(db: Database, shift: number, active: detectors.DetectorRow | null): Counts {
  const flagged = flaggedSql(active?.calibration.thresholds ?? null);
  const sum = (condition: string): string => `coalesce(sum(${condition}), 0)`;
  return db
    .prepare(
      `select count(*) as images, count(s.score) as scored, ${sum(flagged)} as flagged,
         ${sum(`${flagged} and l.label is null`)} as "left",
         ${sum("l.label = 'normal'")} as normal, ${sum("l.label = 'leak'")} as leak,
         ${sum("l.label = 'unsure'")} as unsure,
         ${sum(`${flagged} and l.label = 'leak'`)} as flaggedLeaks,
         ${sum(`${flagged} and l.label = 'normal'`)} as flaggedNormals
       from ${IN_SHIFT} i left join score s on s.model = :model and s.image = i.image
         left join label l on l.image = i.image`,
    )
    .get({ shift, model: active?.model ?? null }) as Counts;
}

/** Whose word counts in the shift now; an import is nobody's. */
function reviewersOf(db: Database, shift: number): ShiftReport['reviewers'] {
  return db
    .prepare(
      `select b.author, count(distinct b.id) as decisions, count(*) as images,
         min(b.at) as "from", max(b.at) as "to"
       from ${IN_SHIFT} i join label l on l.image = i.image and l.origin != 'import'
         join label_event e on e.id = l.event join label_batch b on b.id = e.batch
       group by b.author order by images desc, b.author`,
    )
    .all({ shift }) as ShiftReport['reviewers'];
}

function leaksOf(
  db: Database,
  shift: number,
  model: number | null,
  thresholds: Thresholds | null,
): ReportedLeak[] {
  const rows = db
    .prepare(
      `select l.image, o.file, o.cell, o.taken_at as takenAt, s.score, b.author, b.at
       from label l
         join occurrence o on o.id = (select min(id) from occurrence
           where image = l.image and shift = :shift)
         join label_event e on e.id = l.event join label_batch b on b.id = e.batch
         left join score s on s.model = :model and s.image = l.image
       where l.label = 'leak' order by o.taken_at, o.file`,
    )
    .all({ shift, model }) as Omit<ReportedLeak, 'verdict'>[];
  return rows.map((row) => ({
    ...row,
    verdict: row.score === null || !thresholds ? null : judge(row.score, thresholds),
  }));
}
