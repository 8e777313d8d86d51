import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { FitNotes, TrainOutcome } from '../../shared/api/detectors.ts';
import { LunkaError } from '../../shared/errors.ts';
import { DEFAULT_PRESET } from '../../shared/presets.ts';
import { notePart } from '../../shared/notes.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { calibrate, needsOf, withNote } from '../../shared/thresholds.ts';
import type { Calibration } from '../../shared/words.ts';
import type { LabelledFile } from '../../shared/worker/requests.ts';
import type { TrainResult } from '../../shared/worker/results.ts';
import type { Context } from '../context.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { admit } from './admission.ts';
import { familiesOfFlips } from './compared.ts';
import { correctedSet, goldenFiles } from './corrected-set.ts';
import { removeOrphans, storeModel } from './model-store.ts';
import { withProcess } from './process.ts';
import * as models from './models.ts';
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
  /** Folder of the net that stays as it is, relative to the project: only the head is fitted anew. */
  keepNet?: string;
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
    const model = models.requireModel(context.db, active.model);
    const seed = parameters.seed ?? model.seed;
    // Another seed or other settings would make another net; and what a net has seen judges none
    // that is made of it. What an imported net has seen, nobody here knows.
    const sameNet =
      seed === model.seed &&
      model.origin === null &&
      Object.keys(settings).length === 0 &&
      !models.netHasSeenGolden(context.db, model.id);
    return {
      preset: model.preset,
      recipe: withSettings(model.recipe, settings),
      seed,
      ...(sameNet && model.training.scoredBy === 'head' ? { keepNet: model.folder } : {}),
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
  const images = await correctedSet(context);
  requireEnough(images.filter(({ label }) => label === 'normal').length);
  requireLeaks(images, plan);

  const folder = path.posix.join(
    'detectors',
    `${now().replaceAll(/\D/g, '').slice(0, 14)}-${job.id}`,
  );
  const unfinished = path.join(project.folder, 'detectors', `.unfinished-${job.id}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const checkpoints = path.join(project.folder, 'cache', 'checkpoints', planKey(plan));
  if (plan.keepNet === undefined) await mkdir(checkpoints, { recursive: true });
  try {
    return await withProcess(launcher, async (process) => {
      const result = await process.request(
        {
          type: 'train',
          recipe: plan.recipe,
          seed: plan.seed,
          images,
          folder: unfinished,
          cache: path.join(project.folder, 'cache'),
          apart: await goldenFiles(context),
          ...(plan.keepNet === undefined
            ? { resume: checkpoints }
            : { keepNet: path.join(project.folder, plan.keepNet) }),
        },
        {
          signal: job.signal,
          progress: (progress) => job.progress(progress),
          epoch: (metrics) => job.epoch(metrics),
          samples: (samples) => job.samples(samples),
          finish: job.finish,
        },
      );
      await rm(checkpoints, { recursive: true, force: true });
      const fit = notesOn(result, plan.recipe);
      tellOf(job, fit);
      job.progress({ phase: 'calibrating', done: 0, total: 1 });
      const chosen = calibrateHeldOut(images, result, plan.recipe);
      const calibration = plan.keepNet
        ? withNote(chosen, [notePart('review-kept', {}), ...chosen.said!])
        : chosen;
      await rename(unfinished, path.join(project.folder, folder));
      const { preset, recipe, seed } = plan;
      const fitted = { preset, recipe, seed, folder, labelEvent, images, result };
      const model = await storeModel(context, fitted);
      await scoreImages(context, job, process, model, models.unscored(db, model));
      job.progress({ phase: 'gate', done: 0, total: 1 });
      const { thresholds } = calibration;
      const families = await familiesOfFlips(context, process, model, thresholds, job.signal);
      job.signal.throwIfAborted();
      const outcome = admit(context, model, calibration, parameters, families);
      return {
        ...outcome,
        images: countClasses(images, result.leftOut),
        fit,
        seconds: (performance.now() - started) / 1000,
      };
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    removeOrphans(db, project.folder);
  }
}

/** One place for the checkpoints of one plan: the same command, given again, goes on from there. */
function planKey({ preset, recipe, seed }: Plan): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([recipe, seed]))
    .digest('hex');
  return `${preset}-${hash.slice(0, 12)}`;
}

function notesOn(result: TrainResult, { scorer }: Recipe): FitNotes {
  const { epochs, bestEpoch, stopped, leftOut, unreadable, scoredBy } = result;
  return {
    epochs: epochs.length,
    bestEpoch,
    stopped,
    leftOut: leftOut.length,
    unreadable: unreadable.length,
    standIn: scoredBy === scorer.name ? null : scoredBy,
  };
}

function tellOf(job: RunningJob, fit: FitNotes): void {
  const { epochs, bestEpoch, stopped, leftOut, unreadable, standIn } = fit;
  if (epochs === 0) job.say('net-kept');
  else job.say(`stopped-${stopped}`, { epoch: bestEpoch });
  if (leftOut > 0) job.say('left-out', { n: leftOut });
  if (unreadable > 0) job.say('unreadable', { n: unreadable });
  if (standIn) job.say('scored-by', { scorer: standIn });
}

function countClasses(images: LabelledFile[], leftOut: number[]): TrainOutcome['images'] {
  const without = new Set(leftOut);
  const used = images.filter(({ id }) => !without.has(id));
  const normal = used.filter(({ label }) => label === 'normal').length;
  return { normal, leak: used.length - normal };
}

function newestLabelEvent({ db }: Context): number {
  return (db.prepare('select max(id) from label_event').pluck().get() as number | null) ?? 0;
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

/** A threshold that nothing could be chosen for is refused before the training, not after it. */
function requireLeaks(images: LabelledFile[], { preset, recipe }: Plan): void {
  const { leaks } = needsOf(recipe.threshold);
  if (leaks === 'optional' || images.some(({ label }) => label === 'leak')) return;
  throw new LunkaError(
    'too-few-leaks',
    422,
    `Expected at least 1 image labelled leak, since "${preset}" chooses its threshold by "${recipe.threshold}"; received none. Label or import leaks, or train a preset that needs none, as "${DEFAULT_PRESET}".`,
  );
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
