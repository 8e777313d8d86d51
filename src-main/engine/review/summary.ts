import type { Database } from '../../db/open.ts';
import type { LeaksLeft, ReviewSummary } from '../../shared/api/review.ts';
import {
  cleanDrawsFor,
  mostLeaksLeftInStrata,
  type RandomSample,
} from '../../shared/leaks-left.ts';
import { activeDetector } from '../detectors/queries.ts';
import { flaggedSql } from '../images/queries.ts';
import { UNDONE } from '../labels/log.ts';

const CONFIDENCE = 0.95;
/** The share of leaks that a first sample should be able to rule out. */
const SHARE = 0.05;

/** How far the review has come: of one shift, or of all images that belong to any. */
export function summarise(db: Database, shift: number | undefined): ReviewSummary {
  const active = activeDetector(db);
  const flagged = flaggedSql(active?.calibration.thresholds ?? null);
  const counts = db
    .prepare(
      `select count(*) as images, coalesce(sum(${flagged}), 0) as flagged,
         coalesce(sum(${flagged} and l.image is null), 0) as flaggedLeft,
         count(l.image) as settled,
         coalesce(sum(s.score is not null and l.image is null and not ${flagged}), 0) as unreviewed
       from (select distinct image from occurrence
             where shift is not null and (:shift is null or shift = :shift)) i
       left join score s on s.model = :model and s.image = i.image
       left join label l on l.image = i.image`,
    )
    .get({ shift: shift ?? null, model: active?.model ?? null }) as Counts;
  const { unreviewed, ...shown } = counts;
  return {
    shift: shiftName(db, shift),
    ...shown,
    decisions: countDecisions(db, shift),
    leaksLeft: leaksLeft(unreviewed, []),
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
 * What random samples say of the leaks that nobody has seen. Only such say anything: what the queue
 * asks for is chosen, and tells nothing of the rest.
 *
 * @param strata of the images below the cut, each drawn from at random; none where nothing was drawn
 */
export function leaksLeft(unreviewed: number, strata: readonly RandomSample[]): LeaksLeft {
  const sum = (pick: (stratum: RandomSample) => number): number =>
    strata.reduce((total, stratum) => total + pick(stratum), 0);
  const drawn = sum((stratum) => stratum.drawn);
  return {
    unreviewed,
    drawn,
    found: sum(({ leaks }) => leaks),
    // Labels given since the draw thin out what is left; there cannot be more leaks than images.
    atMost: drawn > 0 ? Math.min(unreviewed, mostLeaksLeftInStrata(strata, CONFIDENCE)) : null,
    confidence: CONFIDENCE,
    wanted: cleanDrawsFor(unreviewed, SHARE, CONFIDENCE),
    share: SHARE,
  };
}
