import { z } from 'zod';
import type { DetectorInfo } from '../../shared/api/detectors.ts';
import type { ComparedStrategy } from '../../shared/api/calibration.ts';
import { LunkaError } from '../../shared/errors.ts';
import { notePart } from '../../shared/notes.ts';
import { outcomesAt } from '../../shared/sweep.ts';
import {
  askStrategy,
  calibrate,
  CHOOSING_STRATEGIES,
  needsOf,
  withNote,
} from '../../shared/thresholds.ts';
import type { Calibration } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { requireModel } from '../detectors/models.ts';
import * as detectors from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { bodyId, idSchema } from '../http.ts';
import { chosenShift } from '../shifts/queries.ts';
import { countsOf, scoresOf, shiftScores } from './sets.ts';

export const calibrateBody = z.object({
  /** The detector's own rule where none is given. */
  strategy: z.string().min(1).optional(),
  /** What the strategy takes, by name; a bare number stands for its first parameter. */
  value: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
  /** For strategies that measure on a shift; the newest one where none is given. */
  shift: idSchema.optional(),
  author: z.string().trim().min(1).max(200).default('engineer'),
  note: z.string().trim().max(2000).default(''),
  /** The active detector as the caller knows it: its scores are what the cut was chosen from. */
  from: bodyId.optional(),
});

/** A new version of the active detector with the same model: no image is scored again. */
export function recalibrate(
  { db, events, now }: Context,
  { shift, author, note, from, ...asked }: z.infer<typeof calibrateBody>,
): DetectorInfo {
  const active = requireActive(db);
  if (from !== undefined && from !== active.id) {
    throw new LunkaError(
      'detector-changed',
      409,
      `Expected detector v${from} to be active, but v${active.id} is by now. Look at its scores and choose again; nothing was stored.`,
    );
  }
  const { recipe } = requireModel(db, active.model);
  const strategy = asked.strategy ?? recipe.threshold;
  const value = asked.strategy === undefined ? (asked.value ?? recipe.thresholdValue) : asked.value;
  const placing = scoresOf(db, active.model, 'placing');
  const on = needsOf(strategy).shift ? chosenShift(db, shift) : null;
  const measured = on ? { shift: shiftScores(db, active.model, on.id) } : {};
  const calibration = naming(calibrate(strategy, { ...placing, ...measured }, value), on);
  const heldOut = countsOf(db, active.model, 'held-out', calibration.thresholds);
  const detector = db.transaction(() => {
    const version = detectors.insertDetector(
      db,
      { model: active.model, parent: active.id, author, note, calibration, heldOut, gate: null },
      now(),
    );
    detectors.activate(db, version.id, {
      author,
      reason: `calibrated: ${strategy}`,
      note,
      at: now(),
    });
    return version;
  })();
  events.emit({ type: 'detector', id: detector.id });
  return detectors.detectorInfo(db, detector);
}

/** Says which shift a cut was measured on: where nobody named one, it must not be guessed later. */
function naming(calibration: Calibration, shift: { name: string } | null): Calibration {
  if (!shift) return calibration;
  return withNote(calibration, [notePart('shift', { name: shift.name }), ...calibration.said!]);
}

/** What every strategy would choose for the active detector, with its defaults; stores nothing. */
export function compare({ db }: Context, shift: number | undefined): ComparedStrategy[] {
  const { model } = requireActive(db);
  const placing = scoresOf(db, model, 'placing');
  const held = scoresOf(db, model, 'held-out');
  const on = chosenShift(db, shift);
  const measured = shiftScores(db, model, on?.id);
  return CHOOSING_STRATEGIES.map((name) => {
    const { calibration: chosen, ...answer } = askStrategy(name, { ...placing, shift: measured });
    const calibration = chosen && naming(chosen, needsOf(name).shift ? on : null);
    const counts = calibration && outcomesAt(held, calibration.thresholds).confusion;
    return { ...answer, calibration, counts };
  });
}
