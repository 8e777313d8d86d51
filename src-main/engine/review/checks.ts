import { Hono } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { valid } from '../http.ts';
import { listSuspects } from './suspects.ts';

const suspectsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(50),
});

/** What a person should look at besides the queue of groups. */
export function checkRoutes({ db }: Context) {
  return new Hono().get('/review/suspects', valid('query', suspectsQuery), (c) =>
    c.json({ suspects: listSuspects(db, activeDetector(db), c.req.valid('query').limit) }),
  );
}
