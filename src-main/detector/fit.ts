import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import { seededRandom, shuffle } from '../shared/random.ts';
import type { EpochMetrics, TrainProgress, TrainResult } from '../shared/worker.ts';
import { toBatch } from './detector.ts';
import type { Detector } from './detector.ts';
import { createCorruption } from './corrupt.ts';
import { batchLoss } from './losses.ts';
import type { Progress } from './progress.ts';
import { valuesPerImage } from './preprocess/shape.ts';

export interface FitResult {
  epochs: EpochMetrics[];
  bestEpoch: number;
  stopped: TrainResult['stopped'];
}

/** Standardised images, `valuesPerImage` values each, one after the other. */
export interface FitData {
  fit: Float32Array;
  validation: Float32Array;
}

/**
 * Fits the detector's net to `data.fit`, in place, and leaves it with the weights of the epoch that
 * had the lowest validation loss. Noise is added to what the net sees, never to what it must give
 * back (Vincent et al., 2008); validation sees no noise, as scoring sees none.
 *
 * @throws LunkaError `training-diverged` where not even the first epoch ended in numbers
 */
export async function fitDetector(
  detector: Detector,
  data: FitData,
  seed: number,
  progress: Progress,
): Promise<FitResult> {
  const { training } = detector.recipe;
  const size = valuesPerImage(detector.shape);
  const images = data.fit.length / size;
  const batches = Math.ceil(images / training.batchSize);
  const order = Int32Array.from({ length: images }, (_, i) => i);
  const random = seededRandom(seed);
  const corrupt = createCorruption(training, detector.shape, seed + 1);
  const optimiser = new DecayingAdam(training.learningRate);
  const best = new Snapshot(detector);
  const epochs: EpochMetrics[] = [];
  const begun = performance.now();
  let stopped: FitResult['stopped'] = 'finished';

  try {
    for (let epoch = 1; epoch <= training.epochs; epoch++) {
      const epochBegun = performance.now();
      let sum = 0;
      shuffle(order, random);
      for (let batch = 0; batch < batches; batch++) {
        const chosen = order.subarray(batch * training.batchSize, (batch + 1) * training.batchSize);
        const wanted = gather(data.fit, chosen, size);
        if (training.learningRateDecay === 'linear') {
          const left = 1 - ((epoch - 1) * batches + batch) / (training.epochs * batches);
          optimiser.setLearningRate(training.learningRate * Math.max(0.05, left));
        }
        sum += chosen.length * step(detector, corrupt(wanted), wanted, optimiser);
        if (!Number.isFinite(sum)) break;
        const seen = Math.min((batch + 1) * training.batchSize, images);
        await progress(() => ({
          phase: 'training',
          done: (epoch - 1) * batches + batch + 1,
          total: training.epochs * batches,
          epoch,
          epochs: training.epochs,
          loss: sum / seen,
          ...validationOf(epochs.at(-1)),
          ...pace((epoch - 1) * images + seen, training.epochs * images, begun),
        }));
      }
      const validationLoss = Number.isFinite(sum) ? validate(detector, data.validation) : NaN;
      if (!Number.isFinite(validationLoss)) {
        stopped = 'not-a-number';
        break;
      }
      const seconds = (performance.now() - epochBegun) / 1000;
      epochs.push({ epoch, loss: sum / images, validationLoss, seconds });
      best.offer(epoch, validationLoss);
      if (epoch - best.epoch >= training.patience && epoch < training.epochs) {
        stopped = 'early-stop';
        break;
      }
    }
    if (best.epoch === 0) {
      throw new LunkaError(
        'training-diverged',
        422,
        `Expected a finite loss, received ${stopped} in the first epoch at a learning rate of ` +
          `${training.learningRate}. Lower the learning rate.`,
      );
    }
    best.restore();
    return { epochs, bestEpoch: best.epoch, stopped };
  } finally {
    best.dispose();
    optimiser.dispose();
  }
}

/** One step of the optimiser from `seen` towards `wanted`; returns the batch's mean loss. */
function step(
  { net, recipe, shape }: Detector,
  seen: Float32Array,
  wanted: Float32Array,
  optimiser: tf.Optimizer,
): number {
  const cost = tf.tidy(() => {
    const input = toBatch(seen, shape);
    const target = toBatch(wanted, shape);
    const loss = (): tf.Scalar => batchLoss(recipe.training.loss, target, net.forward(input, true));
    return optimiser.minimize(loss, true, net.trainable)!;
  });
  const value = cost.dataSync()[0] ?? NaN;
  cost.dispose();
  return value;
}

const VALIDATION_BATCH = 256;

/** Mean loss over all images, without noise. */
function validate(detector: Detector, pixels: Float32Array): number {
  const { net, recipe, shape } = detector;
  const size = valuesPerImage(shape);
  let sum = 0;
  for (let start = 0; start < pixels.length; start += VALIDATION_BATCH * size) {
    const piece = pixels.subarray(start, start + VALIDATION_BATCH * size);
    const loss = tf.tidy(() => {
      const target = toBatch(piece, shape);
      return batchLoss(recipe.training.loss, target, net.forward(target, false));
    });
    sum += (loss.dataSync()[0] ?? NaN) * piece.length;
    loss.dispose();
  }
  return sum / pixels.length;
}

/** The images with these indices, one after the other. */
function gather(pixels: Float32Array, indices: Int32Array, size: number): Float32Array {
  const out = new Float32Array(indices.length * size);
  indices.forEach((index, i) =>
    out.set(pixels.subarray(index * size, (index + 1) * size), i * size),
  );
  return out;
}

function validationOf(last: EpochMetrics | undefined): Pick<TrainProgress, 'validationLoss'> {
  return last ? { validationLoss: last.validationLoss } : {};
}

function pace(seen: number, total: number, begun: number) {
  const imagesPerSecond = seen / ((performance.now() - begun) / 1000);
  return { imagesPerSecond, secondsLeft: (total - seen) / imagesPerSecond };
}

/** Adam (Kingma and Ba, 2015) whose learning rate can change on the way. */
class DecayingAdam extends tf.AdamOptimizer {
  constructor(learningRate: number) {
    super(learningRate, 0.9, 0.999, 1e-7);
  }

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

/** The best weights so far, kept beside the net. */
class Snapshot {
  epoch = 0;
  #loss = Infinity;
  #copies: tf.Tensor[] = [];
  readonly #weights: Detector['net']['weights'];

  constructor({ net }: Detector) {
    this.#weights = net.weights;
  }

  offer(epoch: number, loss: number): void {
    if (loss >= this.#loss) return;
    this.dispose();
    this.#copies = this.#weights.map(({ variable }) => tf.clone(variable));
    this.#loss = loss;
    this.epoch = epoch;
  }

  restore(): void {
    this.#weights.forEach(({ variable }, i) => variable.assign(this.#copies[i]!));
  }

  dispose(): void {
    tf.dispose(this.#copies);
    this.#copies = [];
  }
}
