import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractFeatures } from '../../src-main/detector/features/extract.ts';
import { measureScaling, scaleInPlace } from '../../src-main/detector/features/space.ts';
import { empty, emptyBlue, jitter } from '../../src-main/detector/head/made.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import type { Decode } from '../../src-main/detector/preprocess/decode.ts';
import { scoreFiles } from '../../src-main/detector/score.ts';
import { loadDetector } from '../../src-main/detector/store.ts';
import { train } from '../../src-main/detector/train.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import type { Recipe } from '../../src-main/shared/recipe.ts';
import type { LabelledFile, TrainRequest } from '../../src-main/shared/worker/requests.ts';
import type { TrainResult } from '../../src-main/shared/worker/results.ts';
import { headScorer, recipe, temporaryFolder, writeCells } from './cells.ts';

const withHead: Recipe = { ...recipe, scorer: headScorer };

let decode: Decode;
beforeAll(async () => {
  const loaded = await loadTensorFlow();
  decode = createDecode(loaded.tf.node);
});

/** A place to work in, and what it takes to train there. */
async function workshop(normals = 40, leaks = 8) {
  const root = await temporaryFolder();
  const images = await writeCells(root, normals, leaks);
  const folder = async (name: string): Promise<string> => {
    const path = join(root, name);
    await mkdir(path);
    return path;
  };
  const run = async (name: string, changes: Partial<TrainRequest> = {}): Promise<TrainResult> =>
    train(
      { type: 'train', id: 1, recipe: withHead, seed: 1, images, folder: await folder(name), ...changes }, // prettier-ignore
      'native',
      decode,
      async () => {},
    );
  return { root, images, run, at: (...parts: string[]) => join(root, ...parts) };
}

async function scoresOf(folder: string, images: LabelledFile[]): Promise<number[]> {
  const detector = await loadDetector(folder);
  const scores: number[] = [];
  for await (const batch of scoreFiles(detector, images, decode)) {
    scores.push(...batch.scores.map(({ score }) => score));
  }
  detector.dispose();
  return scores;
}

describe('features', () => {
  const features = { rows: 1, columns: 2, residualScale: 1, latentScale: 1 };
  const pass = (canvas: tf.Tensor4D) => ({
    input: tf.zeros([1, 8, 8, 1]) as tf.Tensor4D,
    output: tf.fill([1, 8, 8, 1], 2) as tf.Tensor4D,
    code: tf.tensor2d([[5, 6]]),
    canvas,
  });

  it('are tint, brightness, log residual and latent, as worked out by hand', () => {
    // Left block (30, 60, 90), right block (120, 120, 120): g = 60 and 120, G = 90.
    const canvas = tf.concat(
      [tf.tile(tf.tensor4d([30, 60, 90], [1, 1, 1, 3]), [1, 4, 4, 1]), tf.fill([1, 4, 4, 3], 120)],
      2,
    ) as tf.Tensor4D;
    const values = [...extractFeatures(pass(canvas), features).dataSync()];
    const expected = [-30 / 90, 0, 30 / 90, 0, 0, 0, 60 / 90 - 1, 120 / 90 - 1];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
    expect(values).toHaveLength(8 + 64 + 2);
    expect(values[8]).toBeCloseTo(Math.log(4.02), 5);
    expect(values.slice(-2)).toEqual([5, 6]);
  });

  it('do not depend on the strength of the lamp', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 4 * 8 * 3 }, () => 60 + 60 * random());
    const canvas = tf.tensor4d(values, [1, 4, 8, 3]);
    const dark = extractFeatures(pass(canvas), features).dataSync();
    const bright = extractFeatures(pass(canvas.mul(2)), features).dataSync();
    dark.forEach((value, i) => expect(bright[i]).toBeCloseTo(value, 4));
  });

  it('are scaled so that a group of them has the length of its weight', () => {
    const random = seededRandom(2);
    const values = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? 100 : 1) * random());
    const rows = { rows: 100, columns: 3, values };
    const scaling = measureScaling(rows, [{ columns: 2, weight: 1 }, { columns: 1, weight: 0.3 }]); // prettier-ignore
    scaleInPlace(rows, scaling);
    let [first, second] = [0, 0];
    rows.values.forEach((v, i) => (i % 3 === 2 ? (second += v * v) : (first += v * v)));
    expect(Math.sqrt(first / 100)).toBeCloseTo(1, 4);
    expect(Math.sqrt(second / 100)).toBeCloseTo(0.3, 4);
  });

  it('that never vary count nothing', () => {
    const rows = { rows: 3, columns: 1, values: Float32Array.of(7, 7, 7) };
    const scaling = measureScaling(rows, [{ columns: 1, weight: 1 }]);
    const other = { rows: 1, columns: 1, values: Float32Array.of(9) };
    expect(scaleInPlace(other, scaling).values[0]).toBe(0);
  });
});

describe('made images', () => {
  const canvas = (): tf.Tensor4D => {
    const random = seededRandom(3);
    const values = Float32Array.from({ length: 3 * 24 * 16 * 3 }, () => 255 * random());
    return tf.tensor4d(values, [3, 24, 16, 3]);
  };

  it.each([
    ['jittered', jitter],
    ['empty', empty],
    ['empty and blue', emptyBlue],
  ] as const)(
    // prettier-ignore
    'that are %s keep shape and range and follow from their seed',
    (_, make) => {
      const once = make(canvas(), seededRandom(1));
      const values = [...once.dataSync()];
      expect(once.shape).toEqual([3, 24, 16, 3]);
      expect(values.every((value) => value >= 0 && value <= 255)).toBe(true);
      expect([...make(canvas(), seededRandom(1)).dataSync()]).toEqual(values);
      expect([...make(canvas(), seededRandom(2)).dataSync()]).not.toEqual(values);
    },
  );

  it('that are jittered repeat the border and never show black around it', () => {
    const even = tf.fill([8, 24, 16, 3], 200) as tf.Tensor4D;
    const values = jitter(even, seededRandom(4)).dataSync();
    // Light may take 0.8 * 200 - 8; bars are of three known colours.
    expect(Math.min(...values)).toBeGreaterThanOrEqual(40);
  });

  it('that are empty are smooth, and bluer where they should be', () => {
    const spread = (images: tf.Tensor4D): number =>
      tf.moments(images, [1, 2, 3]).variance.mean().sqrt().dataSync()[0]!;
    expect(spread(empty(canvas(), seededRandom(1)))).toBeLessThan(spread(canvas()) / 4);
    const [red, , blue] = emptyBlue(canvas(), seededRandom(1)).mean([0, 1, 2]).dataSync();
    expect(blue! / red!).toBeGreaterThan(1.05);
  });
});

describe('a detector with a head', { timeout: 60_000 }, () => {
  it('learns, says what it was fitted on, and scores the same when it is loaded', async () => {
    const { images, run, at } = await workshop();
    const result = await run('a');
    expect(result).toMatchObject({ scoredBy: 'head', unreadable: [] });
    expect(result.fitted).toHaveLength(30);
    expect(result.fittedByHead).toHaveLength(48);
    expect(result.heldOut.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
    const held = (leak: boolean): number[] =>
      result.heldOut.filter(({ id }) => id >= 40 === leak).map(({ score }) => score);
    expect(Math.min(...held(true))).toBeGreaterThan(Math.max(...held(false)));

    const scores = await scoresOf(at('a'), images);
    expect(scores).toEqual(await scoresOf(at('a'), images));
    expect(Math.min(...scores.slice(40))).toBeGreaterThan(Math.max(...scores.slice(0, 40)));
    expect((await readdir(at('a'))).sort()).toEqual(['detector.json', 'judge.bin', 'weights.bin']);
  });

  it('comes out the same, byte for byte, from the same seed', async () => {
    const { run, at } = await workshop(24, 6);
    await run('a');
    await run('b', { cache: at('cache') });
    await run('c', { cache: at('cache') });
    for (const name of ['weights.bin', 'judge.bin', 'detector.json']) {
      const first = await readFile(at('a', name));
      expect(await readFile(at('b', name))).toEqual(first);
      expect(await readFile(at('c', name))).toEqual(first);
    }
  });

  it('leaks no tensor, be it trained, scored or fitted anew', async () => {
    const { images, run, at } = await workshop(24, 6);
    await run('warm-up');
    const before = tf.memory().numTensors;
    await run('a');
    await scoresOf(at('a'), images);
    await run('b', { keepNet: at('a') });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps net and head when images are reviewed, and follows the review near them', async () => {
    const { images, run, at } = await workshop();
    const first = await run('a', { cache: at('cache') });
    expect(first.afterReview).toEqual([]);
    // A new family of one view, copies of a torn cell: a person says that they are sound after all.
    const view = await Promise.all(
      [90, 91, 92].map(async (id) => {
        const path = at(`view-${id}.jpg`);
        await writeFile(path, await readFile(images[44]!.path));
        return { id, path, label: 'normal', group: 90, reviewed: true } as const;
      }),
    );
    const imported = images.filter(({ id }) => id !== 44);
    const before = await run('b', { images: imported });
    const result = await run('c', { keepNet: at('b'), images: [...imported, ...view], cache: at('cache') }); // prettier-ignore
    expect(await readFile(at('c', 'weights.bin'))).toEqual(await readFile(at('b', 'weights.bin')));
    expect(result).toMatchObject({ epochs: [], bestEpoch: 0, scoredBy: 'head' });
    expect(result.fitted).toEqual(before.fitted);
    // The cut is chosen from the same scores as before.
    expect(result.heldOut).toEqual(before.heldOut);
    expect(result.fittedByHead).toEqual(imported.map(({ id }) => id));
    expect(result.afterReview.map(({ id }) => id)).toEqual([...result.fittedByHead, 90, 91, 92]);
    const [cold] = await scoresOf(at('b'), [images[44]!]);
    const [warm] = await scoresOf(at('c'), [images[44]!]);
    expect(warm).toBeCloseTo(cold! - headScorer.review.lower.strength, 1);
    // Nobody else's answer speaks for the view, so what a gate sees of it is uncorrected.
    expect(result.afterReview.at(-1)!.score).toBeCloseTo(cold!, 2);
  });

  it('adds what nearness to known images counts, as much as the recipe says', async () => {
    const { images, run, at } = await workshop(24, 6);
    const weighing = (weight: number): Recipe => ({
      ...withHead,
      scorer: { ...headScorer, neighbours: { weight, most: 20 } },
    });
    await run('none', { recipe: weighing(0) });
    const { neighbours: _, ...before } = headScorer;
    await run('before', { recipe: { ...withHead, scorer: before } });
    await run('one', { recipe: weighing(1) });
    await run('three', { recipe: weighing(3) });
    const [none, written, one, three] = await Promise.all(
      ['none', 'before', 'one', 'three'].map((name) => scoresOf(at(name), images)),
    );
    expect(written).toEqual(none);
    images.forEach(({ label }, row) => {
      const leaning = one![row]! - none![row]!;
      expect(Math.sign(leaning)).toBe(label === 'leak' ? 1 : -1);
      expect(three![row]! - none![row]!).toBeCloseTo(3 * leaning, 3);
    });
  });

  it('is fitted on what was reviewed where imports alone cannot carry it', async () => {
    const { images, run } = await workshop(24, 6);
    const byHand = images.map((image) => ({ ...image, reviewed: image.label === 'leak' }));
    const result = await run('a', { images: byHand });
    expect(result).toMatchObject({ scoredBy: 'head', afterReview: [] });
    expect(result.fittedByHead).toHaveLength(30);
  });

  it('falls back to the trimmed error where leaks are too few, and takes a head later', async () => {
    const { images, run, at } = await workshop(24, 6);
    const few = images.slice(0, 26);
    const result = await run('a', { images: few });
    expect(result).toMatchObject({ scoredBy: 'trimmed-error', fittedByHead: [] });
    expect(result.heldOut.filter(({ id }) => result.fitted.includes(id))).toEqual([]);
    expect(Math.min(...(await scoresOf(at('a'), few)))).toBeGreaterThanOrEqual(0);
    const none = await run('b', { images: images.slice(0, 24) });
    expect(none).toMatchObject({ scoredBy: 'trimmed-error' });
    expect(await run('c', { keepNet: at('a') })).toMatchObject({ scoredBy: 'head' });
  });

  it('goes on past files that it cannot read, and names each once', async () => {
    const { images, run } = await workshop(30, 8);
    await writeFile(images[3]!.path, 'not an image');
    await writeFile(images[31]!.path, 'not an image');
    const result = await run('a');
    expect(result.unreadable.map(({ id }) => id).sort()).toEqual([3, 31]);
    expect(result.fittedByHead).toHaveLength(36);
  });

  it('refuses to take the net of another recipe', async () => {
    const { run, at } = await workshop(24, 6);
    await run('a');
    const refuses = (changes: Partial<Recipe>, name: string) =>
      expect(
        run(name, { keepNet: at('a'), recipe: { ...withHead, ...changes } }),
      ).rejects.toMatchObject({ code: 'kept-net-differs' });
    await refuses({ preprocess: { ...recipe.preprocess, blurSigma: 0 } }, 'b');
    await refuses({ training: { ...recipe.training, epochs: 9 } }, 'c');
    const features = { ...headScorer.features, rows: 12 };
    await refuses({ scorer: { ...headScorer, features } }, 'd');
    await refuses({ scorer: { name: 'nearest', k: 3 } }, 'e');
    await expect(run('f', { keepNet: at('nowhere') })).rejects.toMatchObject({
      code: 'detector-not-found',
    });
    await expect(run('g', { images: [] })).rejects.toMatchObject({ code: 'too-few-normals' });
  });

  it('is refused where judge.bin is not the file that was saved', async () => {
    const { run, at } = await workshop(24, 6);
    await run('a');
    await truncate(at('a', 'judge.bin'), 40);
    await expect(loadDetector(at('a'))).rejects.toMatchObject({ code: 'detector-damaged' });
    await rm(at('a', 'judge.bin'));
    await expect(loadDetector(at('a'))).rejects.toMatchObject({ code: 'detector-damaged' });
  });
});

describe('the latent scorers', { timeout: 60_000 }, () => {
  it.each([
    { name: 'mahalanobis', shrinkage: 0.1 },
    { name: 'nearest', k: 3 },
  ] as const)(
    // prettier-ignore
    'tell torn cells from sound ones: $name',
    async (scorer) => {
      const { images, run, at } = await workshop();
      const result = await run('a', { recipe: { ...recipe, scorer } });
      expect(result).toMatchObject({ scoredBy: scorer.name, fittedByHead: [] });
      expect(result.heldOut.filter(({ id }) => result.fitted.includes(id))).toEqual([]);
      const scores = await scoresOf(at('a'), images);
      for (const { id, score } of result.heldOut) expect(scores[id]).toBeCloseTo(score, 4);
      const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
      expect(mean(scores.slice(40))).toBeGreaterThan(mean(scores.slice(0, 40)));
    },
  );

  it('are refused on a net whose latent is a map', async () => {
    const { run } = await workshop(24, 0);
    const architecture = { name: 'conv', options: { channels: [32], kernel: 3, output: 'linear', batchNorm: false, latent: 0 } }; // prettier-ignore
    const scorer = { name: 'nearest', k: 3 } as const;
    await expect(run('a', { recipe: { ...recipe, architecture, scorer } })).rejects.toMatchObject({
      code: 'scorer-does-not-fit',
    });
  });
});
