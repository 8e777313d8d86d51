import type { Database } from '../../db/open.ts';
import type { LeaksLeft, ReviewSummary } from '../../shared/api/review.ts';
import type { SampleStatus } from '../../shared/api/samples.ts';
import { answersNeeded, CONFIDENCE } from '../../shared/sampling.ts';
import { activeDetector } from '../detectors/queries.ts';
import { flaggedSql } from '../images/filter.ts';
import { UNDONE } from '../labels/log.ts';
import { newestSample, sampleStatus, USUAL_DEMAND } from './samples.ts';

/** How far the review has come: of one shift, or of all images that belong to any. */
export function summarise(db: Database, shift: number | undefined): ReviewSummary {
  const active = activeDetector(db);
  const flagged = flaggedSql(active?.calibration.thresholds ?? null);
  // One condition or the other: with both in one, SQLite reads every occurrence for a single shift.
  const ofShift = shift === undefined ? 'shift is not null' : 'shift = :shift';
  const counts = db
    .prepare(
      `select count(*) as images, coalesce(sum(${flagged}), 0) as flagged,
         coalesce(sum(${flagged} and l.image is null), 0) as flaggedLeft,
         count(l.image) as settled,
         coalesce(sum(s.score is not null and l.image is null and not ${flagged}), 0) as unreviewed
       from (select distinct image from occurrence where ${ofShift}) i
       left join score s on s.model = :model and s.image = i.image
       left join label l on l.image = i.image`,
    )
    .get({ model: active?.model ?? null, shift }) as Counts;
  const { unreviewed, ...shown } = counts;
  const sample = newestSample(db, shift);
  return {
    shift: shiftName(db, shift),
    ...shown,
    decisions: countDecisions(db, shift),
    leaksLeft: leaksLeft(unreviewed, sample === null ? null : sampleStatus(db, sample)),
  };
}

interface Counts {
  images: number;
  flagged: number;
  flaggedLeft: number;
  settled: number;
  unreviewed: number;
}

/** The shift asked for, or the only one there is. */
function shiftName(db: Database, shift: number | undefined): string | null {
  const names = db
    .prepare('select name from shift where :shift is null or id = :shift limit 2')
    .pluck()
    .all({ shift: shift ?? null }) as string[];
  return names.length === 1 ? names[0]! : null;
}

function countDecisions(db: Database, shift: number | undefined): number {
  return db
    .prepare(
      `select count(*) from label_batch b where b.origin in ('person', 'file') and not ${UNDONE}
         and exists (select 1 from label_event e where e.batch = b.id and (:shift is null
           or exists (select 1 from occurrence o where o.image = e.image and o.shift = :shift)))`,
    )
    .pluck()
    .get({ shift: shift ?? null }) as number;
}

/**
 * What a random sample says of the leaks that nobody has seen. Only such says anything: what the
 * queue asks for is chosen, and tells nothing of the rest.
 *
 * @param unreviewed images below the cut without a label, where no sample was drawn yet
 */
function leaksLeft(unreviewed: number, sample: SampleStatus | null): LeaksLeft {
  const share = USUAL_DEMAND;
  if (sample === null) {
    const population = [{ images: unreviewed, answered: 0, found: 0 }];
    const wanted = unreviewed === 0 ? 0 : answersNeeded(population, Math.ceil(share * unreviewed));
    return { unreviewed, drawn: 0, found: 0, atMost: null, confidence: CONFIDENCE, wanted, share };
  }
  const { population, answered, found, mostLeft, needed, demanded } = sample;
  return {
    unreviewed: sample.unreviewed,
    drawn: answered,
    found,
    atMost: answered > 0 ? mostLeft : null,
    confidence: CONFIDENCE,
    wanted: needed,
    share: demanded / population,
  };
}
