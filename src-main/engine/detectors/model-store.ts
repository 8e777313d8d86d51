import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { LabelledFile, TrainResult } from '../../shared/worker.ts';
import type { Context } from '../context.ts';
import { slices } from '../slices.ts';
import * as queries from './queries.ts';

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
export async function storeModel({ db, now }: Context, fitted: FittedModel): Promise<number> {
  const { images, result, ...plan } = fitted;
  const labels = new Map(images.map(({ id, label }) => [id, label]));
  const { epochs, bestEpoch, stopped, parameters, seconds, backend } = result;
  const model = queries.insertModel(
    db,
    {
      ...plan,
      dataHash: await hashData(db, result.fitted, labels),
      training: { epochs, bestEpoch, stopped, parameters, seconds, backend },
    },
    now(),
  );
  const held = new Set(result.heldOut.map(({ id }) => id));
  const rows: queries.ModelImage[] = [
    ...result.fitted
      .filter((id) => !held.has(id))
      .map((id) => ({ image: id, role: 'fitted' as const, label: labels.get(id)!, score: null })),
    ...result.heldOut.map(({ id, score }) => ({
      image: id,
      role: 'held-out' as const,
      label: labels.get(id)!,
      score,
    })),
  ];
  for await (const slice of slices(rows)) {
    db.transaction(() => queries.insertModelImages(db, model, slice))();
  }
  return model;
}

/** SHA-256 over the sorted lines "hash label" of the fitted images. */
async function hashData(
  db: Database,
  fitted: number[],
  labels: Map<number, string>,
): Promise<string> {
  const find = db.prepare('select hash from image where id = ?').pluck();
  const lines: string[] = [];
  for await (const slice of slices(fitted)) {
    for (const id of slice) lines.push(`${find.get(id) as string} ${labels.get(id)}\n`);
  }
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/**
 * Removes what a training left that was cut off between its weights and its detector: rows of models
 * that no detector refers to, and folders that no model does.
 *
 * @param project the project's folder
 */
export function removeOrphans(db: Database, project: string): void {
  db.transaction(() => {
    for (const table of ['score', 'model_image']) {
      db.prepare(`delete from ${table} where model not in (select model from detector)`).run();
    }
    db.prepare('delete from model where id not in (select model from detector)').run();
  })();
  const kept = new Set(db.prepare('select folder from model').pluck().all() as string[]);
  const folder = path.join(project, 'detectors');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!kept.has(path.posix.join('detectors', name))) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
