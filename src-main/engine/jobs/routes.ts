import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { pathId, valid } from '../http.ts';
import type { Numbered } from '../events.ts';

const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(20) });

/** Pictures of epochs after this one. */
const samplesQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });

/** Keeps proxies and the browser from taking a silent stream for a dead one. */
const HEARTBEAT_MS = 15_000;

export function jobRoutes({ jobs, events }: Context) {
  return new Hono()
    .get('/jobs', valid('query', listQuery), (c) => c.json(jobs.list(c.req.valid('query').limit)))
    .get('/jobs/:id', (c) => c.json(jobs.get(pathId(c))))
    .delete('/jobs/:id', async (c) => c.json(await jobs.cancel(pathId(c))))
    .post('/jobs/:id/finish', (c) => c.json(jobs.finish(pathId(c))))
    .get('/jobs/:id/samples', valid('query', samplesQuery), (c) =>
      c.json(jobs.samples(pathId(c), c.req.valid('query').after)),
    )
    .get('/jobs/:id/lines', (c) => c.json(jobs.lines(pathId(c))))
    .post('/jobs/:id/restart', (c) => c.json(jobs.restart(pathId(c)), 202))
    .get('/events', (c) =>
      streamSSE(c, async (stream) => {
        const waiting: Numbered[] = [];
        let wake: () => void = () => {};
        const unsubscribe = events.subscribe((event) => {
          waiting.push(event);
          wake();
        });
        stream.onAbort(() => wake());
        const onEnd = (): void => wake();
        events.ended.addEventListener('abort', onEnd);
        // Tells the client that the line is up, before anything happens.
        await stream.writeSSE({ event: 'hello', data: '{}' });
        while (!stream.aborted && !events.ended.aborted) {
          const event = waiting.shift();
          if (event) {
            await stream.writeSSE({
              id: String(event.id),
              event: event.type,
              data: JSON.stringify(event),
            });
            continue;
          }
          const heartbeat = setTimeout(() => {
            void stream.writeSSE({ event: 'heartbeat', data: '{}' });
            wake();
          }, HEARTBEAT_MS);
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          clearTimeout(heartbeat);
        }
        unsubscribe();
        events.ended.removeEventListener('abort', onEnd);
      }),
    );
}
