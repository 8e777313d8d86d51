import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../../shared/errors.ts';
import type { HeadScorer, Loss, Scorer } from '../../shared/recipe.ts';
import { extractFeatures } from '../features/extract.ts';
import { toTensor } from '../features/neighbours.ts';
import { leaningOf, recallKnown } from '../head/known.ts';
import { correctionBy, recallReview } from '../head/refit.ts';
import type { Judge, Memory } from '../judge.ts';
import { pointwiseError } from '../losses/index.ts';
import type { Matrix } from '../matrix.ts';
import { blurredResidual, worstDeviation } from './deviation.ts';
import { meanError, negativePsnr, trimmedError, worstPatch } from './error.ts';
import { mahalanobis, measureCloud } from './mahalanobis.ts';
import { meanNearest } from './nearest.ts';
import type { Pass } from './pass.ts';

/** What scores depend on beside the images. */
export interface Basis {
  /** What the net was trained on. */
  loss: Loss;
  /** What the net's input was divided by: a pixel's full range is 1 / deviation. */
  deviation: number;
  /** Absent before anything is fitted, which the error scorers do not need. */
  judge: Judge | undefined;
}

/** Whether a scorer looks at the latent alone and learns where those of the normals lie. */
export function isLatentScorer(scorer: Scorer): boolean {
  return scorer.name === 'mahalanobis' || scorer.name === 'nearest';
}

/** Whether a scorer needs the small whole photographs beside the net's input. */
export function needsCanvas(scorer: Scorer): boolean {
  return scorer.name === 'head';
}

/** @returns [n] float32; higher = more likely a leak. Errors and distances are 0 or more, logits any. */
export function scorePass(
  scorer: Scorer,
  pass: Pass,
  { loss, deviation, judge }: Basis,
): tf.Tensor1D {
  const { input, output, code } = pass;
  const memory = judge?.memory ?? {};
  return tf.tidy(() => {
    switch (scorer.name) {
      case 'error':
        return meanError(pointwiseError(loss, input, output));
      case 'trimmed-error':
        return trimmedError(pointwiseError(loss, input, output), scorer.keepPercent);
      case 'worst-patch':
        return worstPatch(pointwiseError(loss, input, output));
      case 'psnr':
        return negativePsnr(tf.squaredDifference(input, output), 1 / deviation);
      case 'worst-deviation': {
        const usual = tf.tensor3d(remembered(memory, 'usual').values, shapeOfOne(input));
        return worstDeviation(blurredResidual(input, output, scorer.sigma), usual);
      }
      case 'mahalanobis': {
        const centre = toTensor(remembered(memory, 'centre')).reshape<tf.Tensor1D>([-1]);
        return mahalanobis(code, centre, toTensor(remembered(memory, 'whitening')));
      }
      case 'nearest':
        return meanNearest(code, toTensor(remembered(memory, 'sample')), scorer.k);
      case 'head': {
        if (!judge) throw new TypeError('Expected a fitted head');
        return headScores(extractFeatures(pass, judge.features), judge, scorer);
      }
    }
  });
}

/** Rows of the sample that `nearest` remembers; more would not be nearer by much. */
const LARGEST_SAMPLE = 5000;

/**
 * What a latent scorer remembers of the fitted normals; nothing for any other.
 *
 * @param codes latents of the fitted normals in random order, at least 2 rows
 */
export function rememberNormals(scorer: Scorer, codes: Matrix): Memory {
  if (scorer.name === 'mahalanobis') {
    const { centre, whitening } = measureCloud(codes, scorer.shrinkage);
    return { centre: { rows: 1, columns: centre.length, values: centre }, whitening };
  }
  if (scorer.name === 'nearest') {
    const rows = Math.min(codes.rows, LARGEST_SAMPLE);
    const values = codes.values.slice(0, rows * codes.columns);
    return { sample: { rows, columns: codes.columns, values } };
  }
  return {};
}

/** The head's logits, moved by what is known and by what was reviewed. */
function headScores(
  features: tf.Tensor2D,
  { scaling, memory }: Judge,
  { neighbours, review }: HeadScorer,
): tf.Tensor1D {
  const head = remembered(memory, 'head');
  const columns = head.columns - 1;
  const weights = tf.tensor2d(head.values.subarray(0, columns), [columns, 1]);
  const centred = features.sub<tf.Tensor2D>(tf.tensor1d(scaling.centre));
  const scaled = centred.mul<tf.Tensor2D>(tf.tensor1d(scaling.scale));
  let scores = tf.matMul(scaled, weights).add(head.values[columns]!).reshape<tf.Tensor1D>([-1]);
  const known = recallKnown(memory);
  if (known && neighbours) scores = scores.add(leaningOf(scaled, known).mul(neighbours.weight));
  const table = recallReview(memory);
  return table ? scores.add(correctionBy(scaled, table, review)) : scores;
}

/** Of one image in a batch. */
function shapeOfOne({ shape: [, height, width, channels] }: tf.Tensor4D): [number, number, number] {
  return [height, width, channels];
}

function remembered(memory: Memory, name: string): Matrix {
  const found = memory[name];
  if (found) return found;
  throw new LunkaError(
    'detector-damaged',
    422,
    `Expected a detector that remembers its "${name}", received one of ${Object.keys(memory).join(', ') || 'nothing'}. ` +
      'Activate another version or train anew.',
  );
}
