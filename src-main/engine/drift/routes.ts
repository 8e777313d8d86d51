import { Hono } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { idSchema, notFound, valid } from '../http.ts';
import { chosenShift } from '../shifts/queries.ts';
import { cellMap, trendOf } from './charts.ts';
import { driftOf } from './guard.ts';
import { recalibrateBody, recalibrateFromShifts } from './recalibrate.ts';

/** A shift by its id; the newest, or all of them, where none is named. */
const shiftQuery = z.object({ shift: idSchema.optional() });

const trendQuery = z.object({
  cell: z.string().min(1).max(100).optional(),
  /** Newest shifts. */
  limit: z.coerce.number().int().min(1).max(500).default(60),
});

export function driftRoutes(context: Context) {
  const { db } = context;
  return new Hono()
    .get('/drift', valid('query', shiftQuery), (c) => {
      const detector = requireActive(db);
      const shift = chosenShift(db, c.req.valid('query').shift);
      if (!shift) throw notFound('shift', 'none');
      return c.json(driftOf(db, detector, shift.id));
    })
    .post('/drift/recalibrate', valid('json', recalibrateBody), (c) =>
      c.json(recalibrateFromShifts(context, c.req.valid('json'))),
    )
    .get('/trend', valid('query', trendQuery), (c) =>
      c.json(trendOf(db, activeDetector(db), c.req.valid('query'))),
    )
    .get('/cells', valid('query', shiftQuery), (c) =>
      c.json(cellMap(db, activeDetector(db), c.req.valid('query').shift)),
    );
}
