import path from 'node:path';
import type { Evidence } from '../../shared/api/evidence.ts';
import type { Context } from '../context.ts';
import { requireModel } from '../detectors/models.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { imageFiles } from '../images/files.ts';
import { requireWeights } from '../versions/pruned.ts';
import type { WarmProcess } from './warm.ts';

/**
 * What a detector's net makes of one image.
 *
 * @throws LunkaError `detector-pruned`
 */
export async function reconstruct(
  { db, project }: Context,
  warm: WarmProcess,
  image: number,
  detector: DetectorRow,
): Promise<Evidence> {
  const model = requireModel(db, detector.model);
  requireWeights(model, detector.id);
  const folder = path.join(project.folder, model.folder);
  const [file] = await imageFiles(db, project.folder, [image]);
  const seen = await warm.ask({ type: 'reconstruct', folder, path: file!.path });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    width: seen.width,
    height: seen.height,
    input: base64(seen.input),
    reconstruction: base64(seen.reconstruction),
    difference: base64(seen.difference),
    place: seen.place,
    score: seen.score,
    detector: detector.id,
  };
}
