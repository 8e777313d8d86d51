import type { Database } from '../../db/open.ts';
import type { Suspect, SuspectReason } from '../../shared/api/suspects.ts';
import { isFlagged, judge, type Calibration, type Label } from '../../shared/words.ts';
import { requireModel } from '../detectors/models.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { flaggedSql } from '../images/filter.ts';

/** A label as it counts now, with a score that it had no part in. */
interface Candidate {
  image: number;
  label: 'normal' | 'leak';
  score: number;
  /** The event that gave the label. */
  event: number;
}

/**
 * Labels that are most likely wrong, most suspicious first: those that imports contradict each other
 * about, then those that the detector contradicts, by how far the score lies on the wrong side of the
 * cut. Scores are honest: out of fold, and of a review only what it says of other images. A label
 * that somebody gave against a verdict, or as an answer to this very question, is not asked again.
 *
 * @param limit suspects at most
 */
export function listSuspects(db: Database, active: DetectorRow | null, limit: number): Suspect[] {
  const conflicts = listConflicts(db, active, limit);
  if (!active) return conflicts;
  const { thresholds } = active.calibration;
  const wrong = (label: Label, score: number): boolean =>
    isFlagged(judge(score, thresholds)) !== (label === 'leak');
  const isConfirmed = confirmer(db, wrong);
  const candidates: Candidate[] = [];
  for (const walk of walks(db, active)) {
    let taken = 0;
    for (const candidate of walk) {
      if (taken === limit) break;
      if (isConfirmed(candidate)) continue;
      candidates.push(candidate);
      taken += 1;
    }
  }
  const fileOf = firstFile(db);
  const seen = new Set<number>();
  const doubted = candidates
    .map((candidate) => ({ ...candidate, doubt: doubtOf(candidate, active.calibration) }))
    .sort((a, b) => b.doubt - a.doubt || a.image - b.image)
    // With two cuts a normal may be met from both ends.
    .filter(({ image }) => !seen.has(image) && seen.add(image))
    .map(({ image, label, score }): Suspect => {
      const reason: SuspectReason = wrong(label, score) ? 'disagrees' : 'near';
      const verdict = judge(score, thresholds);
      return { image, file: fileOf(image), label, score, verdict, reason };
    });
  return [...conflicts, ...doubted].slice(0, limit);
}

/** How far a score lies on the wrong side of the cut for its label, in the score's own unit. */
function doubtOf({ label, score }: Candidate, { thresholds }: Calibration): number {
  const { upper, lower = -Infinity } = thresholds;
  const leakness = Math.max(score - upper, lower - score);
  return label === 'normal' ? leakness : -leakness;
}

const HONEST = 'coalesce(m.after_review, m.score)';

/** Ways through the labels of which each begins with the most suspicious; none is read to its end. */
function* walks(db: Database, active: DetectorRow): Generator<Iterable<Candidate>> {
  const model = requireModel(db, active.model);
  const { thresholds } = active.calibration;
  const learned = (label: string, order: string): Iterable<Candidate> =>
    db
      .prepare(
        `select m.image, l.label, ${HONEST} as score, l.event
         from model_image m join label l on l.image = m.image
         where m.model = :model and m.label = '${label}' and ${HONEST} is not null
           and l.label = m.label order by ${order}`,
      )
      .iterate({ model: model.id }) as Iterable<Candidate>;
  yield learned('normal', `${HONEST} desc`);
  if (thresholds.lower === undefined) {
    yield learned('leak', HONEST);
  } else {
    yield learned('normal', HONEST);
    // Leaks are few; the most suspicious of them lie in the middle of the band.
    yield learned('leak', `abs(${HONEST} - ${(thresholds.lower + thresholds.upper) / 2})`);
  }
  yield fittedNormals(db, model.id);
  yield labelledSince(db, active, model.labelEvent);
}

/**
 * Normals that an autoencoder without a head was fitted on have no honest score. Its error on them is
 * too kind, but it still ranks: what is rare among them it has learned least.
 */
function fittedNormals(db: Database, model: number): Iterable<Candidate> {
  const any = db
    .prepare(
      `select 1 from model_image m where m.model = ? and m.label = 'normal' and ${HONEST} is null`,
    )
    .get(model);
  if (!any) return [];
  return db
    .prepare(
      `select m.image, l.label, s.score, l.event from score s
         join model_image m on m.model = s.model and m.image = s.image
         join label l on l.image = m.image
       where s.model = ? and m.label = 'normal' and l.label = 'normal' and ${HONEST} is null
       order by s.score desc`,
    )
    .iterate(model) as Iterable<Candidate>;
}

/**
 * What imports and tables labelled after the training, where the detector says otherwise. From the
 * events on, in this order: left to itself SQLite goes through every score there is.
 */
function labelledSince(db: Database, active: DetectorRow, event: number): Iterable<Candidate> {
  const flagged = flaggedSql(active.calibration.thresholds);
  return db
    .prepare(
      `select l.image, l.label, coalesce(${HONEST}, s.score) as score, l.event
       from label_event e cross join label l on l.image = e.image and l.event = e.id
         cross join score s on s.model = :model and s.image = l.image
         left join model_image m on m.model = :model and m.image = l.image
       where e.id > :event and e.origin != 'person' and l.label in ('normal', 'leak')
         and ${flagged} = (l.label = 'normal')`,
    )
    .iterate({ model: active.model, event }) as Iterable<Candidate>;
}

/** Whether somebody gave this label knowing better than the detector of that time. */
function confirmer(db: Database, wrong: (label: Label, score: number) => boolean) {
  const find = db.prepare(
    `select b.reason, e.origin, d.calibration, s.score
     from label_event e join label_batch b on b.id = e.batch
       left join detector d on d.id = b.detector
       left join score s on s.model = d.model and s.image = e.image
     where e.id = ?`,
  );
  return ({ event, label, score: now }: Candidate): boolean => {
    const { reason, origin, calibration, score } = find.get(event) as {
      reason: string | null;
      origin: string;
      calibration: string | null;
      score: number | null;
    };
    if (origin === 'import') return false;
    if (reason === 'suspect') return true;
    if (calibration === null || score === null || !wrong(label, now)) return false;
    const then = judge(score, (JSON.parse(calibration) as Calibration).thresholds);
    return isFlagged(then) !== (label === 'leak');
  };
}

/** Images that became `unsure` because their files' places say different things. */
function listConflicts(db: Database, active: DetectorRow | null, limit: number): Suspect[] {
  const rows = db
    .prepare(
      `select l.image, s.score from label l left join score s on s.model = :model and s.image = l.image
       where l.label = 'unsure' and l.origin = 'import'
         and (select count(distinct o.label) from occurrence o where o.image = l.image) > 1
       order by l.image limit :limit`,
    )
    .all({ model: active?.model ?? null, limit }) as { image: number; score: number | null }[];
  const fileOf = firstFile(db);
  return rows.map(({ image, score }) => ({
    image,
    file: fileOf(image),
    label: 'unsure',
    score,
    verdict: score === null ? null : judge(score, active!.calibration.thresholds),
    reason: 'conflict',
  }));
}

function firstFile(db: Database): (image: number) => string {
  const find = db
    .prepare('select file from occurrence where image = ? order by id limit 1')
    .pluck();
  return (image) => (find.get(image) as string | undefined) ?? '';
}
