import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import type { Decode } from '../../src-main/detector/preprocess/decode.ts';
import { reconstructFile } from '../../src-main/detector/reconstruct.ts';
import { scoreFiles } from '../../src-main/detector/score.ts';
import { loadDetector } from '../../src-main/detector/store.ts';
import { train } from '../../src-main/detector/train.ts';
import { generateScrews } from '../../src-main/imaging/generator/screw/project.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { findPreset } from '../../src-main/shared/presets.ts';
import { calibrate } from '../../src-main/shared/thresholds.ts';
import { temporaryFolder } from './cells.ts';
import { quiet } from './stripes.ts';

let decode: Decode;
beforeAll(async () => {
  const { tf } = await loadTensorFlow();
  decode = createDecode(tf.node);
});

const TRAIN = 80;

it(
  'finds defects of screws that lie in any direction, learned from sound ones alone',
  { timeout: 120_000 },
  async () => {
    const root = await temporaryFolder();
    const [screws, folder] = [join(root, 'screws'), join(root, 'detector')];
    await generateScrews(screws, { seed: 11, train: TRAIN, good: 20, defective: 4 });
    await mkdir(folder);
    const sound = await filesIn(join(screws, 'train', 'good'), 0);
    const images = sound.map((file) => ({ ...file, label: 'normal' as const, group: file.id, reviewed: false })); // prettier-ignore
    // The preset's recipe at a quarter of its pixels.
    const { recipe } = findPreset('screws-deep-conv');
    const small = {
      ...recipe,
      preprocess: { ...recipe.preprocess, width: 64, height: 32 },
      architecture: { name: 'conv', options: { ...recipe.architecture.options, channels: [8, 16, 32], latent: 16 } }, // prettier-ignore
      training: { ...recipe.training, epochs: 40, batchSize: 8, learningRate: 0.005, patience: 40, validationShare: 0.25 }, // prettier-ignore
    };
    const request = { type: 'train', id: 1, recipe: small, seed: 1, images, folder } as const;
    const { heldOut, scoredBy } = await train({ ...request, images }, 'native', decode, quiet);
    expect(scoredBy).toBe('worst-deviation');

    const detector = await loadDetector(folder);
    const score = async (kind: string): Promise<number[]> => {
      const files = await filesIn(join(screws, 'test', kind), TRAIN);
      const found: number[] = [];
      for await (const { scores } of scoreFiles(detector, files, decode)) {
        found.push(...scores.map((one) => one.score));
      }
      return found;
    };
    const good = await score('good');
    const kinds = ['manipulated_front', 'scratch_head', 'scratch_neck', 'thread_side', 'thread_top']; // prettier-ignore
    const bad = (await Promise.all(kinds.map(score))).flat();
    const normals = heldOut.map((one) => one.score);
    const { thresholds } = calibrate(small.threshold, { normals, leaks: [] }, small.thresholdValue);
    const passing = good.filter((one) => one < thresholds.upper).length;
    const caught = bad.filter((one) => one >= thresholds.upper).length;
    expect(heldOut).toHaveLength(20);
    expect((passing + caught) / (good.length + bad.length)).toBeGreaterThan(0.86);

    // What a person is shown is what the net saw: the screw along the picture, its head left.
    const [scratched] = await filesIn(join(screws, 'test', 'scratch_head'), 0);
    const seen = await reconstructFile(detector, scratched!, decode);
    expect(seen).toMatchObject({ width: 64, height: 32 });
    const breadth = (x: number): number =>
      [...Array(32).keys()].filter((y) => seen.input[(y * 64 + x) * 3]! < 150).length;
    const columns = [...Array(64).keys()].map(breadth);
    expect(Math.max(...columns.slice(0, 8))).toBeGreaterThan(1.2 * Math.max(...columns.slice(40)));
    expect(seen.score).toBeGreaterThan(thresholds.upper);
    detector.dispose();
  },
);

async function filesIn(folder: string, from: number) {
  const names = (await readdir(folder)).sort();
  return names.map((name, i) => ({ id: from + i, path: join(folder, name) }));
}
