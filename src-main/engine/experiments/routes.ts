import { Hono } from 'hono';
import type { Context } from '../context.ts';
import { valid } from '../http.ts';
import { judgedImages } from './judged.ts';
import { experimentParameters, runExperiment } from './run.ts';
import { planCells } from './spec.ts';

export function experimentRoutes(context: Context) {
  const { jobs } = context;
  jobs.handle('experiment', (job) => runExperiment(context, job));
  return new Hono().post('/experiments', valid('json', experimentParameters), async (c) => {
    const parameters = c.req.valid('json');
    // A misspelt preset or path is answered at once rather than by a failed job.
    planCells(parameters.spec);
    await judgedImages(context, parameters.spec.judge);
    return c.json(jobs.add('experiment', parameters), 202);
  });
}
