import * as tf from '@tensorflow/tfjs';
import { LunkaError } from '../shared/errors.ts';
import { seededRandom, shuffle } from '../shared/random.ts';
import type { LabelledFile, TrainRequest } from '../shared/worker/requests.ts';
import type { TrainResult } from '../shared/worker/results.ts';
import { checkpointsIn, fingerprintOf } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint.ts';
import { setStandard } from './detector.ts';
import type { Detector } from './detector.ts';
import { fitDetector } from './fit.ts';
import type { FitResult } from './fit.ts';
import type { Decode } from './preprocess/decode.ts';
import { readBatches } from './preprocess/read.ts';
import { valuesPerImage } from './preprocess/shape.ts';
import type { Progress } from './progress.ts';
import { splitByGroup } from './split.ts';
import { measure, standardiseInPlace } from './standardise.ts';

/** Fewer sound cells than this say nothing about what is usual. */
export const FEWEST_NORMALS = 20;

/** Pixels of all images of a fit are held in memory, as float32, up to this many bytes. */
const MOST_PIXEL_BYTES = 512 * 1024 * 1024;

export interface NetFit {
  fitted: FitResult;
  /** The images whose pixels the net was fitted on. */
  files: LabelledFile[];
  unreadable: TrainResult['unreadable'];
  checkpoints: CheckpointStore | undefined;
}

/** Reads the normals, holds a part of them out, and fits the net to the others. */
export async function fitNet({
  detector,
  request,
  decode,
  progress,
}: {
  detector: Detector;
  request: TrainRequest;
  decode: Decode;
  progress: Progress;
}): Promise<NetFit> {
  const { validationShare } = request.recipe.training;
  const split = splitByGroup(chooseNormals(request, detector), validationShare, request.seed);
  const total = split.fit.length + split.validation.length;
  const reading = (done: number) => progress(() => ({ phase: 'reading', done, total }));
  const fit = await readPixels(split.fit, detector, decode, reading);
  const validation = await readPixels(split.validation, detector, decode, (done) =>
    reading(split.fit.length + done),
  );
  checkEnough(fit, validation);

  if (request.recipe.preprocess.reference === 'mean-image') {
    const { mean, deviation } = measure(fit.pixels, valuesPerImage(detector.shape));
    setStandard(detector, tf.tensor3d(mean, detector.standard.mean.shape), deviation);
  }
  const mean = detector.standard.mean.dataSync<'float32'>();
  standardiseInPlace(fit.pixels, mean, detector.standard.deviation);
  standardiseInPlace(validation.pixels, mean, detector.standard.deviation);
  const data = { fit: fit.pixels, validation: validation.pixels };
  const checkpoints =
    request.resume === undefined
      ? undefined
      : checkpointsIn(request.resume, fingerprintOf(detector, data, request.seed));
  const fitted = await fitDetector(detector, data, request.seed, progress, checkpoints);
  const unreadable = [...fit.unreadable, ...validation.unreadable];
  return { fitted, files: fit.files, unreadable, checkpoints };
}

/** All normals, or a random choice of as many as fit into memory. */
function chooseNormals({ images, seed }: TrainRequest, { shape }: Detector): LabelledFile[] {
  const normals = images.filter(({ label }) => label === 'normal');
  if (normals.length < FEWEST_NORMALS) tooFewNormals(normals.length);
  const most = Math.floor(MOST_PIXEL_BYTES / (valuesPerImage(shape) * 4));
  return normals.length > most ? shuffle(normals, seededRandom(seed)).slice(0, most) : normals;
}

/** What could be read of a part of the split. */
interface Part {
  files: LabelledFile[];
  /** One image after the other, `valuesPerImage` values each. */
  pixels: Float32Array;
  unreadable: TrainResult['unreadable'];
}

async function readPixels(
  wanted: LabelledFile[],
  { recipe, shape }: Detector,
  decode: Decode,
  reading: (done: number) => Promise<void>,
): Promise<Part> {
  const size = valuesPerImage(shape);
  const files: LabelledFile[] = [];
  const unreadable: TrainResult['unreadable'] = [];
  const pixels = new Float32Array(wanted.length * size);
  for await (const batch of readBatches(wanted, recipe.preprocess, decode)) {
    if (batch.tensor) pixels.set(batch.tensor.dataSync<'float32'>(), files.length * size);
    batch.tensor?.dispose();
    files.push(...batch.files);
    unreadable.push(...batch.unreadable);
    await reading(files.length + unreadable.length);
  }
  return { files, pixels: pixels.subarray(0, files.length * size), unreadable };
}

function checkEnough(fit: Part, validation: Part): void {
  const readable = fit.files.length + validation.files.length;
  if (readable < FEWEST_NORMALS) tooFewNormals(readable);
  if (fit.files.length === 0 || validation.files.length === 0) {
    throw new LunkaError(
      'normals-all-alike',
      422,
      `Expected readable normals of at least 2 groups of look-alikes, received ${readable} images ` +
        'of one. Label images of other views normal.',
    );
  }
}

function tooFewNormals(received: number): never {
  throw new LunkaError(
    'too-few-normals',
    422,
    `Expected at least ${FEWEST_NORMALS} readable images labelled normal, received ${received}. ` +
      'Label or import more.',
  );
}
