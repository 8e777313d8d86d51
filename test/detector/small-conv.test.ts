import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAutoencoder } from '../../src-main/detector/architectures/index.ts';
import { countParameters } from '../../src-main/detector/architectures/autoencoder.ts';
import { createDetector, scoreImages, setStandard } from '../../src-main/detector/detector.ts';
import { fitDetector } from '../../src-main/detector/fit.ts';
import { loadDetector, saveDetector } from '../../src-main/detector/store.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { Recipe } from '../../src-main/shared/recipe.ts';
import { recipe, temporaryFolder } from './cells.ts';

beforeAll(() => loadTensorFlow());

const quiet = async (): Promise<void> => {};
const size = 16 * 16 * 3;

/** Standardised images of stripes: one number decides each, so a tiny latent can hold them. */
function stripes(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => gaussian(random)).reduce(
    (pixels, height, image) => {
      for (let i = 0; i < size; i++) pixels[image * size + i] = Math.floor(i / 12) % 2 ? height : 0;
      return pixels;
    },
    new Float32Array(count * size),
  );
}

function withTraining(changes: Partial<Recipe['training']>): Recipe {
  return { ...recipe, training: { ...recipe.training, noise: 0, occlusion: 0, ...changes } };
}

/** Bytes of all weights, for comparison. */
function weightsOf({ net }: ReturnType<typeof createDetector>): Buffer {
  return Buffer.concat(
    net.weights.map(({ variable }) => Buffer.from(variable.dataSync().slice().buffer)),
  );
}

describe('small-conv', () => {
  it('learns a tiny batch', async () => {
    const detector = createDetector(
      withTraining({ epochs: 200, patience: 200, learningRate: 0.005 }),
      1,
    );
    const data = { fit: stripes(8, 1), validation: stripes(8, 1) };
    const { epochs, bestEpoch, stopped } = await fitDetector(detector, data, 1, quiet);
    expect(stopped).toBe('finished');
    expect(epochs[bestEpoch - 1]!.validationLoss).toBeLessThan(epochs[0]!.loss / 10);
    detector.dispose();
  });

  it('gives the same scores after it is saved and loaded', async () => {
    const folder = await temporaryFolder();
    const detector = createDetector(recipe, 1);
    setStandard(detector, tf.randomUniform([16, 16, 3], 0, 1, 'float32', 1), 0.2);
    const images = tf.randomUniform<tf.Rank.R4>([5, 16, 16, 3], 0, 1, 'float32', 2);
    const before = scoreImages(detector, images);
    await saveDetector(detector, folder);
    const loaded = await loadDetector(folder);
    expect(scoreImages(loaded, images)).toEqual(before);
    expect(loaded.recipe).toEqual(recipe);
    tf.dispose(images);
    detector.dispose();
    loaded.dispose();
  });

  it('leaks no tensor in building, training, saving, loading and scoring', async () => {
    const folder = await temporaryFolder();
    const images = tf.zeros<tf.Rank.R4>([3, 16, 16, 3]);
    const before = tf.memory().numTensors;
    const detector = createDetector(recipe, 1);
    const data = { fit: stripes(20, 1), validation: stripes(8, 2) };
    await fitDetector(detector, data, 1, quiet);
    await saveDetector(detector, folder);
    detector.dispose();
    const loaded = await loadDetector(folder);
    scoreImages(loaded, images);
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(images);
  });

  it('computes what plain loops over its patches compute', () => {
    const input = { height: 8, width: 8, channels: 2 };
    const sizes = { channels: [3, 2], latent: 2 };
    const net = buildAutoencoder({ name: 'small-conv', sizes }, input, 5);
    const random = seededRandom(9);
    for (const { variable } of net.weights) {
      const values = Float32Array.from({ length: variable.size }, () => gaussian(random, 0, 0.5));
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    const image = Float32Array.from({ length: 128 }, () => gaussian(random));
    const output = net.forward(tf.tensor4d(image, [1, 8, 8, 2]), false);
    const expected = plainForward([...image], net);
    output.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    net.dispose();
  });

  it('has the number of parameters that its sizes make', () => {
    const input = { height: 32, width: 32, channels: 4 };
    const sizes = { channels: [16, 16], latent: 8 };
    const net = buildAutoencoder({ name: 'small-conv', sizes }, input, 1);
    const down = 4 * 4 * 4 * 16 + 16 + (2 * 2 * 16 * 16 + 16);
    const latent = 256 * 8 + 8 + (8 * 256 + 256);
    const up = 2 * 2 * 16 * 16 + 16 + (4 * 4 * 4 * 16 + 4);
    expect(countParameters(net)).toBe(down + latent + up);
    net.dispose();
  });

  it.each([
    ['no channels', {}, /"channels".*received nothing/],
    ['an empty list', { channels: [], latent: 4 }, /"channels"/],
    ['a fraction', { channels: [8.5], latent: 4 }, /\[8\.5\]/],
    ['no latent size', { channels: [8] }, /"latent".*received nothing/],
    ['too many layers for the input', { channels: [8, 8, 8, 8], latent: 4 }, /divisible by 32/],
  ])('refuses %s', (_, sizes, message) => {
    const input = { height: 16, width: 16, channels: 3 };
    const build = () => buildAutoencoder({ name: 'small-conv', sizes }, input, 1);
    expect(build).toThrow(expect.objectContaining({ code: 'sizes-do-not-fit', status: 422 }));
    expect(build).toThrow(message);
  });

  it('is refused under an unknown name, which names those there are', () => {
    const input = { height: 16, width: 16, channels: 3 };
    expect(() => buildAutoencoder({ name: 'large', sizes: {} }, input, 1)).toThrow(/small-conv/);
  });
});

describe('the fit', () => {
  const data = () => ({ fit: stripes(40, 1), validation: stripes(8, 2) });

  it('gives byte-identical weights for one seed and others for another', async () => {
    const fits: Buffer[] = [];
    for (const seed of [1, 1, 2]) {
      const detector = createDetector(recipe, seed);
      await fitDetector(detector, data(), seed, quiet);
      fits.push(weightsOf(detector));
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
    expect(weightsOf(short).equals(weightsOf(detector))).toBe(true);
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

/** The net of two levels (4x4 then 2x2 patches) written out with loops; kernels as TensorFlow's. */
function plainForward(image: number[], net: ReturnType<typeof buildAutoencoder>): number[] {
  const weight = Object.fromEntries(
    net.weights.map(({ name, variable }) => [name, [...variable.dataSync()]]),
  );
  const relu = (value: number): number => Math.max(0, value);
  const down = (
    x: number[],
    side: number,
    from: number,
    to: number,
    patch: number,
    name: string,
  ) => {
    const small = side / patch;
    const [kernel, bias] = [weight[`${name}/kernel`]!, weight[`${name}/bias`]!];
    return Array.from({ length: small * small * to }, (_, at) => {
      const [o, cell] = [at % to, Math.floor(at / to)];
      const [row, column] = [Math.floor(cell / small), cell % small];
      let sum = bias[o]!;
      for (let dy = 0; dy < patch; dy++)
        for (let dx = 0; dx < patch; dx++)
          for (let c = 0; c < from; c++)
            sum +=
              x[((row * patch + dy) * side + column * patch + dx) * from + c]! *
              kernel[((dy * patch + dx) * from + c) * to + o]!;
      return relu(sum);
    });
  };
  const up = (x: number[], side: number, from: number, to: number, patch: number, name: string) => {
    const large = side * patch;
    const [kernel, bias] = [weight[`${name}/kernel`]!, weight[`${name}/bias`]!];
    return Array.from({ length: large * large * to }, (_, at) => {
      const [o, cell] = [at % to, Math.floor(at / to)];
      const [y, z] = [Math.floor(cell / large), cell % large];
      const source = (Math.floor(y / patch) * side + Math.floor(z / patch)) * from;
      const place = (y % patch) * patch + (z % patch);
      let sum = bias[o]!;
      for (let c = 0; c < from; c++) sum += x[source + c]! * kernel[(place * to + o) * from + c]!;
      return sum;
    });
  };
  const dense = (x: number[], to: number, name: string) =>
    Array.from({ length: to }, (_, o) =>
      x.reduce(
        (sum, v, i) => sum + v * weight[`${name}/kernel`]![i * to + o]!,
        weight[`${name}/bias`]![o]!,
      ),
    );
  const map = down(down(image, 8, 2, 3, 4, 'down-1'), 2, 3, 2, 2, 'down-2');
  const wide = dense(dense(map, 2, 'latent'), 2, 'widen').map(relu);
  return up(up(wide, 1, 2, 3, 2, 'up-2').map(relu), 2, 3, 2, 4, 'up-1');
}
