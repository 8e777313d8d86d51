import type { Database } from '../../db/open.ts';
import type { DetectorOrigin } from '../../shared/api/versions.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { EpochMetrics } from '../../shared/worker/results.ts';
import { notFound } from '../http.ts';

/** What a training leaves behind besides the weights; kept as JSON with the model. */
export interface TrainingRecord {
  epochs: EpochMetrics[];
  bestEpoch: number;
  stopped: string;
  parameters: number;
  seconds: number;
  backend: 'native' | 'cpu';
  /** What scores: the recipe's scorer, or what stands in for a head that could not be fitted. */
  scoredBy: string;
}

export interface ModelRow {
  id: number;
  /** Relative to the project folder. */
  folder: string;
  preset: string;
  recipe: Recipe;
  seed: number;
  dataHash: string;
  labelEvent: number;
  training: TrainingRecord;
  /** SHA-256 of the weights; null for models of before this was kept. */
  weightsHash: string | null;
  /** When weights and scores were thrown away; null while they are there. */
  prunedAt: string | null;
  /** Of a model that was trained elsewhere. */
  origin: DetectorOrigin | null;
}

export function requireModel(db: Database, id: number): ModelRow {
  const row = db.prepare('select * from model where id = ?').get(id) as
    | {
        id: number;
        folder: string;
        preset: string;
        recipe: string;
        seed: number;
        data_hash: string;
        label_event: number;
        training: string;
        weights_hash: string | null;
        pruned_at: string | null;
        origin: string | null;
      }
    | undefined;
  if (!row) throw notFound('model', id);
  return {
    id: row.id,
    folder: row.folder,
    preset: row.preset,
    recipe: JSON.parse(row.recipe) as Recipe,
    seed: row.seed,
    dataHash: row.data_hash,
    labelEvent: row.label_event,
    training: JSON.parse(row.training) as TrainingRecord,
    weightsHash: row.weights_hash,
    prunedAt: row.pruned_at,
    origin: row.origin === null ? null : (JSON.parse(row.origin) as DetectorOrigin),
  };
}

export function insertModel(db: Database, model: Omit<ModelRow, 'id'>, at: string): number {
  return db
    .prepare(
      `insert into model (folder, preset, recipe, seed, data_hash, label_event, training, weights_hash,
         origin, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    )
    .pluck()
    .get(
      model.folder,
      model.preset,
      JSON.stringify(model.recipe),
      model.seed,
      model.dataHash,
      model.labelEvent,
      JSON.stringify(model.training),
      model.weightsHash,
      model.origin === null ? null : JSON.stringify(model.origin),
      at,
    ) as number;
}

export interface ModelImage {
  image: number;
  role: 'fitted' | 'held-out' | 'reviewed';
  label: 'normal' | 'leak';
  score: number | null;
  /** Honest score with what a review taught about other images; null where there was no review. */
  afterReview: number | null;
}

export function insertModelImages(db: Database, model: number, images: ModelImage[]): void {
  const insert = db.prepare(
    'insert into model_image (model, image, role, label, score, after_review) values (?, ?, ?, ?, ?, ?)',
  );
  for (const { image, role, label, score, afterReview } of images) {
    insert.run(model, image, role, label, score, afterReview);
  }
}

export interface HonestScore {
  image: number;
  label: 'normal' | 'leak';
  score: number;
}

/** Whether a model's net may have been fitted on what only judges by now. */
export function netHasSeenGolden(db: Database, model: number): boolean {
  const seen = db
    .prepare(
      `select 1 from kept_apart k join model_image m on m.model = ? and m.image = k.image
       where m.role != 'reviewed' limit 1`,
    )
    .get(model);
  return seen !== undefined;
}

/**
 * What a gate compares a model on: its honest scores, with what a review taught, beside those of
 * another. `before` is the other's honest score where it has learned from the image, its stored one
 * where it has never seen it; null where it was fitted on the image for good, or has not scored it:
 * what it says there proves nothing. What became golden while the model was made is judged there alone.
 */
export function comparableImages(
  db: Database,
  model: number,
  other: number | undefined,
): (HonestScore & { before: number | null })[] {
  return db
    .prepare(
      `select m.image, m.label, coalesce(m.after_review, m.score) as score,
         case when o.image is null then s.score else coalesce(o.after_review, o.score) end as before
       from model_image m
         left join score s on s.model = :other and s.image = m.image
         left join model_image o on o.model = :other and o.image = m.image
       where m.model = :model and coalesce(m.after_review, m.score) is not null
         and m.image not in (select image from kept_apart)`,
    )
    .all({ model, other: other ?? null }) as (HonestScore & { before: number | null })[];
}

/** Stores a slice of scores in one short transaction. */
export function storeScores(db: Database, model: number, images: number[], scores: number[]): void {
  const insert = db.prepare('insert or replace into score (model, image, score) values (?, ?, ?)');
  db.transaction(() => {
    images.forEach((image, index) => insert.run(model, image, scores[index]!));
  })();
}

/** Images that a model has not scored yet, of one shift or of all; only those that have a file. */
export function unscored(db: Database, model: number, shift?: number): number[] {
  return db
    .prepare(
      `select distinct o.image from occurrence o
       where ${shift === undefined ? '' : 'o.shift = :shift and'}
         not exists (select 1 from score s where s.model = :model and s.image = o.image)
       order by o.image`,
    )
    .pluck()
    .all({ model, shift }) as number[];
}
