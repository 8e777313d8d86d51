import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import type { ExperimentOutcome, ExperimentReport } from '../../shared/experiment.ts';
import type { LabelledFile } from '../../shared/worker/requests.ts';
import type { Context } from '../context.ts';
import { correctedSet } from '../detectors/corrected-set.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { judgedImages, type JudgedImage } from './judged.ts';
import { drawPage } from './page.ts';
import { hashOf, recordsIn, type RunRecord } from './records.ts';
import { planCells, specSchema, type Spec } from './spec.ts';
import { summariseCell } from './summary.ts';
import { runOnce } from './training.ts';

export const experimentParameters = z.object({
  spec: specSchema,
  /** Where the report goes; a folder of the project by default. */
  out: z.string().min(1).optional(),
});

/**
 * Trains every cell of the spec with every seed and writes the report: the handler of `experiment`
 * jobs. What an earlier, interrupted or shorter experiment has trained on the same images is kept.
 */
export async function runExperiment(context: Context, job: RunningJob): Promise<ExperimentOutcome> {
  const { project, version } = context;
  const { spec, out } = experimentParameters.parse(job.parameters);
  const cells = planCells(spec);
  const judged = await judgedImages(context, spec.judge);
  const learned = await learnedFrom(context, judged);
  const root = path.join(project.folder, 'experiments');
  const records = recordsIn(path.join(root, 'runs'));
  const data = hashOf([learned.keys, judged.map(({ hash, leak }) => [hash, leak])]);
  const plans = cells.flatMap((cell) =>
    spec.seeds.map((seed) => {
      const { threshold: _, thresholdValue: __, ...fitted } = cell.recipe;
      return { cell, seed, key: hashOf([version, fitted, seed, data]) };
    }),
  );
  let trained = 0;
  /** Trainings that refused, by key: a size that does not fit, a loss that was no number any more. */
  const refusals = new Map<string, LunkaError>();
  for (const [index, { cell, seed, key }] of plans.entries()) {
    job.signal.throwIfAborted();
    if (records.has(key)) continue;
    const place = { run: index + 1, runs: plans.length };
    const checkpoints = path.join(root, 'checkpoints', key);
    job.progress({ phase: 'reading', done: 0, total: learned.images.length, ...place });
    try {
      const record = await runOnce(
        context,
        {
          recipe: cell.recipe,
          seed,
          judged,
          images: learned.images,
          // One job runs at a time, so what a crash left here is nobody's.
          folder: path.join(root, '.unfinished'),
          checkpoints,
        },
        {
          signal: job.signal,
          progress: (progress) => job.progress({ ...progress, ...place }),
        },
      );
      await records.write(key, record);
      trained += 1;
    } catch (error) {
      if (!isRefusal(error)) throw naming(cell.name, seed, error);
      refusals.set(key, error);
      await rm(checkpoints, { recursive: true, force: true });
    }
  }
  for (const { cell, seed, key } of plans) {
    // A report of nothing tells less than why there is none.
    if (refusals.size === plans.length) throw naming(cell.name, seed, refusals.get(key)!);
  }

  job.progress({ phase: 'writing', done: 0, total: 1 });
  const found = new Map<string, RunRecord>();
  for (const { key } of plans) {
    if (!refusals.has(key)) found.set(key, await records.read(key));
  }
  const ofCell = cells.map((cell) => {
    const own = plans.filter((plan) => plan.cell === cell);
    return {
      records: own.flatMap(({ key }) => found.get(key) ?? []),
      refused: own.flatMap(({ key, seed }) => {
        const refusal = refusals.get(key);
        return refusal ? [{ seed, reason: refusal.message }] : [];
      }),
    };
  });
  const report: ExperimentReport = {
    name: spec.name,
    hash: hashOf(spec),
    version,
    at: context.now(),
    spec,
    learnedFrom: learned.counts,
    judgedBy: describeJudge(spec, judged),
    cells: cells.map((cell, i) => summariseCell(cell, ofCell[i]!, spec.thresholds)),
  };
  const folder = path.resolve(out ?? path.join(root, report.hash));
  await mkdir(folder, { recursive: true });
  const html = path.join(folder, 'report.html');
  const json = path.join(folder, 'report.json');
  await replace(json, `${JSON.stringify(report, null, 2)}\n`);
  await replace(
    html,
    drawPage(
      report,
      ofCell.map(({ records: [first] }) => first),
    ),
  );
  const total = plans.length;
  return {
    name: report.name,
    html,
    json,
    runs: { total, trained, kept: total - trained - refusals.size, refused: refusals.size },
    cells: report.cells.map(({ runs: _, parameters: __, ...cell }) => cell),
  };
}

interface LearnedFrom {
  images: LabelledFile[];
  /** What they are to the experiment, whatever their ids: hash, label, and whether it was reviewed. */
  keys: string[][];
  counts: { normals: number; leaks: number };
}

/** What is labelled, without any image that judges, byte for byte. */
async function learnedFrom(context: Context, judged: JudgedImage[]): Promise<LearnedFrom> {
  const judges = new Set(judged.map(({ hash }) => hash));
  const find = context.db.prepare('select hash from image where id = ?').pluck();
  const images: LabelledFile[] = [];
  const keys: string[][] = [];
  for (const image of await correctedSet(context)) {
    const hash = find.get(image.id) as string;
    if (judges.has(hash)) continue;
    images.push(image);
    keys.push([hash, image.label, ...(image.reviewed ? ['reviewed'] : [])]);
  }
  const leaks = images.filter(({ label }) => label === 'leak').length;
  return { images, keys, counts: { normals: images.length - leaks, leaks } };
}

function describeJudge({ judge }: Spec, judged: JudgedImage[]): ExperimentReport['judgedBy'] {
  const leaks = judged.filter(({ leak }) => leak).length;
  const what =
    'shift' in judge
      ? `the labelled images of the shift ${judge.shift}`
      : `the annotated images of the folder ${path.basename(path.resolve(judge.images))}`;
  return { what, normals: judged.length - leaks, leaks };
}

/** Whether a training cannot be done as asked, which says nothing against the others. */
function isRefusal(error: unknown): error is LunkaError {
  return error instanceof LunkaError && error.status < 500;
}

/** Says which training of many went wrong. */
function naming(cell: string, seed: number, error: unknown): unknown {
  if (!(error instanceof LunkaError)) return error;
  const message = `${cell}, seed ${seed}: ${error.message}`;
  return new LunkaError(error.code, error.status, message, { cause: error });
}

/** A report that is being read is never half written. */
async function replace(file: string, text: string): Promise<void> {
  const partial = `${file}.part`;
  try {
    await writeFile(partial, text);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
