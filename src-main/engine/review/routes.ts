import { Hono } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireActive } from '../detectors/scoring.ts';
import { bodyId, idSchema, pathId, valid } from '../http.ts';
import type { WarmProcess } from '../evidence/warm.ts';
import { requireImages } from '../images/queries.ts';
import { requireShift } from '../shifts/queries.ts';
import { cutImages } from './cutting.ts';
import { readGroups } from './groups.ts';
import { makeQueue, queueParameters } from './making.ts';
import { readQueue } from './queue.ts';
import { joinGroups, splitGroup } from './splitting.ts';
import { summarise } from './summary.ts';

const queueQuery = z.object({
  shift: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});

const groupsQuery = z.object({
  shift: idSchema.optional(),
  after: z
    .string()
    .regex(/^\d+_\d+$/, 'expected the "next" of an earlier page')
    .optional(),
  at: idSchema.optional(),
  images: z.coerce.number().int().min(1).max(20_000).default(2000),
});

const imagesOnce = z
  .array(bodyId)
  .min(1)
  .refine((images) => new Set(images).size === images.length, 'expected each image once');
const splitBody = z.object({ images: imagesOnce });
const joinBody = z.object({ part: bodyId });
/** Cut in memory, by distances: more look-alikes than these nobody has in one group. */
const cutBody = z.object({ images: imagesOnce.max(20_000) });

export function reviewRoutes(context: Context, warm: WarmProcess) {
  const { db, jobs } = context;
  jobs.handle('queue', (job) => makeQueue(context, job));

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
    .get('/review/groups', valid('query', groupsQuery), (c) => {
      const { shift, ...page } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(readGroups(db, requireActive(db), shift, page));
    })
    .post('/review/groups/:id/split', valid('json', splitBody), (c) =>
      c.json({ id: splitGroup(db, pathId(c), c.req.valid('json').images) }),
    )
    .post('/review/groups/:id/join', valid('json', joinBody), (c) => {
      joinGroups(db, pathId(c), c.req.valid('json').part);
      return c.json({ ok: true });
    })
    .post('/review/cut', valid('json', cutBody), async (c) => {
      const { images } = c.req.valid('json');
      requireImages(db, images);
      return c.json(await cutImages(context, warm, requireActive(db), images));
    })
    .get('/review/summary', valid('query', z.object({ shift: idSchema.optional() })), (c) => {
      const { shift } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(summarise(db, shift));
    });
}
