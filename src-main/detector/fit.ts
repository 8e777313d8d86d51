import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import { seededRandom, shuffle } from '../shared/random.ts';
import type { Random } from '../shared/random.ts';
import type { EpochMetrics, TrainProgress, TrainResult } from '../shared/worker/results.ts';
import { createAugmentation } from './augment.ts';
import type { CheckpointStore } from './checkpoint.ts';
import { createCorruption } from './corrupt.ts';
import type { Detector } from './detector.ts';
import { gather, trainOnBatch, validate } from './objective.ts';
import type { FitData } from './objective.ts';
import { createStepper } from './optimisers.ts';
import type { Stepper } from './optimisers.ts';
import { isOnUnitRange, valuesPerImage } from './preprocess/shape.ts';
import type { Progress } from './progress.ts';
import { chooseSamples, showSamples } from './samples.ts';
import { learningRateAt } from './schedules.ts';
import { Snapshot } from './snapshot.ts';

export interface FitResult {
  epochs: EpochMetrics[];
  bestEpoch: number;
  stopped: TrainResult['stopped'];
  /** Epochs that an interrupted fit had done before; 0 where this one began anew. */
  resumedAfter: number;
}

/**
 * Fits the detector's net to `data.fit`, in place, and leaves it with the weights of the epoch that
 * had the lowest validation loss. Noise is added to what the net sees, never to what it must give
 * back (Vincent et al., 2008); validation sees neither noise nor augmentation, as scoring sees none.
 *
 * Everything random in an epoch follows from the seed and the epoch's number, so a fit that goes on
 * from a checkpoint ends with the same weights, byte for byte, as one that was never interrupted.
 *
 * @throws LunkaError `training-diverged` where not even the first epoch ended in numbers
 */
export async function fitDetector(
  detector: Detector,
  data: FitData,
  seed: number,
  progress: Progress,
  checkpoints?: CheckpointStore,
): Promise<FitResult> {
  const { training } = detector.recipe;
  const stepper = createStepper(training.optimiser, training.weightDecay, detector.net.trainable);
  const best = new Snapshot(detector.net);
  try {
    const epochs = await resume(detector, stepper, best, checkpoints);
    const resumedAfter = epochs.length;
    const runEpoch = createEpoch(detector, data.fit, seed, stepper, progress, epochs);
    const samples = chooseSamples(data.validation, detector);
    progress.samples?.(showSamples(detector, samples, 0));
    let stopped: FitResult['stopped'] = 'finished';
    while (epochs.length < training.epochs) {
      if (epochs.length - best.epoch >= training.patience) {
        stopped = 'early-stop';
        break;
      }
      const begun = performance.now();
      const epoch = epochs.length + 1;
      const loss = await runEpoch(epoch);
      const validationLoss = Number.isFinite(loss) ? validate(detector, data.validation) : NaN;
      if (!Number.isFinite(validationLoss)) {
        stopped = 'not-a-number';
        break;
      }
      const seconds = (performance.now() - begun) / 1000;
      const metrics = { epoch, loss, validationLoss, seconds };
      epochs.push(metrics);
      progress.samples?.(showSamples(detector, samples, epoch));
      progress.epoch?.(metrics);
      best.offer(epoch, validationLoss);
      await checkpoints?.write(stateOf(detector, stepper, best, epochs));
      if (progress.finishing?.()) {
        stopped = 'by-hand';
        break;
      }
    }
    if (best.epoch === 0) diverged(training.learningRate);
    best.restore();
    return { epochs, bestEpoch: best.epoch, stopped, resumedAfter };
  } finally {
    best.dispose();
  }
}

/** One pass over all images in random order; returns their mean loss, or no number. */
function createEpoch(
  detector: Detector,
  pixels: Float32Array,
  seed: number,
  stepper: Stepper,
  progress: Progress,
  done: readonly EpochMetrics[],
): (epoch: number) => Promise<number> {
  const { recipe, shape, standard } = detector;
  const { training } = recipe;
  const { batchSize, epochs } = training;
  const size = valuesPerImage(shape);
  const images = pixels.length / size;
  const batches = Math.ceil(images / batchSize);
  const mean = standard.mean.dataSync<'float32'>();
  const augment = createAugmentation(training.augmentation, shape, { ...standard, mean });
  const onUnitRange = isOnUnitRange(recipe.preprocess);
  const corrupt = createCorruption(training.corruption, shape, seed + 1, onUnitRange);
  const skipped = done.length;
  const begun = performance.now();

  return async (epoch) => {
    const random = randomOf(seed, epoch);
    const order = shuffle(
      Int32Array.from({ length: images }, (_, i) => i),
      random,
    );
    let sum = 0;
    for (let batch = 0; batch < batches; batch++) {
      const chosen = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const wanted = gather(pixels, chosen, size);
      augment(wanted, random);
      const step = (epoch - 1) * batches + batch;
      const rate = learningRateAt(training.schedule, training.learningRate, step, epochs * batches);
      const pair = { seen: corrupt(wanted, random), wanted };
      sum += chosen.length * trainOnBatch(detector, pair, stepper, rate, random);
      if (!Number.isFinite(sum)) return NaN;
      const seen = Math.min((batch + 1) * batchSize, images);
      await progress(() => ({
        phase: 'training',
        done: step + 1,
        total: epochs * batches,
        epoch,
        epochs,
        loss: sum / seen,
        ...validationOf(done.at(-1)),
        ...pace((epoch - 1 - skipped) * images + seen, (epochs - skipped) * images, begun),
      }));
    }
    return sum / images;
  };
}

/** Odd multipliers spread neighbouring seeds and epochs over the generator's whole cycle. */
function randomOf(seed: number, epoch: number): Random {
  return seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(epoch, 0x85ebca6b));
}

/** Takes up where an interrupted fit stood, and returns the epochs that it had done. */
async function resume(
  { net }: Detector,
  stepper: Stepper,
  best: Snapshot,
  checkpoints: CheckpointStore | undefined,
): Promise<EpochMetrics[]> {
  const checkpoint = await checkpoints?.read();
  if (!checkpoint) return [];
  tf.tidy(() =>
    net.weights.forEach(({ variable }, i) =>
      variable.assign(tf.tensor(checkpoint.weights[i]!, variable.shape)),
    ),
  );
  stepper.resume(checkpoint.steps, checkpoint.memory);
  best.resume(checkpoint.bestEpoch, checkpoint.bestLoss, checkpoint.best);
  return checkpoint.epochs;
}

function stateOf({ net }: Detector, stepper: Stepper, best: Snapshot, epochs: EpochMetrics[]) {
  const values = (tensors: readonly tf.Tensor[]): Float32Array[] =>
    tensors.map((tensor) => tensor.dataSync<'float32'>());
  return {
    epochs,
    bestEpoch: best.epoch,
    bestLoss: best.loss,
    steps: stepper.steps,
    weights: values(net.weights.map(({ variable }) => variable)),
    best: values(best.copies),
    memory: [...stepper.memory],
  };
}

function diverged(learningRate: number): never {
  throw new LunkaError(
    'training-diverged',
    422,
    `Expected a finite loss, received not-a-number in the first epoch at a learning rate of ` +
      `${learningRate}. Lower the learning rate.`,
  );
}

function validationOf(last: EpochMetrics | undefined): Pick<TrainProgress, 'validationLoss'> {
  return last ? { validationLoss: last.validationLoss } : {};
}

function pace(seen: number, total: number, begun: number) {
  const imagesPerSecond = seen / ((performance.now() - begun) / 1000);
  return { imagesPerSecond, secondsLeft: (total - seen) / imagesPerSecond };
}
