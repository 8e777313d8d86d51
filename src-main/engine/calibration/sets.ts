import type { Database } from '../../db/open.ts';
import type { PackedScores, ScoreSet } from '../../shared/api/calibration.ts';
import type { SortedClasses } from '../../shared/sweep.ts';
import type { Confusion, Thresholds } from '../../shared/words.ts';
import { HONEST } from '../detectors/honest.ts';
import { flaggedSql } from '../images/filter.ts';

const HELD_OUT = `select image, score from model_image
  where model = :model and score is not null
    and image not in (select image from kept_apart)`;

/**
 * Labelled images of a set as `image, score`; the label that counts now is joined to them. What has
 * become golden since the training, or is like it, places no threshold any more.
 */
const SETS: Record<ScoreSet, string> = {
  'held-out': HELD_OUT,
  placing: `${HELD_OUT} and role = 'held-out'`,
  // What a review taught is taken back for the image itself; the rest the model has never seen.
  reviewed: `select image, after_review as score from model_image
      where model = :model and role = 'reviewed' and after_review is not null
        and image not in (select image from kept_apart)
    union all
    select image, score from score s where model = :model
      and not exists (select 1 from model_image m where m.model = :model and m.image = s.image)
      and image not in (select image from kept_apart)`,
  // What a model of before the set has learned, an honest score speaks of, if it has one.
  golden: `select g.image, ${HONEST} as score
    from golden_image g
      left join score s on s.model = :model and s.image = g.image
      left join model_image m on m.model = :model and m.image = g.image`,
  fitted: `select s.image, s.score from model_image m
      join score s on s.model = m.model and s.image = m.image
    where m.model = :model`,
};

/** Scores of a set by the label that counts now, each class ascending. */
export function scoresOf(db: Database, model: number, set: ScoreSet): SortedClasses {
  const scores = db
    .prepare(
      `select s.score from (${SETS[set]}) s join label l on l.image = s.image
       where l.label = :label and s.score is not null`,
    )
    .pluck();
  const sorted = (label: 'normal' | 'leak'): Float64Array =>
    Float64Array.from(scores.all({ model, label }) as number[]).sort();
  return { normals: sorted('normal'), leaks: sorted('leak') };
}

/** Verdicts on a set, counted by SQLite: the proof stands in the top line of every screen. */
export function countsOf(
  db: Database,
  model: number,
  set: ScoreSet,
  thresholds: Thresholds,
): Confusion {
  const [tp, fn, tn, fp] = db
    .prepare(
      `select sum(l.label = 'leak' and f), sum(l.label = 'leak' and not f),
         sum(l.label = 'normal' and not f), sum(l.label = 'normal' and f)
       from (select s.image, ${flaggedSql(thresholds)} as f from (${SETS[set]}) s) s
         join label l on l.image = s.image
       where f is not null`,
    )
    .raw()
    .get({ model }) as (number | null)[];
  return { tp: tp ?? 0, fn: fn ?? 0, tn: tn ?? 0, fp: fp ?? 0 };
}

/** Scores of all images of a shift, labelled or not, ascending. */
export function shiftScores(db: Database, model: number, shift: number | undefined): Float64Array {
  const scores = db
    .prepare(
      `select score from score where model = :model and image in
         (select image from occurrence where shift = :shift)`,
    )
    .pluck()
    .all({ model, shift: shift ?? null }) as number[];
  return Float64Array.from(scores).sort();
}

export function pack(scores: Float64Array): PackedScores {
  return Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength).toString('base64');
}
