import { seededRandom } from '../../../shared/random.ts';
import { encodePng } from '../../encode.ts';
import { requireCount, requireSeed } from '../checks.ts';
import { fillFolder, writeImages, type OnProgress, type PlannedFile } from '../write.ts';
import { renderScrew } from './render.ts';
import { DEFECTS, drawScrew, type Defect } from './spec.ts';

export interface ScrewOptions {
  /** Everything follows from it: the same seed gives the same bytes in every file. */
  seed: number;
  /** Sound screws in `train/good/`; 320 unless given, as many as MVTec's screws have. */
  train?: number;
  /** Sound screws in `test/good/`; 40 unless given. */
  good?: number;
  /** Screws in each of the five defects' folders below `test/`; 24 unless given. */
  defective?: number;
  onProgress?: OnProgress;
}

/** Side of an image in pixels. */
const SIZE = 128;

/**
 * Makes a set of screws in the MVTec layout (Bergmann et al. 2019): `train/good/*.png`,
 * `test/good/*.png` and `test/<defect>/*.png`, gray, 128 pixels square, lying in any direction.
 *
 * @param folder must be empty or not exist; it is left as found when the work fails or is aborted
 * @throws LunkaError `generator-bad-count`, `generator-bad-seed` (400), `generator-folder-not-empty`,
 *   `generator-not-a-folder` (409); what `signal` was aborted with
 */
export async function generateScrews(
  folder: string,
  { seed, train = 320, good = 40, defective = 24, onProgress }: ScrewOptions,
  signal?: AbortSignal,
): Promise<void> {
  requireSeed('seed', seed);
  requireCount('train', train);
  requireCount('good', good);
  requireCount('defective', defective);
  signal?.throwIfAborted();
  const random = seededRandom(seed);
  let made = 0;
  const screws = (count: number, defect: Defect | null): PlannedFile[] =>
    Array.from({ length: count }, () => {
      const spec = drawScrew(random, SIZE, defect);
      const noiseSeed = Math.floor(random() * 2 ** 32);
      return {
        // A name is taken once in a whole set, whatever the folder.
        name: `${String(made++).padStart(4, '0')}.png`,
        draw: () => encodePng(renderScrew(spec, seededRandom(noiseSeed))),
      };
    });
  const directories = [
    { directory: 'train/good', files: screws(train, null) },
    { directory: 'test/good', files: screws(good, null) },
    ...DEFECTS.map((defect) => ({
      directory: `test/${defect}`,
      files: screws(defective, defect),
    })),
  ];
  await fillFolder(folder, (staging) => writeImages(staging, directories, onProgress, signal));
}
