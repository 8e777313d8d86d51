import { z } from 'zod';
import type { ProofBasis, ScoreSet } from '../../shared/api/calibration.ts';
import type { Demands } from '../../shared/proof.ts';
import type { Database } from '../../db/open.ts';
import { activeDetector } from '../detectors/queries.ts';
import { countsOf } from './sets.ts';

const rate = z.number().gt(0).lt(1);

/** A rate that is not named stays as it is. */
export const demandsBody = z.object({ tpr: rate.optional(), tnr: rate.optional() });

/** What rates are proven on. */
const PROOF_SET: ScoreSet = 'held-out';

export function setDemands(db: Database, { tpr, tnr }: z.infer<typeof demandsBody>): void {
  db.prepare(
    `update project set demanded_tpr = coalesce(:tpr, demanded_tpr),
       demanded_tnr = coalesce(:tnr, demanded_tnr)`,
  ).run({ tpr: tpr ?? null, tnr: tnr ?? null });
}

/** The active detector's verdicts by the labels that count now, and what is demanded. */
export function proofBasis(db: Database): ProofBasis {
  const active = activeDetector(db);
  return {
    demands: db
      .prepare('select demanded_tpr as tpr, demanded_tnr as tnr from project')
      .get() as Demands,
    detector: active?.id ?? null,
    set: PROOF_SET,
    counts: active
      ? countsOf(db, active.model, PROOF_SET, active.calibration.thresholds)
      : { tp: 0, fn: 0, tn: 0, fp: 0 },
  };
}
