import { Hono } from 'hono';
import type { Context } from '../context.ts';
import { pathId, valid } from '../http.ts';
import { exportBody, exportDetector } from './export.ts';
import { importDetector, importParameters } from './import.ts';
import { pruneBody, pruneDetectors, versionStorage } from './prune.ts';

/** Detectors as things that one keeps: carried away, taken in, thrown out. */
export function versionRoutes(context: Context) {
  context.jobs.handle('import-detector', (job) => importDetector(context, job));

  return new Hono()
    .get('/versions/storage', (c) => c.json(versionStorage(context)))
    .post('/versions/prune', valid('json', pruneBody), async (c) =>
      c.json(await pruneDetectors(context, c.req.valid('json'))),
    )
    .post('/versions/import', valid('json', importParameters), (c) =>
      c.json(context.jobs.add('import-detector', c.req.valid('json')), 202),
    )
    .post('/versions/:id/export', valid('json', exportBody), async (c) =>
      c.json(await exportDetector(context, pathId(c), c.req.valid('json'))),
    );
}
