import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAutoencoder } from '../../src-main/detector/architectures/index.ts';
import { countParameters } from '../../src-main/detector/architectures/autoencoder.ts';
import { createDetector, scoreImages, setStandard } from '../../src-main/detector/detector.ts';
import { fitDetector } from '../../src-main/detector/fit.ts';
import { loadDetector, saveDetector } from '../../src-main/detector/store.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { Architecture, Recipe } from '../../src-main/shared/recipe.ts';
import { recipe, temporaryFolder } from './cells.ts';
import * as plain from './nets.ts';
import type { Plain, Weights } from './nets.ts';
import { quiet, stripes, withTraining } from './stripes.ts';

beforeAll(() => loadTensorFlow());

interface Case {
  /** What to call it. */
  net: string;
  architecture: Architecture;
  /** Parameters on 8 x 8 x 2 pixels, counted by hand from the layers. */
  parameters: number;
  code: number;
  /** The whole way for one image of 8 x 8 x 2, in plain loops. */
  forward: (x: Plain, weights: Weights) => Plain;
}

const halves = { channels: [3, 4], kernel: 3, output: 'linear', batchNorm: false };

const CASES: Case[] = [
  {
    net: 'dense',
    architecture: {
      name: 'dense',
      options: { widths: [6, 5], bottleneck: 'tanh', output: 'sigmoid', batchNorm: false },
    },
    parameters: 128 * 6 + 6 + (6 * 5 + 5) + (5 * 6 + 6) + (6 * 128 + 128),
    code: 5,
    forward(x, w) {
      const code = plain.tanh(plain.dense(plain.relu(plain.dense(x, w, 'down-1')), w, 'code'));
      return plain.sigmoid(plain.dense(plain.relu(plain.dense(code, w, 'up-1')), w, 'out'));
    },
  },
  {
    net: 'dense with batch normalisation',
    architecture: {
      name: 'dense',
      options: { widths: [6, 5], bottleneck: 'relu', output: 'linear', batchNorm: true },
    },
    parameters: 128 * 6 + 6 + (6 * 5 + 5) + (5 * 6 + 6) + (6 * 128 + 128) + 2 * 4 * 6,
    code: 5,
    forward(x, w) {
      const hidden = (from: Plain, name: string): Plain =>
        plain.relu(plain.batchNorm(plain.dense(from, w, name), w, `${name}-norm`));
      const code = plain.relu(plain.dense(hidden(x, 'down-1'), w, 'code'));
      return plain.dense(hidden(code, 'up-1'), w, 'out');
    },
  },
  {
    net: 'conv',
    architecture: { name: 'conv', options: { ...halves, latent: 0 } },
    parameters: 9 * 2 * 3 + 3 + (9 * 3 * 4 + 4) + (9 * 4 * 3 + 3) + (9 * 3 * 2 + 2),
    code: 2 * 2 * 4,
    forward: (x, w) => convUp(convDown(x, w), w),
  },
  {
    net: 'conv with a latent of 2 and batch normalisation',
    architecture: { name: 'conv', options: { ...halves, batchNorm: true, latent: 2 } },
    parameters: 336 + (16 * 2 + 2) + (2 * 16 + 16) + 4 * (3 + 4 + 3),
    code: 2,
    forward(x, w) {
      const code = plain.dense(convDown(x, w), w, 'latent');
      return convUp(plain.reshape(plain.relu(plain.dense(code, w, 'widen')), [2, 2, 4]), w);
    },
  },
  {
    net: 'variational',
    architecture: { name: 'variational', options: { ...halves, latent: 3, klWeight: 0.01 } },
    parameters: 336 + 2 * (16 * 3 + 3) + (3 * 16 + 16),
    code: 3,
    forward(x, w) {
      const code = plain.dense(convDown(x, w), w, 'mean');
      return convUp(plain.reshape(plain.relu(plain.dense(code, w, 'widen')), [2, 2, 4]), w);
    },
  },
  {
    net: 'patch',
    architecture: {
      name: 'patch',
      options: { patch: 4, embedding: 3, latent: 2, output: 'sigmoid' },
    },
    parameters: 32 * 3 + 3 + (12 * 2 + 2) + (2 * 12 + 12) + (3 * 32 + 32),
    code: 2,
    forward(x, w) {
      const map = plain.relu(plain.embed(x, w, 'embed', 4));
      const wide = plain.relu(plain.dense(plain.dense(map, w, 'latent'), w, 'widen'));
      return plain.sigmoid(plain.unembed(plain.reshape(wide, map.shape), w, 'unembed', 4));
    },
  },
  {
    net: 'small-conv',
    architecture: { name: 'small-conv', options: { channels: [3, 2], latent: 2 } },
    parameters:
      16 * 2 * 3 +
      3 +
      (4 * 3 * 2 + 2) +
      (2 * 2 + 2) +
      (2 * 2 + 2) +
      (4 * 2 * 3 + 3) +
      (16 * 3 * 2 + 2),
    code: 2,
    forward(x, w) {
      const first = plain.relu(plain.conv(x, w, 'down-1', 4, 4));
      const map = plain.relu(plain.conv(first, w, 'down-2', 2, 2));
      const wide = plain.relu(plain.dense(plain.dense(map, w, 'latent'), w, 'widen'));
      const up = plain.relu(plain.convTransposed(plain.reshape(wide, map.shape), w, 'up-2', 2, 2));
      return plain.convTransposed(up, w, 'up-1', 4, 4);
    },
  },
];

/** Two halving layers, normalised where the weights say so, and their way back. */
function convDown(x: Plain, w: Weights): Plain {
  const down = (from: Plain, name: string): Plain =>
    plain.relu(normalised(plain.conv(from, w, name, 3, 2), w, name));
  return down(down(x, 'down-1'), 'down-2');
}

function convUp(x: Plain, w: Weights): Plain {
  const up = plain.relu(normalised(plain.convTransposed(x, w, 'up-2', 3, 2), w, 'up-2'));
  return plain.convTransposed(up, w, 'up-1', 3, 2);
}

function normalised(x: Plain, w: Weights, name: string): Plain {
  return w[`${name}-norm/scale`] ? plain.batchNorm(x, w, `${name}-norm`) : x;
}

const input = { height: 8, width: 8, channels: 2 };

describe.each(CASES)('$net', ({ architecture, parameters, code, forward }) => {
  /** Linear out, as standardised images want it, and large enough to learn something. */
  const wide: Record<string, Architecture['options']> = {
    dense: { widths: [32, 4], output: 'linear' },
    conv: { channels: [8, 8], output: 'linear' },
    variational: { channels: [8, 8], output: 'linear' },
    patch: { embedding: 16, output: 'linear' },
    'small-conv': { channels: [8, 8] },
  };
  const learning: Recipe = {
    ...withTraining({ epochs: 80, patience: 80, learningRate: 0.01 }),
    architecture: {
      name: architecture.name,
      options: { ...architecture.options, ...wide[architecture.name] },
    },
  };

  it('learns a tiny batch', async () => {
    const detector = createDetector(learning, 1);
    const data = { fit: stripes(8, 1), validation: stripes(8, 1) };
    const { epochs, bestEpoch, stopped } = await fitDetector(detector, data, 1, quiet);
    expect(stopped).toBe('finished');
    expect(epochs[bestEpoch - 1]!.validationLoss).toBeLessThan(epochs[0]!.loss / 5);
    detector.dispose();
  });

  it('gives the same scores after it is saved and loaded', async () => {
    const folder = await temporaryFolder();
    const wanted = { ...recipe, architecture };
    const detector = createDetector(wanted, 1);
    randomise(detector.net);
    setStandard(detector, tf.randomUniform([16, 16, 3], 0, 1, 'float32', 1), 0.2);
    const images = tf.randomUniform<tf.Rank.R4>([5, 16, 16, 3], 0, 1, 'float32', 2);
    const before = scoreImages(detector, images);
    await saveDetector(detector, folder);
    const loaded = await loadDetector(folder);
    expect(scoreImages(loaded, images)).toEqual(before);
    expect(loaded.recipe).toEqual(wanted);
    tf.dispose(images);
    detector.dispose();
    loaded.dispose();
  });

  it('leaks no tensor in building, training, saving, loading and scoring', async () => {
    const folder = await temporaryFolder();
    const images = tf.zeros<tf.Rank.R4>([3, 16, 16, 3]);
    const before = tf.memory().numTensors;
    const detector = createDetector({ ...recipe, architecture }, 1);
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

  it('computes what plain loops over its layers compute', () => {
    const net = buildAutoencoder(architecture, input, 5);
    randomise(net);
    const random = seededRandom(9);
    const image = Float32Array.from({ length: 2 * 128 }, () => gaussian(random));
    const images = tf.tensor4d(image, [2, 8, 8, 2]);
    const output = net.forward(images, false);
    const weights = plain.weightsByName(net);
    const expected = [0, 128].flatMap((start) => {
      const values = [...image.subarray(start, start + 128)];
      return forward({ values, shape: [8, 8, 2] }, weights).values;
    });
    expect(output.shape).toEqual([2, 8, 8, 2]);
    output.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));

    const latent = net.encode(images);
    expect(latent.shape).toEqual([2, code]);
    expect(net.codeSize).toBe(code);
    expect(net.decode(latent).dataSync()).toEqual(output.dataSync());
    net.dispose();
  });

  it('has the number of parameters that its layers make', () => {
    const net = buildAutoencoder(architecture, input, 1);
    expect(countParameters(net)).toBe(parameters);
    net.dispose();
  });

  it('starts from weights that its seed alone decides', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => {
      const net = buildAutoencoder(architecture, input, seed);
      const bytes = plain.weightBytes(net);
      net.dispose();
      return bytes;
    });
    expect(again!.equals(first!)).toBe(true);
    expect(other!.equals(first!)).toBe(false);
  });
});

/** Weights far from where they start, variances above 0. */
function randomise(net: ReturnType<typeof buildAutoencoder>): void {
  const random = seededRandom(3);
  for (const { name, variable } of net.weights) {
    const draw = (): number => gaussian(random, 0, 0.5);
    const values = Float32Array.from({ length: variable.size }, () =>
      name.endsWith('/variance') ? 0.5 + random() : draw(),
    );
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

describe('options that do not fit', () => {
  const dense = { widths: [8, 4], bottleneck: 'relu', output: 'linear', batchNorm: false };
  const conv = { ...halves, latent: 2 };
  const patch = { patch: 4, embedding: 4, latent: 2, output: 'linear' };
  it.each<[string, string, Architecture['options'], RegExp]>([
    ['no channels', 'small-conv', { latent: 4 }, /"channels".*received nothing/],
    ['an empty list', 'small-conv', { channels: [], latent: 4 }, /"channels"/],
    ['a fraction', 'small-conv', { channels: [8.5], latent: 4 }, /\[8\.5\]/],
    ['no latent size', 'small-conv', { channels: [8] }, /"latent".*received nothing/],
    ['too many layers', 'small-conv', { channels: [8, 8, 8, 8], latent: 4 }, /divisible by 32/],
    ['an option of another', 'dense', { ...dense, kernel: 3 }, /widths.*received "kernel"/],
    ['a misspelt option', 'dense', { ...dense, width: [3] }, /did you mean "widths"/],
    ['an unknown word', 'dense', { ...dense, bottleneck: 'sine' }, /linear, relu, tanh.*"sine"/],
    ['a number for yes or no', 'dense', { ...dense, batchNorm: 1 }, /true or false, received 1/],
    ['too many halvings', 'conv', { ...conv, channels: [2, 2, 2, 2, 2] }, /divisible by 32/],
    ['too large a kernel', 'conv', { ...conv, kernel: 9 }, /from 2 to 7, received 9/],
    ['no code to draw', 'variational', { ...conv, latent: 0, klWeight: 1 }, /"latent".*received 0/],
    ['a negative KL weight', 'variational', { ...conv, klWeight: -1 }, /"klWeight".*-1/],
    ['patches that do not tile', 'patch', { ...patch, patch: 5 }, /divisible by 5/],
  ])('are refused: %s', (_, name, options, message) => {
    const build = () =>
      buildAutoencoder({ name, options }, { height: 16, width: 16, channels: 3 }, 1);
    expect(build).toThrow(expect.objectContaining({ code: 'sizes-do-not-fit', status: 422 }));
    expect(build).toThrow(message);
  });

  it('are refused where a dense net would get too large an image', () => {
    const large = { height: 256, width: 256, channels: 3 };
    expect(() => buildAutoencoder({ name: 'dense', options: dense }, large, 1)).toThrow(
      /at most 65536 values an image, received 196608/,
    );
  });

  it('are refused with the net under an unknown name, which names the nearest', () => {
    expect(() => buildAutoencoder({ name: 'smal-conv', options: {} }, input, 1)).toThrow(
      /dense, conv, .*Did you mean "small-conv"\?/,
    );
  });
});
