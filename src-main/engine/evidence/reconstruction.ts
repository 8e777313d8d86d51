import path from 'node:path';
import type { Evidence } from '../../shared/api.ts';
import type { Context } from '../context.ts';
import { requireModel, type DetectorRow } from '../detectors/queries.ts';
import { imageFiles } from '../images/files.ts';
import type { WarmProcess } from './warm.ts';

/** What a detector's net makes of one image. */
export async function reconstruct(
  { db, project }: Context,
  warm: WarmProcess,
  image: number,
  detector: DetectorRow,
): Promise<Evidence> {
  const folder = path.join(project.folder, requireModel(db, detector.model).folder);
  const [file] = await imageFiles(db, project.folder, [image]);
  const seen = await warm.ask({ type: 'reconstruct', folder, path: file!.path });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    width: seen.width,
    height: seen.height,
    input: base64(seen.input),
    reconstruction: base64(seen.reconstruction),
    difference: base64(seen.difference),
    score: seen.score,
    detector: detector.id,
  };
}
