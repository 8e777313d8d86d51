import * as tf from '@tensorflow/tfjs';
import type { ImageFile } from '../shared/worker/requests.ts';
import { passThrough } from './detector.ts';
import type { Detector } from './detector.ts';
import type { Memory } from './judge.ts';
import type { Matrix } from './matrix.ts';
import type { Decode } from './preprocess/decode.ts';
import { readBatches } from './preprocess/read.ts';
import { blurredResidual } from './scorers/deviation.ts';
import { isLatentScorer, rememberNormals } from './scorers/index.ts';

/**
 * What the recipe's scorer has to remember of the normals that the net was fitted on.
 *
 * @param files in random order, at least 2
 * @param features theirs, raw, as `collectFeatures` found them
 */
export async function rememberUsual(
  detector: Detector,
  files: readonly ImageFile[],
  features: Matrix,
  decode: Decode,
): Promise<Memory> {
  const { scorer } = detector.recipe;
  if (isLatentScorer(scorer)) return rememberNormals(scorer, codesOf(detector, features));
  if (scorer.name !== 'worst-deviation') return {};
  return { usual: await usualResidual(detector, files, scorer.sigma, decode) };
}

/** The latents among raw features. */
function codesOf({ net }: Detector, { rows, columns, values }: Matrix): Matrix {
  const size = net.codeSize;
  const codes = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    codes.set(values.subarray((row + 1) * columns - size, (row + 1) * columns), row * size);
  }
  return { rows, columns: size, values: codes };
}

/**
 * Root mean square of the blurred residual at each place; the net saw these images, so new ones lie
 * higher, and the cut is chosen from images that it did not see.
 *
 * @returns a row for each row of pixels
 */
async function usualResidual(
  detector: Detector,
  files: readonly ImageFile[],
  sigma: number,
  decode: Decode,
): Promise<Matrix> {
  const { height, width, channels } = detector.shape;
  const squares = new Float64Array(height * width * channels);
  let images = 0;
  for await (const { tensor } of readBatches([...files], detector.recipe.preprocess, decode)) {
    if (!tensor) continue;
    const sum = tf.tidy(() => {
      const { input, output } = passThrough(detector, tensor);
      return blurredResidual(input, output, sigma).square().sum(0);
    });
    sum.dataSync().forEach((value, i) => (squares[i]! += value));
    images += tensor.shape[0];
    tf.dispose([sum, tensor]);
  }
  const values = Float32Array.from(squares, (sum) => Math.sqrt(sum / images));
  return { rows: height, columns: width * channels, values };
}
