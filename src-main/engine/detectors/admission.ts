import type { GateFinding, GateResult } from '../../shared/api/gate.ts';
import type { TrainOutcome } from '../../shared/api/detectors.ts';
import { confusion } from '../../shared/metrics.ts';
import type { Calibration, Thresholds } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { comparedImages, storeCompared, type ComparedImage } from './compared.ts';
import { passGate } from './gate.ts';
import * as queries from './queries.ts';

/**
 * The gate for a new model, and what follows from it, in one transaction.
 *
 * @param families look-alikes among the images whose verdict changes, as far as they were grouped
 */
export function admit(
  { db, now, events }: Context,
  model: number,
  calibration: Calibration,
  { author, note }: { author: string; note: string },
  families: ReadonlyMap<number, number> = new Map(),
): Pick<TrainOutcome, 'detector' | 'previous' | 'activated' | 'gate'> {
  const outcome = db.transaction(() => {
    const previous = queries.activeDetector(db);
    const images = comparedImages(db, model, previous?.model);
    const gate = passBoth(images, previous?.calibration.thresholds ?? null, calibration.thresholds);
    const heldOut = confusion(
      images
        .filter(({ part }) => part === 'held-out')
        .map(({ label, after: score }) => ({ leak: label === 'leak', score })),
      calibration.thresholds,
    );
    const detector = queries.insertDetector(
      db,
      { model, parent: previous?.id ?? null, author, note, calibration, heldOut, gate },
      now(),
    );
    if (previous) storeCompared(db, model, images, families);
    if (gate.passed) {
      queries.activate(db, detector.id, { author, reason: gate.reason, note: '', at: now() });
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

/**
 * The gate on honest scores of what is labelled and, where both may be judged on some of it, on the
 * golden set: a candidate has to pass each that can speak. Where nothing held out is common to both
 * (a recipe of another kind, labels thrown away), that is no failure: the golden set, if it has leaks
 * and normals, is proof enough.
 */
export function passBoth(
  images: ComparedImage[],
  before: Thresholds | null,
  after: Thresholds,
): GateResult {
  const on = (part: ComparedImage['part']): GateResult =>
    passGate(
      images
        .filter((image) => image.part === part)
        .map((image) => ({
          leak: image.label === 'leak',
          before: image.before,
          after: image.after,
        })),
      before,
      after,
    );
  const heldOut = on('held-out');
  const golden = on('golden');
  if (!golden.before || golden.finding?.code === 'nothing-to-compare') return heldOut;
  const result: GateResult = {
    ...heldOut,
    golden: {
      passed: golden.passed,
      finding: golden.finding!,
      before: golden.before,
      after: golden.after,
    },
  };
  const byGolden = (finding: GateFinding, reason: string): GateResult => ({
    ...result,
    passed: golden.passed && finding.code === 'holds',
    reason,
    finding,
    part: 'golden',
  });
  if (!golden.passed) return byGolden(golden.finding!, `Golden set: ${golden.reason}`);
  if (heldOut.finding!.code !== 'nothing-to-compare') return result;
  const { tp, fn, tn, fp } = golden.after;
  if (tp + fn === 0 || tn + fp === 0) {
    const finding = { code: 'one-class', worse: 0, better: 0 } as const;
    return byGolden(finding, 'The two could be compared on golden images of one class alone.');
  }
  return byGolden(golden.finding!, `Golden set: ${golden.reason} Nothing else is common to both.`);
}
