import { Hono } from 'hono';
import { z } from 'zod';
import type { Histogram } from '../../shared/api/calibration.ts';
import {
  SCORE_SETS,
  type ScoreSet,
  type SetScores,
  type ShiftScores,
} from '../../shared/api/calibration.ts';
import type { Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { idSchema, valid } from '../http.ts';
import { demandsBody, proofBasis, setDemands } from './proof.ts';
import { calibrateBody, compare, recalibrate } from './recalibrate.ts';
import { chosenShift } from '../shifts/queries.ts';
import { pack, scoresOf, shiftScores } from './sets.ts';

const shiftQuery = z.object({ shift: idSchema.optional() });

const scoresQuery = z.object({ set: z.enum(SCORE_SETS).default('held-out') });

const histogramQuery = z.object({
  shift: idSchema.optional(),
  bins: z.coerce.number().int().min(2).max(500).default(60),
});

export function calibrationRoutes(context: Context) {
  const { db } = context;

  function setScores(set: ScoreSet): SetScores {
    const { id, model } = requireActive(db);
    const { normals, leaks } = scoresOf(db, model, set);
    return { detector: id, set, normals: pack(normals), leaks: pack(leaks) };
  }

  function ofShift(asked: number | undefined): ShiftScores {
    const { id, model } = requireActive(db);
    const shift = chosenShift(db, asked);
    return { detector: id, shift, scores: pack(shiftScores(db, model, shift?.id)) };
  }

  function histogram({ shift, bins }: z.infer<typeof histogramQuery>): Histogram {
    const active = activeDetector(db);
    // One condition or the other: with both in one, SQLite reads every score for a single shift.
    const ofShift =
      shift === undefined
        ? ''
        : 'and s.image in (select image from occurrence where shift = :shift)';
    const rows = active
      ? (db
          .prepare(
            `select s.score, l.label from score s left join label l on l.image = s.image
             where s.model = :model ${ofShift}`,
          )
          .all({ model: active.model, shift }) as {
          score: number;
          label: Label | null;
        }[])
      : [];
    const { min, max } = range(rows, active?.calibration.thresholds.upper);
    const empty = (): number[] => new Array<number>(bins).fill(0);
    const counts = { normal: empty(), leak: empty(), unlabelled: empty() };
    for (const { score, label } of rows) {
      const bin = Math.min(bins - 1, Math.floor(((score - min) / (max - min)) * bins));
      const row = label === 'normal' || label === 'leak' ? counts[label] : counts.unlabelled;
      row[bin]! += 1;
    }
    return { min, max, ...counts, calibration: active?.calibration ?? null };
  }

  return new Hono()
    .post('/calibration', valid('json', calibrateBody), (c) =>
      c.json(recalibrate(context, c.req.valid('json'))),
    )
    .get('/calibration/scores', valid('query', scoresQuery), (c) =>
      c.json(setScores(c.req.valid('query').set)),
    )
    .get('/calibration/shift', valid('query', shiftQuery), (c) =>
      c.json(ofShift(c.req.valid('query').shift)),
    )
    .get('/calibration/strategies', valid('query', shiftQuery), (c) =>
      c.json(compare(context, c.req.valid('query').shift)),
    )
    .get('/proof', (c) => c.json(proofBasis(db)))
    .post('/demands', valid('json', demandsBody), (c) => {
      setDemands(db, c.req.valid('json'));
      return c.json(proofBasis(db));
    })
    .get('/histogram', valid('query', histogramQuery), (c) =>
      c.json(histogram(c.req.valid('query'))),
    );
}

/** The scores' range, widened to show the threshold, and never empty. */
function range(rows: { score: number }[], threshold: number | undefined) {
  let min = threshold ?? 0;
  let max = threshold ?? 1;
  for (const { score } of rows) {
    if (score < min) min = score;
    if (score > max) max = score;
  }
  return max > min ? { min, max } : { min, max: min + 1 };
}
