import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import type { Recipe } from '../shared/recipe.ts';
import { createDetector, setStandard } from './detector.ts';
import type { Detector } from './detector.ts';

const FORMAT = 'lunka-detector';
const VERSION = 2;
const MANIFEST = 'detector.json';
const WEIGHTS = 'weights.bin';

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
}

/**
 * Writes `weights.bin` and then `detector.json` into an existing folder. Each appears under its name
 * only when it is whole, so a folder with a `detector.json` holds a whole detector.
 */
export async function saveDetector(detector: Detector, folder: string): Promise<void> {
  const tensors = storedTensors(detector);
  // Every platform that the product runs on is little-endian, so memory is the format.
  const parts = tensors.map(({ tensor }) =>
    Buffer.from(tensor.dataSync<'float32'>().slice().buffer),
  );
  const weights = Buffer.concat(parts);
  const manifest: Manifest = {
    format: FORMAT,
    version: VERSION,
    recipe: detector.recipe,
    deviation: detector.standard.deviation,
    tensors: tensors.map(({ name, tensor }) => ({ name, shape: tensor.shape })),
    sha256: sha256(weights),
  };
  await writeWhole(join(folder, WEIGHTS), weights);
  await writeWhole(join(folder, MANIFEST), JSON.stringify(manifest, null, 2) + '\n');
}

/**
 * Loads what `saveDetector` wrote.
 *
 * @throws LunkaError `detector-not-found`, `detector-too-new`, `detector-damaged`
 */
export async function loadDetector(folder: string): Promise<Detector> {
  const manifest = await readManifest(folder);
  const weights = await readFile(join(folder, WEIGHTS)).catch((cause: unknown) => {
    throw damaged(folder, `${WEIGHTS} cannot be read`, cause);
  });
  if (sha256(weights) !== manifest.sha256) {
    throw damaged(folder, `${WEIGHTS} (${weights.length} bytes) is not the file that was saved`);
  }
  const detector = createDetector(manifest.recipe, 0);
  try {
    fill(detector, manifest, new Float32Array(new Uint8Array(weights).buffer));
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
  if (version !== VERSION) {
    const newer = typeof version === 'number' && version > VERSION;
    throw new LunkaError(
      newer ? 'detector-too-new' : 'detector-too-old',
      422,
      `Expected a detector of format version ${VERSION}, received ${version} in ${folder}. ` +
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

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
