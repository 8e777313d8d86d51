import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import type { Detection, Evaluation } from '../../shared/api/detectors.ts';
import { LunkaError } from '../../shared/errors.ts';
import { auroc, averagePrecision, confusion, tnr, tpr } from '../../shared/metrics.ts';
import { judge } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { readTruth } from '../imports/annotations.ts';
import { isImageFile } from '../imports/layouts/index.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { withProcess } from './process.ts';
import { requireModel } from './models.ts';
import { requireActive } from './scoring.ts';

export const evaluateParameters = z.object({
  images: z.string().min(1),
  annotations: z.string().min(1),
});

export const detectParameters = z.object({
  paths: z.array(z.string().min(1)).min(1).max(1_000_000),
});

interface ScoredFile {
  file: string;
  score: number | null;
  error: string | null;
}

/** Scores files that need not be in the project; nothing is stored. */
async function scoreFiles(
  context: Context,
  job: RunningJob,
  files: string[],
): Promise<ScoredFile[]> {
  const { db, project, launcher } = context;
  const active = requireActive(db);
  const folder = path.join(project.folder, requireModel(db, active.model).folder);
  const scored: ScoredFile[] = files.map((file) => ({ file, score: null, error: null }));
  const { unreadable } = await withProcess(launcher, (process) =>
    process.request(
      { type: 'score', folder, images: files.map((file, id) => ({ id, path: file })) },
      {
        signal: job.signal,
        progress: (progress) => job.progress(progress),
        scores: (ids, scores) => ids.forEach((id, i) => (scored[id]!.score = scores[i]!)),
      },
    ),
  );
  for (const { id, reason } of unreadable) scored[id]!.error = reason;
  return scored;
}

/** The active detector against a folder's known truth: the handler of `evaluate` jobs. */
export async function runEvaluation(context: Context, job: RunningJob): Promise<Evaluation> {
  const { images, annotations } = evaluateParameters.parse(job.parameters);
  const truth = await readTruth(images, annotations);
  const active = requireActive(context.db);
  const { thresholds } = active.calibration;
  const scored = await scoreFiles(
    context,
    job,
    truth.map(({ path: file }) => file),
  );
  const readable = scored.flatMap(({ score }, index) =>
    score === null ? [] : [{ score, leak: truth[index]!.leak }],
  );
  const counts = confusion(readable, thresholds);
  return {
    images: readable.length,
    leaks: counts.tp + counts.fn,
    normals: counts.tn + counts.fp,
    ...counts,
    tpr: tpr(counts),
    tnr: tnr(counts),
    auroc: auroc(readable),
    averagePrecision: averagePrecision(readable),
    learned: await countLearned(
      context.db,
      active.model,
      truth.map(({ path: file }) => file),
    ),
    detector: active.id,
    threshold: thresholds.upper,
    unreadable: scored.flatMap(({ error }, index) =>
      error === null ? [] : [{ file: truth[index]!.name, reason: error }],
    ),
  };
}

/** How many of the files hold an image that the model was made from. */
async function countLearned(db: Database, model: number, files: string[]): Promise<number> {
  const find = db
    .prepare(
      `select 1 from image i join model_image m on m.model = ? and m.image = i.id where i.hash = ?`,
    )
    .pluck();
  let learned = 0;
  for (const file of files) {
    const bytes = await readFile(file).catch(() => null);
    if (!bytes) continue;
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (find.get(model, hash) !== undefined) learned += 1;
  }
  return learned;
}

/** Verdicts for files and folders outside the project: the handler of `detect` jobs. */
export async function runDetection(context: Context, job: RunningJob): Promise<Detection[]> {
  const { paths } = detectParameters.parse(job.parameters);
  const { calibration } = requireActive(context.db);
  const files = (await Promise.all(paths.map(expand))).flat();
  const scored = await scoreFiles(context, job, files);
  return scored.map((file) => ({
    ...file,
    verdict: file.score === null ? null : judge(file.score, calibration.thresholds),
  }));
}

/** A folder stands for the images directly in it. */
async function expand(given: string): Promise<string[]> {
  const absolute = path.resolve(given);
  if (!existsSync(absolute)) {
    throw new LunkaError(
      'file-not-found',
      404,
      `Expected a file or folder at ${absolute}, found nothing.`,
    );
  }
  if (!statSync(absolute).isDirectory()) return [absolute];
  const names = (await readdir(absolute)).filter(isImageFile).sort();
  if (names.length === 0) {
    throw new LunkaError('no-images', 422, `Expected images in ${absolute}, found none.`);
  }
  return names.map((name) => path.join(absolute, name));
}
