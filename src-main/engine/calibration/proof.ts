import { z } from 'zod';
import type { ProofBasis, ScoreSet } from '../../shared/api/calibration.ts';
import type { Demands } from '../../shared/proof.ts';
import type { Confusion } from '../../shared/words.ts';
import type { Database } from '../../db/open.ts';
import { activeDetector, type DetectorRow } from '../detectors/queries.ts';
import { countsOf } from './sets.ts';

const rate = z.number().gt(0).lt(1);

/** A rate that is not named stays as it is. */
export const demandsBody = z.object({ tpr: rate.optional(), tnr: rate.optional() });

export function setDemands(db: Database, { tpr, tnr }: z.infer<typeof demandsBody>): void {
  db.prepare(
    `update project set demanded_tpr = coalesce(:tpr, demanded_tpr),
       demanded_tnr = coalesce(:tnr, demanded_tnr)`,
  ).run({ tpr: tpr ?? null, tnr: tnr ?? null });
}

/** The active detector's verdicts by the labels that count now, and what is demanded. */
export function proofBasis(db: Database): ProofBasis {
  const active = activeDetector(db);
  const [set, counts] = provingCounts(db, active);
  return {
    demands: db
      .prepare('select demanded_tpr as tpr, demanded_tnr as tnr from project')
      .get() as Demands,
    detector: active?.id ?? null,
    set,
    counts,
  };
}

/** The golden set as soon as it can speak of both classes: no cut was chosen on its images. */
function provingCounts(db: Database, active: DetectorRow | null): [ScoreSet, Confusion] {
  if (!active) return ['held-out', { tp: 0, fn: 0, tn: 0, fp: 0 }];
  const { model, calibration } = active;
  const golden = countsOf(db, model, 'golden', calibration.thresholds);
  if (golden.tp + golden.fn > 0 && golden.tn + golden.fp > 0) return ['golden', golden];
  return ['held-out', countsOf(db, model, 'held-out', calibration.thresholds)];
}
