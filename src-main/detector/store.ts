import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import type { Recipe } from '../shared/recipe.ts';
import { createDetector, setStandard } from './detector.ts';
import type { Detector } from './detector.ts';
import type { Judge } from './judge.ts';
import type { Matrix } from './matrix.ts';

const FORMAT = 'lunka-detector';
/** 4 may turn objects upright, compare with known images and say what an alarm needs. */
const VERSION = 4;
/** Older ones that still score as they did. */
const OLDEST = 3;
const MANIFEST = 'detector.json';
const WEIGHTS = 'weights.bin';
const JUDGE = 'judge.bin';

/** What stands in `detector.json`. */
interface Manifest {
  format: typeof FORMAT;
  version: number;
  recipe: Recipe;
  deviation: number;
  /** The tensors of weights.bin in order; raw float32, little-endian, no gaps. */
  tensors: { name: string; shape: number[] }[];
  /** SHA-256 of weights.bin. */
  sha256: string;
  judge?: StoredJudge;
}

/** A judge but for its numbers, which stand in judge.bin as weights do in weights.bin. */
interface StoredJudge extends Pick<Judge, 'scorer' | 'features' | 'uncertainty' | 'fitted'> {
  matrices: { name: string; rows: number; columns: number }[];
  sha256: string;
}

/**
 * Writes `weights.bin`, `judge.bin` and then `detector.json` into an existing folder. Each appears under its name
 * only when it is whole, so a folder with a `detector.json` holds a whole detector.
 */
export async function saveDetector(detector: Detector, folder: string): Promise<void> {
  const weights = weightBytes(detector);
  const judge = detector.judge && packJudge(detector.judge);
  const manifest: Manifest = {
    format: FORMAT,
    version: VERSION,
    recipe: detector.recipe,
    deviation: detector.standard.deviation,
    tensors: storedTensors(detector).map(({ name, tensor }) => ({ name, shape: tensor.shape })),
    sha256: sha256(weights),
    ...(judge && { judge: judge.stored }),
  };
  await writeWhole(join(folder, WEIGHTS), weights);
  if (judge) await writeWhole(join(folder, JUDGE), judge.bytes);
  await writeWhole(join(folder, MANIFEST), JSON.stringify(manifest, null, 2) + '\n');
}

/**
 * Everything that an image's features follow from but the image and the layout of the features: the
 * preprocessing, what the input is measured against, and the weights.
 */
export function identityOf(detector: Detector): string {
  const { preprocess, architecture } = detector.recipe;
  const description = JSON.stringify([preprocess, architecture, detector.standard.deviation]);
  return sha256(Buffer.concat([Buffer.from(description), weightBytes(detector)]));
}

/**
 * Loads what `saveDetector` wrote.
 *
 * @throws LunkaError `detector-not-found`, `detector-too-new`, `detector-damaged`
 */
export async function loadDetector(folder: string): Promise<Detector> {
  const manifest = await readManifest(folder);
  const weights = await readWhole(folder, WEIGHTS, manifest.sha256);
  const stored = manifest.judge;
  const judge = stored && unpackJudge(stored, await readWhole(folder, JUDGE, stored.sha256));
  const detector = createDetector(manifest.recipe, 0);
  try {
    fill(detector, manifest, weights);
    if (judge) detector.judge = judge;
    return detector;
  } catch (cause) {
    detector.dispose();
    throw damaged(folder, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Puts the stored numbers into a detector with fresh weights. */
function fill(detector: Detector, manifest: Manifest, values: Float32Array): void {
  const expected = storedTensors(detector).map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
  }));
  if (JSON.stringify(expected) !== JSON.stringify(manifest.tensors)) {
    throw new Error(`its tensors are not those of a "${manifest.recipe.architecture.name}"`);
  }
  let start = 0;
  const stored = manifest.tensors.map(({ shape }) => {
    const piece = values.slice(start, (start += tf.util.sizeFromShape(shape)));
    return tf.tensor(piece, shape, 'float32');
  });
  const [mean, ...weights] = stored;
  setStandard(detector, mean as tf.Tensor3D, manifest.deviation);
  detector.net.weights.forEach(({ variable }, i) => variable.assign(weights[i]!));
  tf.dispose(weights);
}

function packJudge(judge: Judge): { stored: StoredJudge; bytes: Buffer } {
  const matrices = matricesOf(judge);
  const bytes = Buffer.concat(matrices.map(({ matrix }) => bytesOf(matrix.values)));
  const { scorer, features, uncertainty, fitted } = judge;
  return {
    stored: {
      scorer,
      features,
      uncertainty,
      fitted,
      matrices: matrices.map(({ name, matrix: { rows, columns } }) => ({ name, rows, columns })),
      sha256: sha256(bytes),
    },
    bytes,
  };
}

function unpackJudge({ matrices, sha256: _, ...rest }: StoredJudge, values: Float32Array): Judge {
  let start = 0;
  const found = Object.fromEntries(
    matrices.map(({ name, rows, columns }) => {
      const own = values.slice(start, (start += rows * columns));
      return [name, { rows, columns, values: own }];
    }),
  );
  const { centre, scale, reference, ...others } = found;
  const memory = Object.entries(others).map(([name, matrix]) => [
    name.slice(MEMORY.length),
    matrix,
  ]);
  return {
    ...rest,
    scaling: { centre: centre!.values, scale: scale!.values },
    reference: reference!,
    memory: Object.fromEntries(memory) as Judge['memory'],
  };
}

/** Before the names of what the scorer remembers, so that they are nobody else's. */
const MEMORY = 'memory/';

function matricesOf({ scaling, reference, memory }: Judge): { name: string; matrix: Matrix }[] {
  const row = (values: Float32Array): Matrix => ({ rows: 1, columns: values.length, values });
  return [
    { name: 'centre', matrix: row(scaling.centre) },
    { name: 'scale', matrix: row(scaling.scale) },
    { name: 'reference', matrix: reference },
    ...Object.entries(memory).map(([name, matrix]) => ({ name: MEMORY + name, matrix })),
  ];
}

/** The mean image first, then the net's weights in their fixed order. */
function storedTensors({ net, standard }: Detector): { name: string; tensor: tf.Tensor }[] {
  return [
    { name: 'standard/mean', tensor: standard.mean },
    ...net.weights.map(({ name, variable }) => ({ name, tensor: variable })),
  ];
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LunkaError(
      'detector-not-found',
      404,
      `Expected a detector in ${folder}, received a folder without a readable ${MANIFEST}.`,
      { cause },
    );
  });
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest>;
  } catch (cause) {
    throw damaged(folder, `${MANIFEST} is not JSON`, cause);
  }
  if (manifest?.format !== FORMAT) throw damaged(folder, `${MANIFEST} is not of ${FORMAT}`);
  const { version } = manifest;
  if (version !== VERSION && version !== OLDEST) {
    const newer = typeof version === 'number' && version > VERSION;
    throw new LunkaError(
      newer ? 'detector-too-new' : 'detector-too-old',
      422,
      `Expected a detector of format version ${OLDEST} to ${VERSION}, received ${version} in ${folder}. ` +
        (newer ? 'Update the program.' : 'Train it anew.'),
    );
  }
  return manifest as Manifest;
}

function damaged(folder: string, why: string, cause?: unknown): LunkaError {
  return new LunkaError(
    'detector-damaged',
    422,
    `Expected a whole detector in ${folder}, but ${why}. Activate another version or train anew.`,
    { cause },
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Every platform that the product runs on is little-endian, so memory is the format. */
function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.slice().buffer);
}

function weightBytes(detector: Detector): Buffer {
  return Buffer.concat(
    storedTensors(detector).map(({ tensor }) => bytesOf(tensor.dataSync<'float32'>())),
  );
}

/** @throws LunkaError `detector-damaged` where it is not the file that the manifest speaks of */
async function readWhole(folder: string, name: string, expected: string): Promise<Float32Array> {
  const bytes = await readFile(join(folder, name)).catch((cause: unknown) => {
    throw damaged(folder, `${name} cannot be read`, cause);
  });
  if (sha256(bytes) !== expected) {
    throw damaged(folder, `${name} (${bytes.length} bytes) is not the file that was saved`);
  }
  return new Float32Array(new Uint8Array(bytes).buffer);
}

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
