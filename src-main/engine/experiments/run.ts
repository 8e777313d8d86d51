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
  for (const [index, { cell, seed, key }] of plans.entries()) {
    job.signal.throwIfAborted();
    if (records.has(key)) continue;
    const place = { run: index + 1, runs: plans.length };
    job.progress({ phase: 'reading', done: 0, total: learned.images.length, ...place });
    const record = await runOnce(
      context,
      {
        recipe: cell.recipe,
        seed,
        judged,
        images: learned.images,
        // One job runs at a time, so what a crash left here is nobody's.
        folder: path.join(root, '.unfinished'),
      },
      {
        signal: job.signal,
        progress: (progress) => job.progress({ ...progress, ...place }),
      },
    ).catch((error: unknown) => {
      throw naming(`${cell.name}, seed ${seed}`, error);
    });
    await records.write(key, record);
    trained += 1;
  }

  job.progress({ phase: 'writing', done: 0, total: 1 });
  const found = new Map<string, RunRecord>();
  for (const { key } of plans) found.set(key, await records.read(key));
  const ofCell = cells.map((cell) =>
    plans.filter((plan) => plan.cell === cell).map(({ key }) => found.get(key)!),
  );
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
      ofCell.map(([first]) => first!),
    ),
  );
  const total = plans.length;
  return {
    name: report.name,
    html,
    json,
    runs: { total, trained, kept: total - trained },
    cells: report.cells.map(({ name, auroc, averagePrecision, trainSeconds, strategies }) => ({
      name,
      auroc,
      averagePrecision,
      trainSeconds,
      strategies,
    })),
  };
}

interface LearnedFrom {
  images: LabelledFile[];
  /** What they are to the experiment, whatever their ids: hash and label. */
  keys: [string, string][];
  counts: { normals: number; leaks: number };
}

/** What is labelled, without any image that judges, byte for byte. */
async function learnedFrom(context: Context, judged: JudgedImage[]): Promise<LearnedFrom> {
  const judges = new Set(judged.map(({ hash }) => hash));
  const find = context.db.prepare('select hash from image where id = ?').pluck();
  const images: LabelledFile[] = [];
  const keys: [string, string][] = [];
  for (const image of await correctedSet(context)) {
    const hash = find.get(image.id) as string;
    if (judges.has(hash)) continue;
    images.push(image);
    keys.push([hash, image.label]);
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

/** Says which training of many went wrong. */
function naming(which: string, error: unknown): unknown {
  if (!(error instanceof LunkaError)) return error;
  return new LunkaError(error.code, error.status, `${which}: ${error.message}`, { cause: error });
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
