import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { DetectorFile } from '../../shared/api/versions.ts';
import type { Context } from '../context.ts';
import { requireDetector } from '../detectors/queries.ts';
import { requireModel } from '../detectors/models.ts';
import { exportTarget } from '../exports.ts';
import { requireWeights } from './pruned.ts';
import { packDetector, sha256 } from './file.ts';

export const exportBody = z.object({
  /** Where to; `exports/NAME.lunka` in the project where none is given. */
  file: z.string().min(1).optional(),
});

/**
 * Writes one detector into one file that another project takes in. It holds no image, no path and no
 * label, but the hashes of the images that it was made from.
 *
 * @throws LunkaError `not-found`, `detector-pruned`, `folder-not-found`, `not-a-file`
 */
export async function exportDetector(
  { db, project, version: program }: Context,
  id: number,
  { file: asked }: z.infer<typeof exportBody>,
): Promise<DetectorFile> {
  const detector = requireDetector(db, id);
  const model = requireModel(db, detector.model);
  requireWeights(model, id);
  // A project may be called anything, a file may not.
  const name = project.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  const file = await exportTarget(project.folder, asked ?? `${name}-v${id}.lunka`);
  const { author, note, calibration, heldOut, createdAt } = detector;
  const { preset, seed, dataHash, training } = model;
  const learned = db
    .prepare(
      `select i.hash from model_image m join image i on i.id = m.image
       where m.model = ? order by i.hash`,
    )
    .pluck()
    .all(model.id) as string[];
  const bytes = packDetector({
    described: {
      ...{ program, project: project.name, name: `v${id}`, createdAt, author, note },
      ...{ preset, seed, dataHash, calibration, heldOut, training },
    },
    learned,
    files: await detectorFiles(path.join(project.folder, model.folder)),
  });
  const partial = `${file}.part`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return { file, bytes: bytes.length, sha256: sha256(bytes) };
}

/** The weights, the judge where there is one, and what describes both, but for ids of this project. */
export async function detectorFiles(folder: string): Promise<Record<string, Uint8Array>> {
  const description = JSON.parse(await readFile(path.join(folder, 'detector.json'), 'utf8')) as {
    judge?: { fitted: number[] };
  };
  // Ids mean other images elsewhere; learned.txt names them by what they are.
  if (description.judge) description.judge.fitted = [];
  const judge = await readFile(path.join(folder, 'judge.bin')).catch(() => null);
  return {
    'detector.json': Buffer.from(`${JSON.stringify(description, null, 2)}\n`),
    'weights.bin': await readFile(path.join(folder, 'weights.bin')),
    ...(judge && { 'judge.bin': judge }),
  };
}
