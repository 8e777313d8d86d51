import { Hono } from 'hono';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { valid } from '../http.ts';
import { requireFolder } from './annotations.ts';
import { importParameters, runImport } from './run.ts';

export function importRoutes(context: Context) {
  const { jobs } = context;
  jobs.handle('import', async (job) => {
    const result = await runImport(context, job);
    const { dryRun, score } = importParameters.parse(job.parameters);
    if (score && !dryRun && activeDetector(context.db)) jobs.add('score', {});
    return result;
  });

  return new Hono().post('/imports', valid('json', importParameters), (c) => {
    const options = c.req.valid('json');
    // A wrong path is answered at once rather than by a failed job.
    return c.json(jobs.add('import', { ...options, path: requireFolder(options.path) }), 202);
  });
}
