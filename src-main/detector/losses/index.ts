import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../../shared/errors.ts';
import { LOSSES } from '../../shared/recipe.ts';
import type { Loss, Preprocess } from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';
import { isOnUnitRange } from '../preprocess/shape.ts';
import { huber, mae, mse, mseMae } from './pointwise.ts';
import { dissimilarity } from './ssim.ts';

/**
 * Error of each value, before any mean is taken; losses and scores both rest on it.
 *
 * @param target [n, h, w, c] float32
 * @param output the same shape
 * @returns the same shape, 0 or more; for `ssim` one value a whole window, so smaller by its border
 */
export function pointwiseError(loss: Loss, target: tf.Tensor4D, output: tf.Tensor4D): tf.Tensor4D {
  switch (loss.name) {
    case 'mse':
      return mse(target, output);
    case 'mae':
      return mae(target, output);
    case 'mse-mae':
      return mseMae(target, output, loss.mseWeight);
    case 'huber':
      return huber(target, output, loss.delta);
    case 'ssim':
      return dissimilarity(target, output);
  }
}

/**
 * What training makes small: the mean over the batch's images of the mean, or the sum, of each
 * image's errors. A sum is not taken over the batch as well, so that the size of a batch changes
 * nothing and a KL term weighs the same.
 *
 * @returns a scalar, 0 or more
 */
export function batchLoss(loss: Loss, target: tf.Tensor4D, output: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => {
    const errors = pointwiseError(loss, target, output);
    if (loss.reduction === 'mean') return errors.mean<tf.Scalar>();
    return errors.sum().div<tf.Scalar>(target.shape[0]);
  });
}

/**
 * Refuses a loss that is unknown, out of its range or without meaning on such images.
 *
 * @throws LunkaError `recipe-not-valid`
 */
export function checkLoss(loss: Loss, preprocess: Preprocess): void {
  if (!LOSSES.includes(loss.name)) {
    refuse(`one of ${LOSSES.join(', ')}`, `"${loss.name}"`, suggest(loss.name, LOSSES));
  }
  if (loss.reduction !== 'mean' && loss.reduction !== 'sum') {
    refuse('the reduction mean or sum', `"${String(loss.reduction)}"`);
  }
  if (loss.name === 'mse-mae' && !(loss.mseWeight >= 0 && loss.mseWeight <= 1)) {
    refuse('mseWeight from 0 to 1', String(loss.mseWeight));
  }
  if (loss.name === 'huber' && !(loss.delta > 0 && Number.isFinite(loss.delta))) {
    refuse('a delta above 0', String(loss.delta));
  }
  const { reference, standardise, colour } = preprocess;
  if (loss.name === 'ssim' && !isOnUnitRange(preprocess)) {
    refuse(
      'images on [0, 1] for ssim: reference none, standardise false, a colour other than relative',
      `reference ${reference}, standardise ${standardise}, colour ${colour}`,
    );
  }
}

function refuse(expected: string, received: string, hint = ''): never {
  throw new LunkaError(
    'recipe-not-valid',
    422,
    `Loss: expected ${expected}, received ${received}.${hint} Mend the recipe.`,
  );
}
