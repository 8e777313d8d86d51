import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { generateProject } from '../../imaging/generator/index.ts';
import type { ImportResult } from '../../shared/api.ts';
import type { Context } from '../context.ts';
import { valid } from '../http.ts';
import { runImport } from '../imports/run.ts';
import type { RunningJob } from '../jobs/queue.ts';

/** Where the made images lie, relative to the project. */
export const DEMO_IMAGES = 'demo-images';

/** A shift with families of false alarms, so that there is something to review. */
export const DEMO_SEED = 5;

const demoParameters = z.object({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(DEMO_SEED),
  train: z.number().int().min(20).max(100_000).default(1200),
  proliv: z.number().int().min(0).max(10_000).default(60),
  shift: z.number().int().min(1).max(1_000_000).default(600),
});

/** Makes demo images inside the project and takes them in: the handler of `demo` jobs. */
async function runDemo(context: Context, job: RunningJob): Promise<ImportResult> {
  const counts = demoParameters.parse(job.parameters);
  const folder = path.join(context.project.folder, DEMO_IMAGES);
  // A job that was cut off left some of them; the folder is ours alone.
  await rm(folder, { recursive: true, force: true });
  await generateProject(
    folder,
    { ...counts, onProgress: (done, total) => job.progress({ phase: 'drawing', done, total }) },
    job.signal,
  );
  return runImport(context, {
    ...job,
    parameters: { path: folder, layout: 'lunka', shift: 'demo' },
  });
}

export function demoRoutes(context: Context) {
  context.jobs.handle('demo', (job) => runDemo(context, job));
  return new Hono().post('/demo', valid('json', demoParameters), (c) =>
    c.json(context.jobs.add('demo', c.req.valid('json')), 202),
  );
}
