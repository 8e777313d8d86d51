import { mkdir, rm } from 'node:fs/promises';
import { encodePng } from '../../imaging/encode.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { LabelledFile } from '../../shared/worker/requests.ts';
import type { Context } from '../context.ts';
import { withProcess, type DetectorProcess, type Listeners } from '../detectors/process.ts';
import type { JudgedImage } from './judged.ts';
import type { RunRecord, Sample, ScoresByClass } from './records.ts';

/** Images whose reconstructions are kept for the page. */
const SAMPLES = 4;

export interface RunPlan {
  recipe: Recipe;
  seed: number;
  images: LabelledFile[];
  judged: JudgedImage[];
  /** Where the weights lie while they are needed; removed in the end. */
  folder: string;
  /** Where the net lies after each epoch, for going on after a stop; gone once it is trained. */
  checkpoints: string;
}

/** One training and what it says of the images that judge. Nothing of the project is touched. */
export async function runOnce(
  { launcher }: Context,
  { recipe, seed, images, judged, folder, checkpoints }: RunPlan,
  listeners: Pick<Listeners, 'progress' | 'signal'>,
): Promise<RunRecord> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await mkdir(checkpoints, { recursive: true });
  try {
    return await withProcess(launcher, async (process) => {
      // Without the project's cache of features: it holds those of the detectors in use.
      const result = await process.request(
        { type: 'train', recipe, seed, images, folder, resume: checkpoints },
        listeners,
      );
      await rm(checkpoints, { recursive: true, force: true });
      const { heldOut, fitted, epochs, bestEpoch, stopped } = result;
      const { parameters, seconds, backend, resumedAfter } = result;
      const leaks = new Set(images.filter(({ label }) => label === 'leak').map(({ id }) => id));
      const began = performance.now();
      const scores = new Map<number, number>();
      const { unreadable } = await process.request(
        { type: 'score', folder, images: judged.map(({ path: file }, id) => ({ id, path: file })) },
        { ...listeners, scores: (ids, found) => ids.forEach((id, i) => scores.set(id, found[i]!)) },
      );
      const scoreSeconds = (performance.now() - began) / 1000;
      const seen = [...scores].map(([id, score]) => ({ score, image: judged[id]! }));
      return {
        recipe,
        seed,
        training: { epochs, bestEpoch, stopped, parameters, seconds, backend, resumedAfter },
        fitted: fitted.length,
        heldOut: byClass(heldOut.map(({ id, score }) => ({ leak: leaks.has(id), score }))),
        judged: byClass(seen.map(({ score, image }) => ({ leak: image.leak, score }))),
        scoreSeconds,
        unreadable: unreadable.map(({ id, reason }) => ({ name: judged[id]!.name, reason })),
        samples: await takeSamples(
          process,
          folder,
          recipe,
          seed,
          seen.map(({ image }) => image),
        ),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function byClass(scored: { leak: boolean; score: number }[]): ScoresByClass {
  const of = (wanted: boolean): number[] =>
    scored.filter(({ leak }) => leak === wanted).map(({ score }) => score);
  return { normals: of(false), leaks: of(true) };
}

/** The same images for every training: evenly spread over each class. */
async function takeSamples(
  process: DetectorProcess,
  folder: string,
  { training: { corruption } }: Recipe,
  seed: number,
  images: JudgedImage[],
): Promise<Sample[]> {
  const damages = corruption.noise > 0 || corruption.occlusion > 0;
  const samples: Sample[] = [];
  for (const [place, { name, path: file, leak }] of chooseSamples(images).entries()) {
    const { width, height, score, ...pictures } = await process.request({
      type: 'reconstruct',
      folder,
      path: file,
      // Each damaged in its own way, as in training.
      ...(damages ? { corruptionSeed: seed * SAMPLES + place } : {}),
    });
    const url = async (data: Uint8Array): Promise<string> =>
      `data:image/png;base64,${(await encodePng({ width, height, data })).toString('base64')}`;
    samples.push({
      name,
      leak,
      score,
      original: await url(pictures.input),
      corrupted: pictures.corrupted ? await url(pictures.corrupted) : null,
      reconstructed: await url(pictures.reconstruction),
      difference: await url(pictures.difference),
    });
  }
  return samples;
}

/** Half of them leaks where there are as many. */
function chooseSamples(images: JudgedImage[]): JudgedImage[] {
  const leaks = spread(
    images.filter(({ leak }) => leak),
    SAMPLES / 2,
  );
  const normals = images.filter(({ leak }) => !leak);
  return [...spread(normals, SAMPLES - leaks.length), ...leaks];
}

function spread<Item>(items: Item[], wanted: number): Item[] {
  if (items.length <= wanted) return items;
  return Array.from(
    { length: wanted },
    (_, i) => items[Math.floor(((i + 0.5) * items.length) / wanted)]!,
  );
}
