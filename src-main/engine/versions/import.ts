import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TakenIn } from '../../shared/api/taken-in.ts';
import type { DetectorOrigin } from '../../shared/api/versions.ts';
import { LunkaError } from '../../shared/errors.ts';
import { notePart } from '../../shared/notes.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { withNote } from '../../shared/thresholds.ts';
import type { Thresholds } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { removeOrphans } from '../detectors/model-store.ts';
import { withProcess } from '../detectors/process.ts';
import * as models from '../detectors/models.ts';
import * as queries from '../detectors/queries.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { detectorFiles } from './export.ts';
import { sha256, unpackDetector, type Described } from './file.ts';

export const importParameters = z.object({
  /** The file to take in. */
  path: z.string().min(1),
  author: z.string().trim().min(1).max(200).default('engineer'),
  note: z.string().trim().max(2000).default(''),
});

/**
 * Takes in a detector from a file, as a candidate that nothing is proven of here: the handler of
 * `import-detector` jobs. It scores to the same bits as where it was made. One that the project has
 * already, under whatever name, is found by its content and not taken in twice.
 *
 * @throws LunkaError `file-not-found`; as `unpackDetector`; as the detector's process on loading it
 */
export async function importDetector(context: Context, job: RunningJob): Promise<TakenIn> {
  const { db, project, launcher, events, now } = context;
  const { path: file, author, note } = importParameters.parse(job.parameters);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new LunkaError(
      'file-not-found',
      404,
      `Expected a detector file at ${file}, found none that can be read.`,
      { cause },
    );
  });
  const { described, learned, files } = unpackDetector(bytes, path.basename(file));
  const weightsHash = sha256(files['weights.bin']!);
  const { thresholds } = described.calibration;
  const same = await findSame(context, { files, weightsHash, thresholds });
  if (same) return { ...queries.detectorInfo(db, same), known: true };
  const unfinished = path.join(project.folder, 'detectors', `.unfinished-${job.id}`);
  const stamp = now().replaceAll(/\D/g, '').slice(0, 14);
  const folder = path.posix.join('detectors', `${stamp}-${job.id}`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(unfinished, name), content);
    }
    // Scoring nothing loads it, and loading checks what only the process understands.
    await withProcess(launcher, (process) =>
      process.request({ type: 'score', folder: unfinished, images: [] }, { signal: job.signal }),
    );
    job.signal.throwIfAborted();
    await rename(unfinished, path.join(project.folder, folder));
    const { recipe } = JSON.parse(Buffer.from(files['detector.json']!).toString()) as {
      recipe: Recipe;
    };
    const detector = db.transaction(() => {
      const known = knownImages(db, learned);
      const origin = { ...originOf(described), known: known.length };
      const { preset, seed, dataHash, training } = described;
      const model = models.insertModel(
        db,
        {
          ...{ folder, preset, recipe, seed, dataHash, training, weightsHash, origin },
          // Whatever was decided here is news to it.
          labelEvent: 0,
          prunedAt: null,
        },
        now(),
      );
      models.insertModelImages(
        db,
        model,
        known.map((image) => ({
          ...{ image, role: 'fitted' as const, label: 'normal' as const },
          ...{ score: null, afterReview: null },
        })),
      );
      return queries.insertDetector(
        db,
        {
          ...{ model, parent: null, author, note, gate: null },
          calibration: withNote({ ...origin.calibration, proven: false }, [
            notePart('imported', { project: described.project, name: described.name }),
          ]),
          heldOut: { tp: 0, fn: 0, tn: 0, fp: 0 },
        },
        now(),
      );
    })();
    events.emit({ type: 'detector', id: detector.id });
    return { ...queries.detectorInfo(db, detector), known: false };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    removeOrphans(db, project.folder);
  }
}

interface Content {
  files: Record<string, Uint8Array>;
  weightsHash: string;
  thresholds: Thresholds | Described['calibration']['thresholds'];
}

/** The version of this project that judges by the same files and the same thresholds. */
async function findSame(
  { db, project }: Context,
  { files, weightsHash, thresholds }: Content,
): Promise<queries.DetectorRow | null> {
  const cuts = ({ upper, review, lower }: Content['thresholds']): string =>
    JSON.stringify([upper, review, lower]);
  const rows = db
    .prepare(
      `select d.id, m.folder from detector d join model m on m.id = d.model
       where m.weights_hash = ? and m.pruned_at is null order by d.id`,
    )
    .all(weightsHash) as { id: number; folder: string }[];
  for (const { id, folder } of rows) {
    const detector = queries.requireDetector(db, id);
    if (cuts(detector.calibration.thresholds) !== cuts(thresholds)) continue;
    // One whose folder is damaged cannot judge: its file is what mends the project.
    const own = await detectorFiles(path.join(project.folder, folder)).catch(() => null);
    if (!own) continue;
    const names = Object.keys(own);
    const alike =
      names.length === Object.keys(files).length &&
      names.every((name) => files[name] && Buffer.compare(own[name]!, files[name]) === 0);
    if (alike) return detector;
  }
  return null;
}

function originOf(described: Described): Omit<DetectorOrigin, 'known'> {
  const { project, name, createdAt, author, note, calibration, heldOut } = described;
  const { values, thresholds, ...rest } = calibration;
  const { upper, review, lower } = thresholds;
  return {
    ...{ project, name, createdAt, author, note, heldOut },
    calibration: {
      ...rest,
      ...(values && { values }),
      thresholds: {
        upper,
        ...(review !== undefined && { review }),
        ...(lower !== undefined && { lower }),
      },
    },
  };
}

/** Images of this project that the detector was made from: it may not be judged on them. */
function knownImages(db: Context['db'], learned: readonly string[]): number[] {
  return db
    .prepare('select id from image where hash in (select value from json_each(?)) order by id')
    .pluck()
    .all(JSON.stringify(learned)) as number[];
}
