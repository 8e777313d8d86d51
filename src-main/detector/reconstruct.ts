import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import { seededRandom } from '../shared/random.ts';
import type { Reconstruction } from '../shared/worker/results.ts';
import type { ReconstructRequest } from '../shared/worker/requests.ts';
import { createCorruption } from './corrupt.ts';
import { scoreImages } from './detector.ts';
import type { Detector } from './detector.ts';
import { toViewable } from './preprocess/index.ts';
import type { Decode } from './preprocess/decode.ts';
import { readOne } from './preprocess/read.ts';
import { isOnUnitRange } from './preprocess/shape.ts';
import { canvasOf } from './score.ts';
import { destandardise, standardise } from './standardise.ts';

/**
 * What the net sees of a file, what it makes of it, and what is left between them.
 *
 * @throws LunkaError `image-unreadable`
 */
export async function reconstructFile(
  detector: Detector,
  { path, corruptionSeed }: Pick<ReconstructRequest, 'path' | 'corruptionSeed'>,
  decode: Decode,
): Promise<Reconstruction> {
  const { preprocess } = detector.recipe;
  const read = await readOne({ id: 0, path }, preprocess, decode, canvasOf(detector));
  const { tensor, canvas, places, unreadable } = read;
  if (!tensor) throw new LunkaError('image-unreadable', 422, unreadable[0]?.reason ?? path);
  const { height, width } = detector.shape;
  const [score = NaN] = scoreImages(detector, tensor, canvas);
  canvas?.dispose();
  const pictures = tf.tidy(() => {
    const { standard, net, recipe } = detector;
    const clean = standardise(tensor, standard);
    const given = corruptionSeed === undefined ? clean : damage(clean, detector, corruptionSeed);
    const output = destandardise(net.forward(given, false), standard);
    const seen = toViewable(tensor, recipe.preprocess);
    const made = toViewable(output, recipe.preprocess);
    // Around middle gray and in the levels of the image itself; beyond half the range it clips.
    const difference = seen.sub(made).add<tf.Tensor4D>(128 / 255);
    const damaged = toViewable(destandardise(given, standard), recipe.preprocess);
    return [seen, made, difference, damaged].map((view) =>
      view.clipByValue(0, 1).mul<tf.Tensor4D>(255),
    );
  });
  const [input, reconstruction, difference, corrupted] = pictures.map((picture) =>
    Uint8Array.from(picture.dataSync(), Math.round),
  );
  tf.dispose([tensor, ...pictures]);
  return {
    width,
    height,
    input: input!,
    reconstruction: reconstruction!,
    difference: difference!,
    place: places[0]!,
    ...(corruptionSeed === undefined ? {} : { corrupted: corrupted! }),
    score,
  };
}

/** A standardised image as training would have damaged it. */
function damage(clean: tf.Tensor4D, { recipe, shape }: Detector, seed: number): tf.Tensor4D {
  const { preprocess, training } = recipe;
  const corrupt = createCorruption(training.corruption, shape, seed, isOnUnitRange(preprocess));
  return tf.tensor4d(corrupt(clean.dataSync<'float32'>(), seededRandom(seed)), clean.shape);
}
