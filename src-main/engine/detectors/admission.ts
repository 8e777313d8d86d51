import type { TrainOutcome } from '../../shared/api.ts';
import { confusion } from '../../shared/metrics.ts';
import type { Calibration } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { passGate } from './gate.ts';
import * as queries from './queries.ts';

/** The gate for a new model, and what follows from it, in one transaction. */
export function admit(
  { db, now, events }: Context,
  model: number,
  calibration: Calibration,
  { author, note }: { author: string; note: string },
): Pick<TrainOutcome, 'detector' | 'previous' | 'activated' | 'gate'> {
  const outcome = db.transaction(() => {
    const previous = queries.activeDetector(db);
    const images = queries
      .comparableImages(db, model, previous?.model)
      .map(({ label, before, score }) => ({ leak: label === 'leak', before, score }));
    const gate = passGate(
      images.map(({ leak, before, score }) => ({ leak, before, after: score })),
      previous?.calibration.thresholds ?? null,
      calibration.thresholds,
    );
    const heldOut = confusion(images, calibration.thresholds);
    const detector = queries.insertDetector(
      db,
      { model, parent: previous?.id ?? null, author, note, calibration, heldOut, gate },
      now(),
    );
    if (gate.passed) {
      queries.activate(db, detector.id, { author, reason: gate.reason, at: now() });
    }
    return {
      detector: queries.detectorInfo(db, detector),
      previous: previous && queries.detectorInfo(db, previous),
      activated: gate.passed,
      gate,
    };
  })();
  events.emit({ type: 'detector', id: outcome.detector.id });
  return outcome;
}
