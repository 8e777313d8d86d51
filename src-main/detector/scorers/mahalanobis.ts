import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../../shared/errors.ts';
import { rowOf } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';

/** A covariance of more columns than this is neither estimated well nor inverted quickly. */
const WIDEST = 512;

/** Where the latents of sound cells lie, and what makes them round. */
export interface Cloud {
  /** k numbers */
  centre: Float32Array;
  /** k x k: the inverse of the covariance's lower Cholesky factor */
  whitening: Matrix;
}

/**
 * Mean and covariance of latents; the covariance S is shrunk towards a sphere of the same mean
 * variance, (1 - shrinkage) S + shrinkage (tr S / k) I (Ledoit and Wolf 2004, with the share given
 * and not estimated), since few images do not fill many dimensions.
 *
 * @param codes at least 2 rows
 * @param shrinkage 0..1; above 0 where there are fewer rows than columns
 * @throws LunkaError `scorer-does-not-fit` where the latent is too wide or does not vary
 */
export function measureCloud(codes: Matrix, shrinkage: number): Cloud {
  const { rows, columns } = codes;
  if (columns > WIDEST) {
    doesNotFit(`a latent of at most ${WIDEST} numbers`, `${columns}`);
  }
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) rowOf(codes, i).forEach((v, j) => (mean[j]! += v / rows));
  const covariance = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const off = Float64Array.from(rowOf(codes, i), (v, j) => v - mean[j]!);
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b <= a; b++) covariance[a * columns + b]! += (off[a]! * off[b]!) / rows;
    }
  }
  let trace = 0;
  for (let a = 0; a < columns; a++) trace += covariance[a * columns + a]!;
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b <= a; b++) covariance[a * columns + b]! *= 1 - shrinkage;
    covariance[a * columns + a]! += (shrinkage * trace) / columns;
  }
  const values = Float32Array.from(invertedFactor(covariance, columns));
  return { centre: Float32Array.from(mean), whitening: { rows: columns, columns, values } };
}

/**
 * Mahalanobis distance of each latent from the cloud's centre.
 *
 * @param code [n, k] float32
 * @param centre [k]
 * @param whitening [k, k]
 * @returns [n] float32, 0 or more
 */
export function mahalanobis(
  code: tf.Tensor2D,
  centre: tf.Tensor1D,
  whitening: tf.Tensor2D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const round = tf.matMul(code.sub<tf.Tensor2D>(centre), whitening, false, true);
    return round.square().sum<tf.Tensor1D>(1).sqrt();
  });
}

/** The inverse of the lower factor L of a symmetric matrix L L^T, of which the lower half is given. */
function invertedFactor(matrix: Float64Array, size: number): Float64Array {
  const l = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * size + b]!;
      for (let k = 0; k < b; k++) sum -= l[a * size + k]! * l[b * size + k]!;
      if (a !== b) l[a * size + b] = sum / l[b * size + b]!;
      else if (sum > 1e-12) l[a * size + a] = Math.sqrt(sum);
      else doesNotFit('a latent that varies in every direction', 'one that does not: shrink more');
    }
  }
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k++) sum -= l[row * size + k]! * inverse[k * size + column]!;
      inverse[row * size + column] = sum / l[row * size + row]!;
    }
  }
  return inverse;
}

function doesNotFit(expected: string, received: string): never {
  throw new LunkaError(
    'scorer-does-not-fit',
    422,
    `Mahalanobis distance: expected ${expected}, received ${received}. Mend the recipe.`,
  );
}
