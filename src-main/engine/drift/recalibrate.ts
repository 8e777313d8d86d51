import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import type { DriftRecalibration } from '../../shared/api/drift.ts';
import { LunkaError } from '../../shared/errors.ts';
import { notePart } from '../../shared/notes.ts';
import { classesOf, countBelow, outcomesAt, type SortedClasses } from '../../shared/sweep.ts';
import { calibrate, withNote } from '../../shared/thresholds.ts';
import type { Calibration, Thresholds } from '../../shared/words.ts';
import { scoresOf } from '../calibration/sets.ts';
import type { Context } from '../context.ts';
import { passBoth } from '../detectors/admission.ts';
import { comparedImages } from '../detectors/compared.ts';
import { HONEST } from '../detectors/honest.ts';
import * as detectors from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { newestShifts } from '../shifts/queries.ts';

export const recalibrateBody = z.object({
  /** How many of the newest shifts with confirmed normals the cut is chosen from. */
  shifts: z.int().min(1).max(100).default(3),
  author: z.string().trim().min(1).max(200).default('engineer'),
});

/** Confirmed normals below which a cut would rest on next to nothing. */
const FEWEST_CONFIRMED = 20;

/**
 * New thresholds for another light, without training: from the honest scores of normals that people
 * confirmed in recent shifts, and of all leaks that are known. The cut is Youden's, which does not ask
 * how many normals there are: people look mostly at what was flagged, so a share of the normals they
 * confirmed is no share of production. Where it would find fewer of the known leaks than now, the cut
 * is `tpr-at-least` what is found now (docs/decisions/0008-drift.md). The gate compares both cuts on
 * those images, on the calibration's normals and on the golden set.
 *
 * @throws LunkaError `no-detector`, `too-few-confirmed`, `too-few-leaks`, `no-better-cut`
 */
export function recalibrateFromShifts(
  { db, events, now }: Context,
  { shifts, author }: z.infer<typeof recalibrateBody>,
): DriftRecalibration {
  const active = requireActive(db);
  const before = active.calibration.thresholds;
  const recent = newestShifts(db, shifts);
  const images = labelledImages(
    db,
    active.model,
    recent.map(({ id }) => id),
  );
  const normals = images.filter(({ leak, confirmed }) => !leak && confirmed);
  const leaks = images.filter(({ leak }) => leak);
  if (normals.length < FEWEST_CONFIRMED) {
    throw new LunkaError(
      'too-few-confirmed',
      422,
      `Expected at least ${FEWEST_CONFIRMED} normals that a person has confirmed in the newest ${shifts} shifts, received ${normals.length}; golden images are not counted, since they place no threshold. Review more of them first.`,
    );
  }
  const set = classesOf([...normals, ...leaks]);
  const was = outcomesAt(set, before).confusion;
  const names = recent.map(({ name }) => name);
  const calibration = chooseCut(set, before, names);
  const is = outcomesAt(set, calibration.thresholds).confusion;
  if (is.tp < was.tp || is.tp + is.tn <= was.tp + was.tn) {
    throw new LunkaError(
      'no-better-cut',
      422,
      `Expected a cut that finds as many of ${leaks.length} known leaks and judges more of them and of ${normals.length} confirmed normals rightly; there is none. Retrain the detector, which learns from what was confirmed.`,
    );
  }
  const golden = comparedImages(db, active.model, active.model).filter(
    ({ part }) => part === 'golden',
  );
  const labelled = images.map(({ image, leak, score }) => ({
    image,
    part: 'held-out' as const,
    label: leak ? ('leak' as const) : ('normal' as const),
    before: score,
    after: score,
  }));
  const gate = passBoth([...golden, ...labelled], before, calibration.thresholds);
  const heldOut = outcomesAt(
    scoresOf(db, active.model, 'held-out'),
    calibration.thresholds,
  ).confusion;
  const { model, id: parent } = active;
  const detector = db.transaction(() => {
    const version = { model, parent, author, note: '', calibration, heldOut, gate };
    const made = detectors.insertDetector(db, version, now());
    if (gate.passed) {
      detectors.activate(db, made.id, { author, reason: gate.reason, note: '', at: now() });
    }
    return detectors.detectorInfo(db, made);
  })();
  events.emit({ type: 'detector', id: detector.id });
  return {
    detector,
    activated: gate.passed,
    gate,
    calibration,
    normals: normals.length,
    leaks: leaks.length,
    shifts: names,
    before: was,
    after: is,
  };
}

/** A lower threshold stays as it is: what it finds, it finds under the new upper one too. */
function chooseCut(set: SortedClasses, before: Thresholds, shifts: string[]): Calibration {
  const { lower } = before;
  const above = (scores: Float64Array): Float64Array =>
    lower === undefined ? scores : scores.subarray(countBelow(scores, lower));
  const rest = { normals: above(set.normals), leaks: above(set.leaks) };
  const found = outcomesAt(rest, before).confusion.tp;
  let chosen = calibrate('youden', rest);
  if (outcomesAt(rest, chosen.thresholds).confusion.tp < found) {
    chosen = calibrate('tpr-at-least', rest, found / rest.leaks.length);
  }
  const { upper } = chosen.thresholds;
  return withNote({ ...chosen, thresholds: { ...(lower === undefined ? {} : { lower }), upper } }, [
    notePart('confirmed', {
      normals: set.normals.length,
      shifts: shifts.join(', '),
      leaks: set.leaks.length,
    }),
  ]);
}

interface LabelledImage {
  image: number;
  leak: boolean;
  score: number;
  /** In one of the shifts, by a person or a file that a person gave. */
  confirmed: boolean;
}

/**
 * What was held out of the model's fit, and what people labelled in the shifts, each with a score by a
 * fit that had not learned from it; nothing of the golden set.
 */
function labelledImages(db: Database, model: number, shifts: number[]): LabelledImage[] {
  const rows = db
    .prepare(
      `select * from (
         select l.image, l.label = 'leak' as leak, ${HONEST} as score, coalesce(m.role = 'held-out', 0) as held,
           l.origin != 'import' and exists (select 1 from occurrence o
             where o.image = l.image and o.shift in (select value from json_each(:shifts))) as confirmed
         from label l
           left join model_image m on m.model = :model and m.image = l.image
           left join score s on s.model = :model and s.image = l.image
         where l.label in ('normal', 'leak') and l.image not in (select image from kept_apart))
       where score is not null and (held or confirmed)`,
    )
    .all({ model, shifts: JSON.stringify(shifts) }) as Record<string, number>[];
  return rows.map(({ image, leak, score, confirmed }) => ({
    image: image!,
    leak: leak === 1,
    score: score!,
    confirmed: confirmed === 1,
  }));
}
