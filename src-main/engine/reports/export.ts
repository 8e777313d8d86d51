import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { Hono } from 'hono';
import { z } from 'zod';
import { judge, type Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { exportTarget } from '../exports.ts';
import { valid } from '../http.ts';
import type { RunningJob } from '../jobs/queue.ts';

const exportParameters = z.object({
  /** Where to; a file in the project's exports folder by default. */
  file: z.string().min(1).optional(),
});

const COLUMNS = [
  'file',
  'source',
  'shift',
  'hash',
  'label',
  'labelled_by',
  'labelled_at',
  'score',
  'verdict',
  'detector',
];

/** Rows written between two looks at the clock, so that the engine goes on answering. */
const CHUNK = 500;

interface Row {
  id: number;
  file: string;
  source: string;
  shift: string | null;
  hash: string;
  label: Label | null;
  author: string | null;
  at: string | null;
  score: number | null;
}

/** One row a file, with its label, who gave it and when, and what the active detector says. */
async function runExport(
  { db, project, now }: Context,
  job: RunningJob,
): Promise<{ file: string; rows: number }> {
  const asked = exportParameters.parse(job.parameters).file;
  const stamp = now().replaceAll(/\D/g, '').slice(0, 14);
  const file = await exportTarget(project.folder, asked ?? `lunka-${stamp}.csv`);
  const active = activeDetector(db);
  const total = db.prepare('select count(*) from occurrence').pluck().get() as number;
  const page = db.prepare(
    `select o.id, o.file, s.path as source, h.name as shift, i.hash, l.label, b.author, b.at, c.score
     from occurrence o join source s on s.id = o.source join image i on i.id = o.image
       left join shift h on h.id = o.shift left join label l on l.image = o.image
       left join label_event e on e.id = l.event left join label_batch b on b.id = e.batch
       left join score c on c.model = :model and c.image = o.image
     where o.id > :after order by o.id limit ${CHUNK}`,
  );
  let rows = 0;
  async function* lines(): AsyncGenerator<string> {
    yield stringify([COLUMNS]);
    for (let after = 0; ;) {
      const found = page.all({ model: active?.model ?? null, after }) as Row[];
      if (found.length === 0) return;
      yield stringify(
        found.map((row) => [
          row.file,
          row.source,
          row.shift,
          row.hash,
          row.label,
          row.author,
          row.at,
          row.score,
          row.score === null || !active ? null : judge(row.score, active.calibration.thresholds),
          active && `v${active.id}`,
        ]),
      );
      rows += found.length;
      after = found.at(-1)!.id;
      job.progress({ phase: 'writing', done: rows, total });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const partial = `${file}.part`;
  try {
    await pipeline(lines, createWriteStream(partial), { signal: job.signal });
    await rename(partial, file);
    return { file, rows };
  } finally {
    await rm(partial, { force: true });
  }
}

export function reportRoutes(context: Context) {
  context.jobs.handle('export', (job) => runExport(context, job));
  return new Hono().post('/exports', valid('json', exportParameters), (c) =>
    c.json(context.jobs.add('export', c.req.valid('json')), 202),
  );
}
