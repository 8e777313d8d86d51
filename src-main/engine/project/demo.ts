import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { generateProject, generateShift, IMITATED_MIX } from '../../imaging/generator/index.ts';
import type { ImportResult } from '../../shared/api/imports.ts';
import type { Context } from '../context.ts';
import { valid } from '../http.ts';
import { runImport } from '../imports/run.ts';
import type { RunningJob } from '../jobs/queue.ts';

/** Where the made images lie, relative to the project. */
export const DEMO_IMAGES = 'demo-images';

/** Where those of the days before lie, a folder a shift. */
const EARLIER_IMAGES = 'demo-shifts';

/**
 * Shifts of the days before the demo's own, the oldest first: with them a trend has something to
 * show. They are small, so that nobody waits for them. How many a detector flags differs much from
 * shift to shift; `later`, added to the seed, makes two of which, as of the demo's own, it flags less
 * than a tenth, or the first trend to be seen would be one of false alarms.
 */
const EARLIER_SHIFTS = [
  { name: '2026-11-20', day: '20-11-2026', later: 4 },
  { name: '2026-11-21', day: '21-11-2026', later: 5 },
] as const;
const EARLIER_SIZE = 120;

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
  /** With shifts of the days before. */
  earlier: z.boolean().default(false),
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
  if (counts.earlier) await addEarlierShifts(context, job, counts.seed);
  return runImport(context, {
    ...job,
    parameters: { path: folder, layout: 'lunka', shift: 'demo' },
  });
}

async function addEarlierShifts(context: Context, job: RunningJob, seed: number): Promise<void> {
  const root = path.join(context.project.folder, EARLIER_IMAGES);
  await rm(root, { recursive: true, force: true });
  for (const { name, day, later } of EARLIER_SHIFTS) {
    const folder = path.join(root, name);
    const shift = { seed: (seed + later) % 2 ** 32, plantSeed: seed, images: EARLIER_SIZE };
    await generateShift(folder, { ...shift, mix: IMITATED_MIX, day }, job.signal);
    const parameters = { path: path.join(folder, 'imgs'), layout: 'flat', shift: name };
    await runImport(context, { ...job, parameters });
  }
}

export function demoRoutes(context: Context) {
  context.jobs.handle('demo', (job) => runDemo(context, job));
  return new Hono().post('/demo', valid('json', demoParameters), (c) =>
    c.json(context.jobs.add('demo', c.req.valid('json')), 202),
  );
}
