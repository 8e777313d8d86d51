import path from 'node:path';
import type { Context } from '../context.ts';
import { requireModel } from '../detectors/models.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import type { WarmProcess } from '../evidence/warm.ts';
import { imageFiles } from '../images/files.ts';

/** What the detector's process makes of the question where look-alikes part; stores nothing. */
export async function cutImages(
  { db, project }: Context,
  warm: WarmProcess,
  active: DetectorRow,
  images: readonly number[],
): Promise<{ parts: [number[], number[]] }> {
  return warm.ask({
    type: 'cut',
    folder: path.join(project.folder, requireModel(db, active.model).folder),
    images: await imageFiles(db, project.folder, images),
    cache: path.join(project.folder, 'cache'),
  });
}
