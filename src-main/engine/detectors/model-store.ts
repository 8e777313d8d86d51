import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { LabelledFile } from '../../shared/worker/requests.ts';
import type { TrainResult } from '../../shared/worker/results.ts';
import type { Context } from '../context.ts';
import { slices } from '../slices.ts';
import * as models from './models.ts';

export interface FittedModel {
  preset: string;
  recipe: Recipe;
  seed: number;
  /** Relative to the project folder. */
  folder: string;
  labelEvent: number;
  images: LabelledFile[];
  result: TrainResult;
}

/**
 * Stores what a training gave, in slices: until a detector refers to the model, nobody asks for it,
 * and one that a crash cuts off is never seen.
 *
 * @returns the model's id
 */
export async function storeModel(
  { db, now, project }: Context,
  fitted: FittedModel,
): Promise<number> {
  const { images, result, ...plan } = fitted;
  const labels = new Map(images.map(({ id, label }) => [id, label]));
  const { epochs, bestEpoch, stopped, parameters, seconds, backend, scoredBy } = result;
  // A kept net was fitted on normals alone, whatever has become of their labels.
  const rows = roles(result).map((row) => ({ ...row, label: labels.get(row.image) ?? 'normal' }));
  const model = models.insertModel(
    db,
    {
      ...plan,
      dataHash: await hashData(db, rows),
      prunedAt: null,
      origin: null,
      weightsHash: await hashWeights(path.join(project.folder, plan.folder)),
      training: { epochs, bestEpoch, stopped, parameters, seconds, backend, scoredBy },
    },
    now(),
  );
  for await (const slice of slices(rows)) {
    db.transaction(() => models.insertModelImages(db, model, slice))();
  }
  return model;
}

/** Every image that had a part in the training, once: what it was for, and what it says honestly. */
function roles({
  fitted,
  heldOut,
  doubted,
  afterReview,
}: TrainResult): Omit<models.ModelImage, 'label'>[] {
  const rows = new Map<number, Omit<models.ModelImage, 'label'>>();
  for (const image of fitted) {
    rows.set(image, { image, role: 'fitted', score: null, afterReview: null });
  }
  for (const { id: image, score } of heldOut) {
    rows.set(image, { image, role: 'held-out', score, afterReview: null });
  }
  // It has an honest score, and vouches for nothing.
  for (const { id: image, score } of doubted) {
    rows.set(image, { image, role: 'fitted', score, afterReview: null });
  }
  for (const { id: image, score } of afterReview) {
    const row = rows.get(image) ?? { image, role: 'reviewed', score: null };
    rows.set(image, { ...row, afterReview: score });
  }
  return [...rows.values()];
}

/** SHA-256 of a detector's weights; null where a process that is none of ours left none. */
async function hashWeights(folder: string): Promise<string | null> {
  const weights = await readFile(path.join(folder, 'weights.bin')).catch(() => null);
  return weights && createHash('sha256').update(weights).digest('hex');
}

/** SHA-256 over the sorted lines "hash label" of the images. */
async function hashData(
  db: Database,
  images: readonly Pick<models.ModelImage, 'image' | 'label'>[],
): Promise<string> {
  const find = db.prepare('select hash from image where id = ?').pluck();
  const lines: string[] = [];
  for await (const slice of slices(images)) {
    for (const { image, label } of slice) lines.push(`${find.get(image) as string} ${label}\n`);
  }
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/**
 * Removes what a training left that was cut off between its weights and its detector: rows of models
 * that no detector refers to, folders that no model does, and what a pruning had yet to delete.
 *
 * @param project the project's folder
 */
export function removeOrphans(db: Database, project: string): void {
  db.transaction(() => {
    const orphans = 'select id from model where id not in (select model from detector)';
    // By the few models, along the keys: asked the other way round, every row would be read.
    for (const table of ['score', 'model_image', 'gate_image']) {
      db.prepare(`delete from ${table} where model in (${orphans})`).run();
    }
    db.prepare(`delete from model where id in (${orphans})`).run();
    const pruned = 'select id from model where pruned_at is not null';
    db.prepare(`delete from score where model in (${pruned})`).run();
  })();
  const whole = 'select folder from model where pruned_at is null';
  const kept = new Set(db.prepare(whole).pluck().all() as string[]);
  const folder = path.join(project, 'detectors');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!kept.has(path.posix.join('detectors', name))) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
