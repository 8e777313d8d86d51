import { Hono } from 'hono';
import { z } from 'zod';
import type { ReviewSummary } from '../../shared/api.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { idSchema, valid } from '../http.ts';
import { UNDONE } from '../labels/log.ts';
import { listShifts, requireShift } from '../shifts/queries.ts';
import { makeQueue, queueParameters } from './making.ts';
import { readQueue } from './queue.ts';

const queueQuery = z.object({
  shift: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});

export function reviewRoutes(context: Context) {
  const { db, jobs } = context;
  jobs.handle('queue', (job) => makeQueue(context, job));

  function summary(shift: number | undefined): ReviewSummary {
    const active = activeDetector(db);
    const judged = active && { model: active.model, thresholds: active.calibration.thresholds };
    if (shift !== undefined) requireShift(db, shift);
    const shifts = listShifts(db, judged).filter(({ id }) => shift === undefined || id === shift);
    const sum = (pick: (info: (typeof shifts)[number]) => number): number =>
      shifts.reduce((total, info) => total + pick(info), 0);
    const decisions = db
      .prepare(
        `select count(distinct b.id) from label_batch b join label_event e on e.batch = b.id
         where b.origin in ('person', 'file') and not ${UNDONE} and (:shift is null
           or e.image in (select image from occurrence where shift = :shift))`,
      )
      .pluck()
      .get({ shift: shift ?? null }) as number;
    return {
      shift: shifts.length === 1 ? shifts[0]!.name : null,
      images: sum(({ images }) => images),
      flagged: sum(({ flagged }) => flagged),
      flaggedLeft: sum(({ flaggedLeft }) => flaggedLeft),
      decisions,
      settled: sum(({ reviewed }) => reviewed),
    };
  }

  return new Hono()
    .get('/review/queue', valid('query', queueQuery), (c) => {
      const { shift, limit } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(readQueue(db, requireActive(db), shift, limit));
    })
    .post('/review/queue', valid('json', queueParameters), (c) => {
      const parameters = c.req.valid('json');
      if (parameters.shift !== undefined) requireShift(db, parameters.shift);
      requireActive(db);
      return c.json(jobs.add('queue', parameters), 202);
    })
    .get('/review/summary', valid('query', z.object({ shift: idSchema.optional() })), (c) =>
      c.json(summary(c.req.valid('query').shift)),
    );
}
