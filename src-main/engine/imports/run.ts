import path from 'node:path';
import { z } from 'zod';
import { inspect, inspectBytes } from '../../imaging/inspect.ts';
import type { ImportResult, LabelConflict } from '../../shared/api/imports.ts';
import { LABELS, LAYOUTS, type Label, type Layout } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { absentImages, readAnnotations, requireFolder } from './annotations.ts';
import {
  chooseLayout,
  LUNKA_ANNOTATIONS,
  plannedFiles,
  type PlannedFile,
} from './layouts/index.ts';
import { readNames } from './names.ts';
import { keepCopies, ensureSource, labelFromPlaces, storeChunk, type ReadFile } from './store.ts';

export const importParameters = z.object({
  path: z.string().min(1),
  layout: z.enum(['auto', ...LAYOUTS]).default('auto'),
  shift: z.string().trim().min(1).max(200).optional(),
  label: z.enum(LABELS).optional(),
  /** Layout `idx`; see there. */
  normalDigit: z.int().min(0).max(9).optional(),
  noise: z.number().positive().max(1).optional(),
  /** How file names say cell and time; see names.ts. */
  names: z.string().trim().min(1).max(200).optional(),
  /** Only these of the folder, relative to it: what has arrived whole in a folder that is watched. */
  files: z.array(z.string().min(1)).min(1).max(100_000).optional(),
  withAnnotations: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  copy: z.boolean().default(false),
  /** Let the active detector score the new images right after; a dry run has none. */
  score: z.boolean().default(true),
});

/** Files a transaction; small enough that a label pressed meanwhile waits for milliseconds. */
const CHUNK = 64;
/** Files read and decoded at once. */
const AT_ONCE = 4;

/** Takes a folder in: the handler of `import` jobs. Run again, it adds what is new and mends what was cut off. */
export async function runImport(context: Context, job: RunningJob): Promise<ImportResult> {
  const options = importParameters.parse(job.parameters);
  const folder = requireFolder(options.path);
  const layout = chooseLayout(folder, options.layout);
  const wanted = options.files && new Set(options.files);
  const planned: PlannedFile[] = [];
  for await (const file of plannedFiles(layout, folder, {
    shift: options.shift,
    label: options.label,
    normalDigit: options.normalDigit,
    noise: options.noise,
  })) {
    if (!wanted || wanted.has(file.file)) planned.push(file);
    if (planned.length % 1000 === 0) {
      job.signal.throwIfAborted();
      job.progress({ phase: 'scanning', done: planned.length, total: planned.length });
    }
  }
  if (planned.length === 0) {
    throw new LunkaError(
      'no-images',
      422,
      `Expected images (JPEG, PNG, WebP, TIFF, GIF) in ${folder}, found none.`,
    );
  }
  if (options.withAnnotations) await annotate(layout, folder, planned);
  const names = readNames(planned, options.names);

  const result: ImportResult = {
    source: folder,
    layout,
    shift: planned.find(({ shift }) => shift !== null)?.shift ?? null,
    dryRun: options.dryRun,
    files: planned.length,
    names,
    added: 0,
    copies: 0,
    known: 0,
    labels: { normal: 0, leak: 0, unsure: 0 },
    unreadable: [],
    conflicts: [],
  };
  const store = options.dryRun ? null : createStore(context, folder, options);
  const dry = options.dryRun ? createRehearsal(context, folder) : null;
  const started = performance.now();
  for (let from = 0; from < planned.length; from += CHUNK) {
    job.signal.throwIfAborted();
    const read = await readAll(context, folder, planned.slice(from, from + CHUNK), dry?.known);
    for (const file of read) {
      if ('reason' in file) result.unreadable.push({ file: file.file, reason: file.reason });
      else if (file.label) result.labels[file.label] += 1;
    }
    const counts = await (store ?? dry)!.take(read);
    result.added += counts.added;
    result.copies += counts.copies;
    result.known += counts.known;
    const done = Math.min(from + CHUNK, planned.length);
    const seconds = (performance.now() - started) / 1000;
    job.progress({
      phase: 'reading',
      done,
      total: planned.length,
      imagesPerSecond: done / seconds,
      secondsLeft: ((planned.length - done) * seconds) / done,
    });
  }
  result.conflicts = (store ?? dry)!.conflicts();
  return result;
}

interface Taker {
  take(files: ReadFile[]): Promise<{ added: number; copies: number; known: number }>;
  conflicts(): LabelConflict[];
}

function createStore(
  { db, project, now }: Context,
  folder: string,
  { copy, files: watched }: z.infer<typeof importParameters>,
): Taker {
  const source = ensureSource(db, folder, project.folder, now());
  const conflicts = new Map<number, LabelConflict>();
  let batch: number | null = null;
  return {
    async take(files) {
      // A watch that is started again sees the whole folder: that is no word on the shift of old files.
      const counts = storeChunk(db, source, files, now(), watched !== undefined);
      await keepCopies(db, project.folder, folder, files, copy);
      const labelled = labelFromPlaces(db, counts.images, batch, now());
      batch = labelled.batch;
      for (const [image, conflict] of labelled.conflicts) conflicts.set(image, conflict);
      return counts;
    },
    conflicts: () => [...conflicts.values()],
  };
}

/** A dry run: the same counts and conflicts, and nothing stored. */
function createRehearsal(
  { db }: Context,
  folder: string,
): Taker & { known: (hash: string) => boolean } {
  const said = new Map<string, { file: string; label: Label }[]>();
  const seen = new Set<string>();
  const inProject = db.prepare('select 1 from image where hash = ?').pluck();
  const taken = db
    .prepare(
      `select i.hash from occurrence o join source s on s.id = o.source join image i on i.id = o.image
       where s.path = ? and o.file = ?`,
    )
    .pluck();
  return {
    known: (hash) => seen.has(hash) || inProject.get(hash) !== undefined,
    async take(files) {
      const counts = { added: 0, copies: 0, known: 0 };
      for (const file of files) {
        if ('reason' in file) continue;
        const { hash } = file.image;
        if (taken.get(folder, file.file) === hash) counts.known += 1;
        else if (seen.has(hash) || inProject.get(hash) !== undefined) counts.copies += 1;
        else counts.added += 1;
        seen.add(hash);
        if (file.label)
          said.set(hash, [...(said.get(hash) ?? []), { file: file.file, label: file.label }]);
      }
      return counts;
    },
    conflicts: () =>
      [...said.values()]
        .filter((files) => files.some(({ label }) => label !== files[0]!.label))
        .map((files) => ({ files, kept: 'unsure', reason: 'files disagree' })),
  };
}

async function readAll(
  { db }: Context,
  folder: string,
  files: PlannedFile[],
  known?: (hash: string) => boolean,
): Promise<ReadFile[]> {
  const inProject = db.prepare('select 1 from image where hash = ?').pluck();
  const isKnown = known ?? ((hash: string) => inProject.get(hash) !== undefined);
  const read = new Array<ReadFile>(files.length);
  let next = 0;
  async function reader(): Promise<void> {
    for (let index = next++; index < files.length; index = next++) {
      const planned = files[index]!;
      try {
        const image = planned.made
          ? await inspectBytes(await planned.made(), isKnown)
          : await inspect(path.join(folder, planned.file), isKnown);
        read[index] = { ...planned, image };
      } catch (error) {
        read[index] = { ...planned, reason: (error as Error).message };
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return read;
}

/** Puts the annotated truth on the files of the shift. */
async function annotate(layout: Layout, folder: string, planned: PlannedFile[]): Promise<void> {
  if (layout !== 'lunka' && layout !== 'flat') {
    for (const file of planned) file.label ??= file.truth ?? null;
    return;
  }
  const annotations = await readAnnotations(path.join(folder, LUNKA_ANNOTATIONS));
  const left = new Set(annotations.keys());
  for (const file of planned) {
    if (file.shift === null) continue;
    const name = path.posix.basename(file.file);
    const label = annotations.get(name);
    if (label === undefined) continue;
    file.label = label;
    left.delete(name);
  }
  if (left.size > 0) throw absentImages([...left]);
}
