import { existsSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import type { Pruning, VersionStorage } from '../../shared/api/versions.ts';
import type { Context } from '../context.ts';
import { detectorRows, type DetectorRow } from '../detectors/queries.ts';
import { requireModel } from '../detectors/models.ts';

export const pruneBody = z.object({
  /** The newest of those that have their weights stay, whatever they are. */
  keep: z.number().int().min(0).max(1_000_000),
  dryRun: z.boolean().default(false),
});

/** Scores deleted between two looks at the clock. */
const SLICE = 2000;

/**
 * Throws away weights and scores of old detectors. Rows, labels, what each was made from and what the
 * gate saw stay. Never the active one, nor the one before it, which a roll back needs, nor a model
 * that a kept detector shares.
 */
export async function pruneDetectors(
  context: Context,
  { keep, dryRun }: z.infer<typeof pruneBody>,
): Promise<Pruning> {
  const { db, project, events, now } = context;
  const { pruned, kept } = choose(db, keep);
  const models = [...new Set(pruned.map(({ model }) => model))];
  const storage = models.map((model) => modelStorage(db, project.folder, model));
  const sum = (what: 'bytes' | 'scores'): number =>
    storage.reduce((total, one) => total + one[what], 0);
  const answer: Pruning = {
    pruned: pruned.map(({ id }) => id),
    kept,
    bytes: sum('bytes'),
    scores: sum('scores'),
  };
  if (dryRun || models.length === 0) return answer;
  // First the row says so: a crash from here on leaves rubbish that the next start clears away.
  const mark = db.prepare('update model set pruned_at = ? where id = ?');
  db.transaction(() => models.forEach((model) => mark.run(now(), model)))();
  for (const model of models) {
    const folder = path.join(project.folder, requireModel(db, model).folder);
    await rm(folder, { recursive: true, force: true });
    await deleteScores(db, model);
  }
  events.emit({ type: 'detector', id: pruned[0]!.id });
  return answer;
}

/** What each detector takes up. */
export function versionStorage({ db, project }: Context): VersionStorage[] {
  const byModel = new Map<number, Omit<VersionStorage, 'detector'>>();
  return detectorRows(db).map(({ id, model }) => {
    const known = byModel.get(model) ?? modelStorage(db, project.folder, model);
    byModel.set(model, known);
    return { detector: id, ...known };
  });
}

function choose(db: Database, keep: number): { pruned: DetectorRow[]; kept: Pruning['kept'] } {
  const [active, before] = db
    .prepare('select detector from activation group by detector order by max(id) desc limit 2')
    .pluck()
    .all() as number[];
  const whole = detectorRows(db).filter(({ model }) => requireModel(db, model).prunedAt === null);
  const kept = new Map<number, Pruning['kept'][number]['why']>();
  whole.forEach(({ id }, place) => {
    if (id === active) kept.set(id, 'active');
    else if (id === before) kept.set(id, 'before-active');
    else if (place < keep) kept.set(id, 'newest');
  });
  const models = new Set(whole.filter(({ id }) => kept.has(id)).map(({ model }) => model));
  for (const { id, model } of whole) {
    if (!kept.has(id) && models.has(model)) kept.set(id, 'shares-model');
  }
  return {
    pruned: whole.filter(({ id }) => !kept.has(id)),
    kept: [...kept].map(([detector, why]) => ({ detector, why })),
  };
}

function modelStorage(
  db: Database,
  project: string,
  model: number,
): Omit<VersionStorage, 'detector'> {
  const folder = path.join(project, requireModel(db, model).folder);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return {
    bytes: files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0),
    scores: db.prepare('select count(*) from score where model = ?').pluck().get(model) as number,
  };
}

async function deleteScores(db: Database, model: number): Promise<void> {
  const some = db.prepare(
    `delete from score where model = :model and image in
       (select image from score where model = :model limit ${SLICE})`,
  );
  while (some.run({ model }).changes > 0) await new Promise((resolve) => setImmediate(resolve));
}
