import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpointsIn, fingerprintOf } from '../../src-main/detector/checkpoint.ts';
import { createDetector } from '../../src-main/detector/detector.ts';
import { fitDetector } from '../../src-main/detector/fit.ts';
import type { FitResult } from '../../src-main/detector/fit.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { NO_AUGMENTATION } from '../../src-main/shared/presets/preset.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { Recipe } from '../../src-main/shared/recipe.ts';
import { recipe, temporaryFolder } from './cells.ts';
import { weightBytes } from './nets.ts';
import { quiet, size, stripes, withTraining } from './stripes.ts';

beforeAll(() => loadTensorFlow());

describe('the fit', () => {
  const data = () => ({ fit: stripes(40, 1), validation: stripes(8, 2) });

  it('gives byte-identical weights for one seed and others for another', async () => {
    const fits: Buffer[] = [];
    for (const seed of [1, 1, 2]) {
      const detector = createDetector(recipe, seed);
      await fitDetector(detector, data(), seed, quiet);
      fits.push(weightBytes(detector.net));
      detector.dispose();
    }
    expect(fits[1]!.equals(fits[0]!)).toBe(true);
    expect(fits[2]!.equals(fits[0]!)).toBe(false);
  });

  it('stops when the validation loss no longer falls, and keeps the best epoch', async () => {
    // What is validated has nothing to do with what is learnt: it soon only gets worse.
    const random = seededRandom(4);
    const validation = Float32Array.from({ length: 8 * size }, () => gaussian(random));
    const changes = withTraining({ epochs: 50, patience: 2 });
    const detector = createDetector(changes, 1);
    const result = await fitDetector(detector, { fit: stripes(40, 1), validation }, 1, quiet);
    expect(result.stopped).toBe('early-stop');
    expect(result.epochs).toHaveLength(result.bestEpoch + 2);
    const losses = result.epochs.map(({ validationLoss }) => validationLoss);
    expect(losses[result.bestEpoch - 1]).toBe(Math.min(...losses));

    const short = createDetector(withTraining({ epochs: result.bestEpoch }), 1);
    await fitDetector(short, { fit: stripes(40, 1), validation }, 1, quiet);
    expect(weightBytes(short.net).equals(weightBytes(detector.net))).toBe(true);
    detector.dispose();
    short.dispose();
  });

  it('keeps the last good epoch where the loss is no number any more', async () => {
    const fit = stripes(40, 1);
    const detector = createDetector(withTraining({ epochs: 9, patience: 9 }), 1);
    // A value too large for float32 squares comes into the data after the first epoch.
    const spoil = async (): Promise<void> => void fit.fill(1e30, 0, size);
    let calls = 0;
    const result = await fitDetector(detector, { ...data(), fit }, 1, async () => {
      if (++calls === 5) await spoil();
    });
    expect(result.stopped).toBe('not-a-number');
    expect(result.epochs).toHaveLength(1);
    expect(result.bestEpoch).toBe(1);
    const weights = detector.net.weights.flatMap(({ variable }) => [...variable.dataSync()]);
    expect(weights.every(Number.isFinite)).toBe(true);
    detector.dispose();
  });

  it('fails where not even the first epoch ends in numbers, and says what to do', async () => {
    const detector = createDetector(withTraining({ learningRate: 1e20 }), 1);
    await expect(fitDetector(detector, data(), 1, quiet)).rejects.toMatchObject({
      code: 'training-diverged',
      message: expect.stringContaining('Lower the learning rate'),
    });
    detector.dispose();
  });
});

describe('an interrupted fit', () => {
  /** Every source of chance and every kind of memory: noise, drawn codes, moments, running means. */
  const rich: Recipe = {
    ...recipe,
    architecture: {
      name: 'variational',
      options: {
        channels: [4],
        kernel: 3,
        latent: 2,
        output: 'linear',
        batchNorm: true,
        klWeight: 0.01,
      },
    },
    training: {
      ...recipe.training,
      epochs: 4,
      schedule: 'one-cycle',
      weightDecay: 0.01,
      augmentation: { ...NO_AUGMENTATION, flipHorizontal: true, shift: 1, brightnessDrift: 0.1 },
    },
  };
  const data = () => ({ fit: stripes(20, 1), validation: stripes(8, 2) });
  const first = '0'.repeat(64);

  /** Fits and returns the weights; stops as if killed at the `dies`-th report of progress. */
  async function fit(
    folder: string | undefined,
    dies = Infinity,
    wanted = rich,
  ): Promise<{ result: FitResult; weights: Buffer }> {
    const detector = createDetector(wanted, 1);
    let reports = 0;
    const progress = async (): Promise<void> => {
      if (++reports >= dies) throw new Error('killed');
    };
    try {
      const store = folder && checkpointsIn(folder, fingerprintOf(detector, data(), 1));
      const result = await fitDetector(detector, data(), 1, progress, store || undefined);
      return { result, weights: weightBytes(detector.net) };
    } finally {
      detector.dispose();
    }
  }

  it('goes on after the last whole epoch and ends with the same weights, byte for byte', async () => {
    const folder = await temporaryFolder();
    const whole = await fit(undefined);
    // Three batches an epoch: the eighth report comes in the third.
    await expect(fit(folder, 8)).rejects.toThrow('killed');
    const resumed = await fit(folder);
    expect(resumed.result.resumedAfter).toBe(2);
    expect(whole.result.resumedAfter).toBe(0);
    const losses = ({ result }: typeof whole) =>
      result.epochs.map(({ loss, validationLoss }) => [loss, validationLoss]);
    expect(losses(resumed)).toEqual(losses(whole));
    expect(resumed.result.bestEpoch).toBe(whole.result.bestEpoch);
    expect(resumed.weights.equals(whole.weights)).toBe(true);
    expect(await readdir(folder)).toEqual(['checkpoint.bin']);
  });

  it('has nothing left to do where all its epochs were done', async () => {
    const folder = await temporaryFolder();
    const whole = await fit(folder);
    const again = await fit(folder);
    expect(again.result.resumedAfter).toBe(4);
    expect(again.weights.equals(whole.weights)).toBe(true);
  });

  it('begins anew where recipe, seed or images are others', async () => {
    const folder = await temporaryFolder();
    await fit(folder);
    const training = { ...rich.training, learningRate: 0.02 };
    const other = await fit(folder, Infinity, { ...rich, training });
    expect(other.result.resumedAfter).toBe(0);
    const detector = createDetector(rich, 1);
    const one = fingerprintOf(detector, data(), 1);
    expect(fingerprintOf(detector, data(), 2)).not.toBe(one);
    expect(fingerprintOf(detector, { ...data(), fit: stripes(20, 3) }, 1)).not.toBe(one);
    expect(fingerprintOf(detector, data(), 1)).toBe(one);
    detector.dispose();
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 300)],
    ['empty', (path: string) => truncate(path, 0)],
    ['longer than it was', (path: string) => appendFile(path, 'more')],
    ['foreign', (path: string) => writeFile(path, 'of something else')],
  ])('begins anew where its checkpoint is %s', async (_, harm) => {
    const folder = await temporaryFolder();
    const whole = await fit(folder);
    await harm(join(folder, 'checkpoint.bin'));
    const again = await fit(folder);
    expect(again.result.resumedAfter).toBe(0);
    expect(again.weights.equals(whole.weights)).toBe(true);
  });

  it('says so where its checkpoints cannot be written', async () => {
    await expect(fit(join(await temporaryFolder(), 'missing'))).rejects.toThrow(/ENOENT/);
  });

  it('leaves a checkpoint alone that belongs to another fit until it has one itself', async () => {
    const folder = await temporaryFolder();
    await fit(folder);
    const before = await readFile(join(folder, 'checkpoint.bin'));
    expect(await checkpointsIn(folder, first).read()).toBeUndefined();
    expect(await readFile(join(folder, 'checkpoint.bin'))).toEqual(before);
    await checkpointsIn(folder, first).remove();
    expect(await readdir(folder)).toEqual([]);
  });
});
