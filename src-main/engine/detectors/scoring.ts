import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import type { ScoreResult } from '../../shared/worker/results.ts';
import path from 'node:path';
import type { Context } from '../context.ts';
import { bodyId } from '../http.ts';
import { imageFiles } from '../images/files.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { withProcess, type DetectorProcess } from './process.ts';
import * as models from './models.ts';
import * as queries from './queries.ts';

export const scoreParameters = z.object({ shift: bodyId.optional() });

/** Scores images with a model and stores each slice as it comes: a cancel keeps what is done. */
export async function scoreImages(
  { db, project }: Context,
  job: RunningJob,
  process: DetectorProcess,
  model: number,
  images: number[],
): Promise<ScoreResult> {
  const { folder } = models.requireModel(db, model);
  return process.request(
    {
      type: 'score',
      folder: path.join(project.folder, folder),
      images: await imageFiles(db, project.folder, images),
    },
    {
      signal: job.signal,
      progress: (progress) => job.progress(progress),
      scores: (ids, scores) => models.storeScores(db, model, ids, scores),
    },
  );
}

/** @throws LunkaError `no-detector`, with what to do about it */
export function requireActive(db: Context['db']): queries.DetectorRow {
  const active = queries.activeDetector(db);
  if (!active) {
    throw new LunkaError(
      'no-detector',
      409,
      'Expected an active detector, but this project has none yet. Train one first.',
    );
  }
  return active;
}

/** Scores what the active detector has not scored: the handler of `score` jobs. */
export async function runScoring(context: Context, job: RunningJob): Promise<ScoreResult> {
  const { shift } = scoreParameters.parse(job.parameters);
  const { model } = requireActive(context.db);
  const images = models.unscored(context.db, model, shift);
  if (images.length === 0) return { scored: 0, unreadable: [] };
  return withProcess(context.launcher, (process) =>
    scoreImages(context, job, process, model, images),
  );
}
