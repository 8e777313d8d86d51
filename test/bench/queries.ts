import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../src-main/db/open.ts';
import { createClient } from '../helpers/client.ts';
import { startEngine } from '../helpers/project.ts';

/**
 * How long the engine takes to answer what pages ask, in a store of many images without files:
 * `node test/bench/queries.ts FOLDER [images] [shifts] [words]`. FOLDER is made where it is not there
 * and kept, so that two versions can be measured on one store; `words` picks routes by a part of their
 * path. What is told is processor time, which other work on the machine lengthens less than that of a
 * clock. Every store has one detector, a label on each tenth image, and 28 cells. Not part of
 * `npm test`: milliseconds on one machine prove nothing on another.
 */

const [folder = '', images = '84000', shifts = '6', ...words] = process.argv.slice(2);
const RUNS = 5;

if (folder === '') throw new Error('Expected a folder for the store.');
const made = existsSync(path.join(folder, 'lunka.sqlite'));
const { db, engine, close } = startEngine(path.resolve(folder));
if (!made) fill(db, Number(images), Number(shifts));
const client = createClient(engine.fetch);
const shift = db.prepare('select max(id) from shift').pluck().get() as number;
const all = db.prepare('select max(id) from image').pluck().get() as number;

const READ = [
  'project',
  'shifts',
  `images?shift=${shift}&flagged=true`,
  `images?shift=${shift}&limit=20000`,
  'images?limit=20000',
  'images?label=none&order=id&limit=20000',
  `images/${all}`,
  `review/queue?shift=${shift}`,
  'review/queue',
  `review/groups?shift=${shift}`,
  'review/groups',
  `review/summary?shift=${shift}`,
  'review/summary',
  'review/suspects?limit=50',
  'review/rechecks?limit=20',
  `review/rechecks?shift=${shift}&limit=20`,
  `review/samples?shift=${shift}`,
  `histogram?shift=${shift}&bins=80`,
  'histogram?bins=80',
  'proof',
  'calibration/scores',
  `calibration/shift?shift=${shift}`,
  `calibration/strategies?shift=${shift}`,
  `drift?shift=${shift}`,
  'trend',
  'trend?cell=07',
  `cells?shift=${shift}`,
  'cells',
  `wall?shift=${shift}`,
  'wall',
  `wall/search?shift=${shift}&text=_07_`,
  'wall/search?text=_07_',
  'golden',
  'golden/rates',
  'detectors',
  'labels/batches',
];
for (const route of READ) {
  if (words.length > 0 && !words.some((word) => route.includes(word))) continue;
  await measure(route, () => client.get(route));
}
if (words.length === 0 || words.includes('labels')) {
  await measure('labels, one', () =>
    client.post('labels', { items: [{ image: all, label: 'normal' }] }),
  );
  await measure('labels/undo', () => client.post('labels/undo'));
  await measure('drift, after a label', async () => {
    await client.post('labels', { items: [{ image: all, label: 'normal' }] });
    await client.get(`drift?shift=${shift}`);
  });
}
await close();

async function measure(name: string, ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const begun = process.cpuUsage();
    await ask();
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1000);
  }
  const first = times[0]!;
  const median = times.sort((a, b) => a - b)[RUNS >> 1]!;
  process.stdout.write(
    `${name.padEnd(42)} first ${first.toFixed(1).padStart(8)} ms   median ${median.toFixed(1).padStart(8)} ms\n`,
  );
}

/** Rows as imports, a training, a scoring and a review leave them; the hashes are no hashes. */
function fill(db: Database, images: number, shifts: number): void {
  const perShift = Math.ceil(images / shifts);
  const upTo = (most: number): string =>
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${most})`;
  // A number in [0, 1) that follows from i alone.
  const chance = (salt: number): string =>
    `(((i * 2654435761 + ${salt} * 40503) % 1000003) / 1000003.0)`;
  const shift = `((i - 1) / ${perShift} + 1)`;
  const statements = [
    `insert into source (path, relative, created_at) values ('/line', '../line', '2026-01-01')`,
    `${upTo(shifts)} insert into shift (id, name, created_at) select i, 'shift ' || i,
       strftime('%Y-%m-%dT%H:00:00.000Z', '2026-01-01', (8 * i) || ' hours') from n`,
    `${upTo(images)} insert into image (id, hash, bytes, width, height, format)
       select i, 'h' || i, 3000, 50, 28, 'jpeg' from n`,
    `${upTo(images)} insert into occurrence (image, source, file, shift, cell, taken_at)
       select i, 1, printf('day/%02d_CAM_%07d_%02d_.jpg', i % 28, i, i % 11), ${shift},
         printf('%02d', i % 28), strftime('%Y-%m-%dT%H:%M:%S.000Z', '2026-01-01',
           (8 * ${shift}) || ' hours', (i % 28000) || ' seconds') from n`,
    `insert into model (folder, preset, recipe, seed, data_hash, label_event, training, created_at)
       values ('detectors/1', 'small', '{}', 1, '', 0, '{"epochs":[],"bestEpoch":1,"stopped":"",
         "parameters":1,"seconds":1,"backend":"cpu","scoredBy":"head"}', '2026-01-01')`,
    `insert into detector (model, author, note, calibration, held_out, created_at)
       values (1, 'bench', '',
         '{"strategy":"youden","thresholds":{"upper":0.99},"proven":true,"note":""}',
         '{"tp":9,"fn":1,"tn":90,"fp":1}', '2026-01-01')`,
    `insert into activation (detector, author, reason, at)
       values (1, 'bench', 'first', '2026-01-01')`,
    `${upTo(images)} insert into score (model, image, score) select 1, i, ${chance(1)} from n`,
    `insert into label_batch (origin, author, at) values ('person', 'Anna', '2026-06-01')`,
    // Flagged images of the newest shift wait; the model was made before anybody looked at any.
    `${upTo(images)} insert into label_event (batch, image, label, origin)
       select 1, i, case when ${chance(1)} > 0.99 and ${chance(2)} > 0.1 then 'leak' else 'normal' end,
         'person' from n
       where ${chance(3)} < 0.1 or ${chance(1)} > 0.99 and ${shift} < ${shifts}`,
    `insert into model_image (model, image, role, label, score)
       select 1, l.image, 'held-out', l.label, s.score from label l
         join score s on s.model = 1 and s.image = l.image where l.image % 3 = 0`,
  ];
  db.transaction(() => {
    for (const statement of statements) db.exec(statement);
  })();
}
