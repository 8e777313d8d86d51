import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TrainOutcome } from '../../shared/api.ts';
import { LunkaError } from '../../shared/errors.ts';
import { confusion } from '../../shared/metrics.ts';
import { DEFAULT_PRESET } from '../../shared/presets.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { calibrate } from '../../shared/thresholds.ts';
import type { Calibration, LabelOrigin } from '../../shared/words.ts';
import type { LabelledFile, TrainResult } from '../../shared/worker.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/queries.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { passGate, type GateImage } from './gate.ts';
import { withProcess } from './process.ts';
import * as queries from './queries.ts';
import { makeRecipe, settingsSchema, withSettings } from './recipes.ts';
import { scoreImages } from './scoring.ts';

export const trainParameters = z.object({
  preset: z.string().optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  epochs: z.number().int().min(1).max(1000).optional(),
  settings: settingsSchema.default({}),
  author: z.string().trim().min(1).max(200).default('engineer'),
  note: z.string().max(2000).default(''),
});

export type TrainParameters = z.infer<typeof trainParameters>;

/** Normals below which an autoencoder learns nothing worth having. */
export const FEWEST_NORMALS = 20;

interface Plan {
  preset: string;
  recipe: Recipe;
  seed: number;
}

/** What a training would use: a retrain repeats the active detector's recipe on the corrected set. */
export function planTraining(
  context: Context,
  kind: 'train' | 'retrain',
  parameters: TrainParameters,
): Plan {
  const settings = { ...parameters.settings };
  if (parameters.epochs !== undefined) settings.epochs = parameters.epochs;
  const active = kind === 'retrain' ? queries.activeDetector(context.db) : null;
  if (active && parameters.preset === undefined) {
    const model = queries.requireModel(context.db, active.model);
    return {
      preset: model.preset,
      recipe: withSettings(model.recipe, settings),
      seed: parameters.seed ?? model.seed,
    };
  }
  const preset = parameters.preset ?? DEFAULT_PRESET;
  return { preset, recipe: makeRecipe(preset, settings), seed: parameters.seed ?? 1 };
}

/**
 * Corrected set -> candidate -> gate -> active, or a reason why not. The active detector judges
 * until the last line; a failure or a cancel anywhere leaves everything as it was.
 */
export async function runTraining(
  context: Context,
  job: RunningJob,
  kind: 'train' | 'retrain',
): Promise<TrainOutcome> {
  const { db, project, launcher, now } = context;
  const started = performance.now();
  const parameters = trainParameters.parse(job.parameters);
  const plan = planTraining(context, kind, parameters);
  const labelEvent = newestLabelEvent(context);
  const images = labelledFiles(context);
  const normal = images.filter(({ label }) => label === 'normal').length;
  requireEnough(normal);

  const folder = path.join('detectors', `${now().replaceAll(/\D/g, '').slice(0, 14)}-${job.id}`);
  const unfinished = path.join(project.folder, 'detectors', `.unfinished-${job.id}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    return await withProcess(launcher, async (process) => {
      const result = await process.request(
        { type: 'train', recipe: plan.recipe, seed: plan.seed, images, folder: unfinished },
        { signal: job.signal, progress: followTraining(job) },
      );
      job.progress({ phase: 'calibrating', done: 0, total: 1 });
      const calibration = calibrateHeldOut(images, result, plan.recipe);
      await rename(unfinished, path.join(project.folder, folder));
      const model = storeModel(context, { ...plan, folder, labelEvent, images, result });
      await scoreImages(context, job, process, model, queries.unscored(db, model));
      job.progress({ phase: 'gate', done: 0, total: 1 });
      job.signal.throwIfAborted();
      const outcome = finish(context, model, calibration, parameters);
      return {
        ...outcome,
        images: { normal, leak: images.length - normal },
        seconds: (performance.now() - started) / 1000,
      };
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Passes the child's progress on, and each finished epoch to the live curve. */
function followTraining(job: RunningJob) {
  let epoch = 0;
  return (progress: Parameters<RunningJob['progress']>[0] & { phase: string }): void => {
    job.progress(progress);
    const { epoch: now, loss, validationLoss } = progress;
    if (now && now > epoch && loss !== undefined && validationLoss !== undefined) {
      epoch = now;
      job.epoch({ epoch: now, loss, validationLoss, seconds: 0 });
    }
  };
}

function newestLabelEvent({ db }: Context): number {
  return (db.prepare('select max(id) from label_event').pluck().get() as number | null) ?? 0;
}

/** Everything labelled normal or leak that has a file; `unsure` teaches nothing. */
function labelledFiles({ db, project }: Context): LabelledFile[] {
  const rows = db
    .prepare(
      `select l.image, l.label, l.origin from label l where l.label in ('normal', 'leak')
         and exists (select 1 from occurrence o where o.image = l.image) order by l.image`,
    )
    .all() as { image: number; label: LabelledFile['label']; origin: LabelOrigin }[];
  const files = imageFiles(
    db,
    project.folder,
    rows.map(({ image }) => image),
  );
  return files.map((file, index) => {
    const { label, origin } = rows[index]!;
    return { ...file, label, group: file.id, reviewed: origin !== 'import' };
  });
}

function requireEnough(normal: number): void {
  if (normal < FEWEST_NORMALS) {
    throw new LunkaError(
      'too-few-normals',
      422,
      `Expected at least ${FEWEST_NORMALS} images labelled normal to train on, received ${normal}. Import sound cells, or label more images normal.`,
    );
  }
}

function calibrateHeldOut(
  images: LabelledFile[],
  result: TrainResult,
  { threshold, thresholdValue }: Recipe,
): Calibration {
  const labels = new Map(images.map(({ id, label }) => [id, label]));
  const scores = (label: string): number[] =>
    result.heldOut.filter(({ id }) => labels.get(id) === label).map(({ score }) => score);
  const set = { normals: scores('normal'), leaks: scores('leak') };
  return calibrate(threshold, set, thresholdValue);
}

interface Fitted extends Plan {
  folder: string;
  labelEvent: number;
  images: LabelledFile[];
  result: TrainResult;
}

function storeModel({ db, now }: Context, fitted: Fitted): number {
  const { images, result, folder, preset, recipe, seed, labelEvent } = fitted;
  const labels = new Map(images.map(({ id, label }) => [id, label]));
  const { epochs, bestEpoch, stopped, parameters, seconds, backend } = result;
  return db.transaction(() => {
    const model = queries.insertModel(
      db,
      {
        folder,
        preset,
        recipe,
        seed,
        labelEvent,
        dataHash: hashData(db, result.fitted, labels),
        training: { epochs, bestEpoch, stopped, parameters, seconds, backend },
      },
      now(),
    );
    const held = new Map(result.heldOut.map(({ id, score }) => [id, score]));
    const fit = result.fitted.filter((id) => !held.has(id));
    queries.insertModelImages(db, model, [
      ...fit.map((id) => ({
        image: id,
        role: 'fitted' as const,
        label: labels.get(id)!,
        score: null,
      })),
      ...result.heldOut.map(({ id, score }) => ({
        image: id,
        role: 'held-out' as const,
        label: labels.get(id)!,
        score,
      })),
    ]);
    return model;
  })();
}

function hashData(db: Context['db'], fitted: number[], labels: Map<number, string>): string {
  const find = db.prepare('select hash from image where id = ?').pluck();
  const lines = fitted.map((id) => `${find.get(id) as string} ${labels.get(id)}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/** The gate, and what follows from it, in one transaction. */
function finish(
  { db, now, events }: Context,
  model: number,
  calibration: Calibration,
  { author, note }: TrainParameters,
): Pick<TrainOutcome, 'detector' | 'previous' | 'activated' | 'gate'> {
  const outcome = db.transaction(() => {
    const previous = queries.activeDetector(db);
    const held = queries.heldOutImages(db, model);
    const gate = passGate(
      gateImages(db, held, previous),
      previous?.calibration.thresholds ?? null,
      calibration.thresholds,
    );
    const heldOut = confusion(
      held.map(({ label, score }) => ({ leak: label === 'leak', score })),
      calibration.thresholds,
    );
    const detector = queries.insertDetector(
      db,
      { model, parent: previous?.id ?? null, author, note, calibration, heldOut, gate },
      now(),
    );
    if (gate.passed) {
      queries.activate(db, detector.id, { author, reason: gate.reason, at: now() });
    }
    return {
      detector: queries.detectorInfo(db, detector),
      previous: previous && queries.detectorInfo(db, previous),
      activated: gate.passed,
      gate,
    };
  })();
  events.emit({ type: 'detector', id: outcome.detector.id });
  return outcome;
}

function gateImages(
  db: Context['db'],
  held: { image: number; label: string; score: number }[],
  previous: queries.DetectorRow | null,
): GateImage[] {
  const scoreBefore = db.prepare('select score from score where model = ? and image = ?').pluck();
  return held.map(({ image, label, score }) => {
    const before = previous && scoreBefore.get(previous.model, image);
    return {
      leak: label === 'leak',
      before: (before as number | null | undefined) ?? null,
      after: score,
    };
  });
}
