import { z } from 'zod';
import type { DetectorInfo } from '../../shared/api.ts';
import type { ComparedStrategy } from '../../shared/api/calibration.ts';
import { LunkaError } from '../../shared/errors.ts';
import { outcomesAt } from '../../shared/sweep.ts';
import {
  askStrategy,
  calibrate,
  CHOOSING_STRATEGIES,
  STRATEGIES,
} from '../../shared/thresholds.ts';
import type { Context } from '../context.ts';
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
  const { recipe } = detectors.requireModel(db, active.model);
  const strategy = asked.strategy ?? recipe.threshold;
  const value = asked.strategy === undefined ? (asked.value ?? recipe.thresholdValue) : asked.value;
  const placing = scoresOf(db, active.model, 'placing');
  const needsShift = STRATEGIES.some(({ name, needs }) => name === strategy && needs.shift);
  const measured = needsShift
    ? { shift: shiftScores(db, active.model, chosenShift(db, shift)?.id) }
    : {};
  const calibration = calibrate(strategy, { ...placing, ...measured }, value);
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

/** What every strategy would choose for the active detector, with its defaults; stores nothing. */
export function compare({ db }: Context, shift: number | undefined): ComparedStrategy[] {
  const { model } = requireActive(db);
  const placing = scoresOf(db, model, 'placing');
  const held = scoresOf(db, model, 'held-out');
  const measured = shiftScores(db, model, chosenShift(db, shift)?.id);
  return CHOOSING_STRATEGIES.map((name) => {
    const answer = askStrategy(name, { ...placing, shift: measured });
    const thresholds = answer.calibration?.thresholds;
    return { ...answer, counts: thresholds ? outcomesAt(held, thresholds).confusion : null };
  });
}
