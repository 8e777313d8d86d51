import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { NO_AUGMENTATION } from '../../src-main/shared/presets/preset.ts';
import type { HeadScorer, Recipe } from '../../src-main/shared/recipe.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import type { LabelledFile } from '../../src-main/shared/worker/requests.ts';

/** A recipe that trains in a second and still tells a torn cell from a sound one. */
export const recipe: Recipe = {
  preprocess: {
    width: 16,
    height: 16,
    cropPercent: 80,
    colour: 'rgb',
    blurSigma: 0.6,
    standardise: false,
    reference: 'mean-image',
  },
  architecture: { name: 'small-conv', options: { channels: [8, 8], latent: 4 } },
  training: {
    loss: { name: 'mse', reduction: 'mean' },
    optimiser: { name: 'adam' },
    learningRate: 0.01,
    schedule: 'constant',
    weightDecay: 0,
    batchSize: 8,
    epochs: 4,
    augmentation: NO_AUGMENTATION,
    corruption: { noise: 0.1, noiseShare: 1, occlusion: 0.2 },
    validationShare: 0.25,
    patience: 4,
  },
  scorer: { name: 'error' },
  threshold: 'youden',
};

/** A head for sets of some dozens of images. */
export const headScorer: HeadScorer = {
  name: 'head',
  features: { rows: 6, columns: 4, residualScale: 0.15, latentScale: 0.3 },
  lambda: 0.01,
  folds: 5,
  normalClusters: 10,
  leakClusters: 5,
  made: { jittered: 20, copiesPerLeak: 2, jitteredWeight: 0.5, empty: 4, emptyWeight: 0.2 },
  neighbours: { weight: 1, most: 20 },
  review: {
    raise: { strength: 3, reach: 2 },
    lower: { strength: 3, reach: 2 },
    alike: 1,
    favour: 1,
  },
};

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lunka-detector-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A JPEG of a cell, 28 x 49: a bright ellipse on a dark wall; a leak is torn by bright glitter. */
export function drawCell(seed: number, leak: boolean): Promise<Buffer> {
  const [width, height] = [28, 49];
  const random = seededRandom(seed);
  const light = 0.9 + 0.2 * random();
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = ((x - 14) / 10) ** 2 + ((y - 24) / 19) ** 2 < 1;
      const torn = leak && random() < 0.3;
      const gray = (torn ? 250 : inside ? 150 : 60) * light + 8 * random();
      data.set([gray, gray * 0.9, gray * 0.8], (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Writes cells into a folder: normals first, each in a group of its own. */
export async function writeCells(
  folder: string,
  normals: number,
  leaks: number,
): Promise<LabelledFile[]> {
  return Promise.all(
    Array.from({ length: normals + leaks }, async (_, id) => {
      const leak = id >= normals;
      const path = join(folder, `cell-${id}.jpg`);
      await writeFile(path, await drawCell(id, leak));
      return { id, path, label: leak ? 'leak' : 'normal', group: id, reviewed: false } as const;
    }),
  );
}
