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
import { planCells, specSchema, type Cell, type Spec } from './spec.ts';
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
  const data = hashOf([learned.keys, judged.map(({ hash, leak }) => [hash, leak])]);
  const plans: Plan[] = cells.flatMap((cell) =>
    spec.seeds.map((seed) => {
      const { threshold: _, thresholdValue: __, ...fitted } = cell.recipe;
      return { cell, seed, key: hashOf([version, fitted, seed, data]) };
    }),
  );
  const { trained, refusals } = await trainAll(context, job, plans, { root, judged, ...learned });
  const refused = plans.filter(({ key }) => refusals.has(key));
  if (refused.length === plans.length) {
    // A report of nothing tells less than why there is none.
    const { cell, seed, key } = refused[0]!;
    throw naming(cell.name, seed, refusals.get(key)!);
  }

  job.progress({ phase: 'writing', done: 0, total: 1 });
  const found = new Map<string, RunRecord>();
  for (const { key } of plans) {
    if (!refusals.has(key)) found.set(key, await recordsOf(root).read(key));
  }
  const ofCell = cells.map((cell) => ({
    records: plans.flatMap((plan) => (plan.cell === cell ? (found.get(plan.key) ?? []) : [])),
    refused: refused
      .filter((plan) => plan.cell === cell)
      .map(({ key, seed }) => ({ seed, reason: refusals.get(key)!.message })),
  }));
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
    runs: {
      total,
      trained,
      kept: total - trained - refused.length,
      refused: refused.length,
    },
    cells: report.cells.map(({ runs: _, parameters: __, ...cell }) => cell),
  };
}

/** One training of one cell. */
interface Plan {
  cell: Cell;
  seed: number;
  /** Names its record: of all that the training follows from. */
  key: string;
}

const recordsOf = (root: string) => recordsIn(path.join(root, 'runs'));

/**
 * Does what has no record yet.
 *
 * @returns how many were trained, and those that refused by key: a size that does not fit, a loss that
 *   was no number any more
 */
async function trainAll(
  context: Context,
  job: RunningJob,
  plans: readonly Plan[],
  { root, judged, images }: { root: string; judged: JudgedImage[]; images: LabelledFile[] },
): Promise<{ trained: number; refusals: Map<string, LunkaError> }> {
  const records = recordsOf(root);
  let trained = 0;
  const refusals = new Map<string, LunkaError>();
  for (const [index, { cell, seed, key }] of plans.entries()) {
    job.signal.throwIfAborted();
    if (records.has(key) || refusals.has(key)) continue;
    const place = { run: index + 1, runs: plans.length };
    const { recipe } = cell;
    // One job runs at a time, so what a crash left here is nobody's.
    const folder = path.join(root, '.unfinished');
    const checkpoints = path.join(root, 'checkpoints', key);
    job.progress({ phase: 'reading', done: 0, total: images.length, ...place });
    try {
      const record = await runOnce(
        context,
        { recipe, seed, judged, images, folder, checkpoints },
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
  return { trained, refusals };
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
