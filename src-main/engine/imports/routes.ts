import { Hono } from 'hono';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { valid } from '../http.ts';
import { requireFolder } from './annotations.ts';
import { chooseLayout } from './layouts/index.ts';
import { parseNames } from './names.ts';
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
    // What cannot work is answered at once rather than by a failed job.
    const folder = requireFolder(options.path);
    if (options.names !== undefined) parseNames(options.names);
    if (options.label !== undefined && chooseLayout(folder, options.layout) !== 'flat') {
      throw new LunkaError(
        'label-not-applicable',
        400,
        `Expected one label for all with layout "flat" alone, received "${options.label}" for a folder that says itself which is which. Leave the label out, or choose the layout "flat".`,
      );
    }
    return c.json(jobs.add('import', { ...options, path: folder }), 202);
  });
}
