import { Hono } from 'hono';
import { z } from 'zod';
import type { Recheck } from '../../shared/api/rechecks.ts';
import { judge, LABELS } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { bodyId, idSchema, notFound, pathId, valid } from '../http.ts';
import { columnsOf } from '../images/columns.ts';
import { requestKey } from '../labels/requests.ts';
import { requireShift } from '../shifts/queries.ts';
import {
  answerRecheck,
  consistencies,
  decideRecheck,
  decisionUnder,
  disagreements,
  dueRechecks,
} from './rechecks.ts';
import { drawSample, newestSample, sampleStatus, unansweredOf } from './samples.ts';
import { listSuspects } from './suspects.ts';

const author = z.string().trim().min(1).max(200).default('engineer');

const suspectsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(50),
});

const drawBody = z.strictObject({
  shift: bodyId.optional(),
  demanded: z.int().min(0).max(1_000_000).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  author,
});

const dueQuery = z.object({
  shift: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(20),
});

const answerBody = z.strictObject({ label: z.enum(LABELS), author, request: requestKey });
const decisionBody = z.strictObject({ keep: z.boolean(), author, request: requestKey });

const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(3000).default(500) });

/** What a person should look at besides the queue of groups. */
export function checkRoutes({ db, now, events }: Context) {
  return new Hono()
    .get('/review/suspects', valid('query', suspectsQuery), (c) =>
      c.json({ suspects: listSuspects(db, activeDetector(db), c.req.valid('query').limit) }),
    )
    .get('/review/samples', valid('query', z.object({ shift: idSchema.optional() })), (c) => {
      const { shift } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      const id = newestSample(db, shift);
      return c.json({ sample: id === null ? null : sampleStatus(db, id) });
    })
    .post('/review/samples', valid('json', drawBody), (c) => {
      const { seed = Math.floor(Math.random() * 2 ** 31), ...draw } = c.req.valid('json');
      if (draw.shift !== undefined) requireShift(db, draw.shift);
      const sample = drawSample(db, requireActive(db), {
        ...draw,
        shift: draw.shift,
        seed,
        at: now(),
      });
      return c.json({ sample }, 201);
    })
    .get('/review/samples/:id/images', valid('query', listQuery), (c) => {
      const id = pathId(c);
      if (!sampleStatus(db, id)) throw notFound('sample', id);
      const images = unansweredOf(db, id, c.req.valid('query').limit);
      return c.json(columnsOf(db, activeDetector(db), images));
    })
    .get('/review/rechecks', valid('query', dueQuery), (c) => {
      const { shift, limit } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      const active = activeDetector(db);
      const due = dueRechecks(db, active?.model ?? null, shift, limit);
      return c.json({
        due: due.map((recheck): Recheck => {
          const { score } = recheck;
          const thresholds = active?.calibration.thresholds;
          const verdict = score === null || !thresholds ? null : judge(score, thresholds);
          return { ...recheck, verdict };
        }),
        disagreements: disagreements(db),
        consistency: consistencies(db),
      });
    })
    .post('/review/rechecks/:id/answer', valid('json', answerBody), (c) => {
      const { label, ...who } = c.req.valid('json');
      return c.json({
        disagreement: answerRecheck(db, pathId(c), label, { ...who, at: now() }),
      });
    })
    .post('/review/rechecks/:id/decision', valid('json', decisionBody), (c) => {
      const { keep, ...who } = c.req.valid('json');
      const id = pathId(c);
      const stored = decisionUnder(db, id, keep, who.request);
      if (stored) return c.json(stored);
      const detector = activeDetector(db)?.id ?? null;
      const batch = decideRecheck(db, id, keep, { ...who, at: now(), detector });
      if (batch) events.emit({ type: 'labels', batch });
      return c.json({ batch });
    });
}
