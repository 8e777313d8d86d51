import { Hono } from 'hono';
import { z } from 'zod';
import type { GoldenRates } from '../../shared/api/golden.ts';
import { confusion } from '../../shared/metrics.ts';
import type { Context } from '../context.ts';
import * as detectors from '../detectors/queries.ts';
import { bodyId, valid } from '../http.ts';
import { growGolden } from './grow.ts';
import { goldenScores, goldenSet, type GoldenScore } from './queries.ts';

/** As many as one request may name; a shift has no limit. */
const MOST = 100_000;

const growBody = z
  .strictObject({
    images: z.array(bodyId).min(1).max(MOST).optional(),
    files: z
      .array(
        z.strictObject({
          file: z.string().min(1),
          label: z.enum(['normal', 'leak']).optional(),
        }),
      )
      .min(1)
      .max(MOST)
      .optional(),
    shift: bodyId.optional(),
    author: z.string().trim().min(1).max(200).default('engineer'),
    note: z.string().trim().max(2000).default(''),
    dryRun: z.boolean().default(false),
  })
  .refine(
    ({ images, files, shift }) =>
      [images, files, shift].filter((wish) => wish !== undefined).length === 1,
    'expected exactly one of images, files and shift',
  );

export function goldenRoutes(context: Context) {
  const { db, events } = context;

  /** What each detector that there is makes of the set, by its own thresholds. */
  function rates(): GoldenRates[] {
    const byModel = new Map<number, GoldenScore[]>();
    return detectors.detectorRows(db).map(({ id, model, calibration }) => {
      const scores = byModel.get(model) ?? goldenScores(db, model);
      byModel.set(model, scores);
      const scored = scores.flatMap(({ label, score }) =>
        score === null ? [] : [{ leak: label === 'leak', score }],
      );
      return {
        detector: id,
        counts: confusion(scored, calibration.thresholds),
        missing: scores.length - scored.length,
      };
    });
  }

  return new Hono()
    .get('/golden', (c) => c.json(goldenSet(db)))
    .get('/golden/rates', (c) => c.json(rates()))
    .post('/golden', valid('json', growBody), (c) => {
      const growth = growGolden(context, c.req.valid('json'));
      if (growth.version !== null) events.emit({ type: 'golden', version: growth.version });
      return c.json(growth);
    });
}
