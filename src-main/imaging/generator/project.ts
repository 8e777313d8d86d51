import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cellFile } from './cell/file.ts';
import { planShift, planTraining, type PlannedImage, type ShiftOptions } from './cell/plan.ts';
import { IMITATED_MIX } from './cell/mix.ts';
import { fillFolder, writeImages, type OnProgress } from './write.ts';

export interface ProjectOptions {
  /** Everything follows from it: the same seed gives the same bytes in every file. */
  seed: number;
  /** Normal images in `train/`; 1,200 unless given. */
  train?: number;
  /** Leak images in `proliv/`; 60 unless given. */
  proliv?: number;
  /** Images in `test/imgs/`; 600 unless given. */
  shift?: number;
  onProgress?: OnProgress;
}

export interface GenerateShiftOptions extends ShiftOptions {
  onProgress?: OnProgress;
}

/**
 * Makes a whole data set in the `lunka` layout: `train/*.jpg` (normal), `proliv/*.jpg` (leaks),
 * `test/imgs/*.jpg` (a shift with the imitated mix of families) and `test/test_annotation.txt`.
 *
 * @param folder must be empty or not exist; it is left as found when the work fails or is aborted
 * @throws LunkaError `generator-bad-count`, `generator-bad-seed` (400), `generator-folder-not-empty`,
 *   `generator-not-a-folder` (409); what `signal` was aborted with
 */
export async function generateProject(
  folder: string,
  { seed, train = 1200, proliv = 60, shift = 600, onProgress }: ProjectOptions,
  signal?: AbortSignal,
): Promise<void> {
  const training = planTraining({ seed, train, proliv });
  const images = planShift({ seed, plantSeed: seed, images: shift, mix: IMITATED_MIX });
  signal?.throwIfAborted();
  await fillFolder(folder, async (staging) => {
    const directories = [
      { directory: 'train', files: training.train.map(cellFile) },
      { directory: 'proliv', files: training.proliv.map(cellFile) },
      { directory: 'test/imgs', files: images.map(cellFile) },
    ];
    await writeImages(staging, directories, onProgress, signal);
    await writeFile(join(staging, 'test', 'test_annotation.txt'), annotations(images));
  });
}

/**
 * Makes another shift of the plant with seed `plantSeed`: `imgs/*.jpg` and `test_annotation.txt`.
 * Different seeds give another light, other moulds and, unless `mix` is given, another mix of
 * families, so that a detector can be validated over shifts.
 *
 * @param folder must be empty or not exist; it is left as found when the work fails or is aborted
 * @throws as `generateProject`, and LunkaError `generator-bad-mix` (400)
 */
export async function generateShift(
  folder: string,
  { onProgress, ...options }: GenerateShiftOptions,
  signal?: AbortSignal,
): Promise<void> {
  const images = planShift(options);
  signal?.throwIfAborted();
  await fillFolder(folder, async (staging) => {
    await writeImages(
      staging,
      [{ directory: 'imgs', files: images.map(cellFile) }],
      onProgress,
      signal,
    );
    await writeFile(join(staging, 'test_annotation.txt'), annotations(images));
  });
}

/** One `name.jpg 0|1` a line in the order of names, 1 = leak, lines ended with CR LF, no header. */
export function annotations(images: readonly PlannedImage[]): string {
  return images
    .map(({ name, label }) => `${name} ${label === 'leak' ? 1 : 0}\r\n`)
    .sort()
    .join('');
}
