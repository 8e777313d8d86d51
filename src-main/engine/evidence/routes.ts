import { Hono } from 'hono';
import { z } from 'zod';
import { NEIGHBOURS_OF } from '../../shared/api/evidence.ts';
import type { Context } from '../context.ts';
import { requireDetector } from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { idSchema, notFound, pathId, valid } from '../http.ts';
import { findImage } from '../images/queries.ts';
import { requireShift } from '../shifts/queries.ts';
import { createNeighbourSearch } from './neighbours.ts';
import { reconstruct } from './reconstruction.ts';
import type { WarmProcess } from './warm.ts';

const evidenceQuery = z.object({ detector: idSchema.optional() });

const neighboursQuery = z.strictObject({
  of: z.enum(NEIGHBOURS_OF).default('all'),
  shift: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(12),
});

/** What speaks for and against a verdict on one image. */
export function evidenceRoutes(context: Context, warm: WarmProcess) {
  const { db } = context;
  const search = createNeighbourSearch(context, warm);

  function requireImage(id: number): number {
    if (!findImage(db, id)) throw notFound('image', id);
    return id;
  }

  return new Hono()
    .get('/images/:id/evidence', valid('query', evidenceQuery), async (c) => {
      const image = requireImage(pathId(c));
      const asked = c.req.valid('query').detector;
      const detector = asked ? requireDetector(db, asked) : requireActive(db);
      return c.json(await reconstruct(context, warm, image, detector));
    })
    .get('/images/:id/neighbours', valid('query', neighboursQuery), async (c) => {
      const question = c.req.valid('query');
      const image = requireImage(pathId(c));
      if (question.shift !== undefined) requireShift(db, question.shift);
      const answer = await search.find({ ...question, image }, requireActive(db));
      return c.json(answer, answer.state === 'ready' ? 200 : 202);
    });
}
