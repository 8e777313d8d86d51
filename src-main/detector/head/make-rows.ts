import * as tf from '@tensorflow/tfjs';
import { seededRandom, shuffle } from '../../shared/random.ts';
import type { HeadScorer, Preprocess } from '../../shared/recipe.ts';
import type { LabelledFile } from '../../shared/worker/requests.ts';
import type { Detector } from '../detector.ts';
import { columnsOf, featuresOfBatch, groupsOf } from '../features/collect.ts';
import { canvasSize } from '../features/layout.ts';
import { stackRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import type { Decode } from '../preprocess/decode.ts';
import { keptLength } from '../preprocess/geometry.ts';
import { prepareBatch } from '../preprocess/index.ts';
import { readBatches } from '../preprocess/read.ts';
import { scaleInPlace } from '../features/space.ts';
import type { Scaling } from '../features/space.ts';
import type { MadeRows } from './fit-head.ts';
import { empty, emptyBlue, jitter } from './made.ts';
import type { Make } from './made.ts';

/** One way of making an image: of which, how, and what it is then. */
interface Plan {
  make: Make;
  leak: boolean;
  weight: number;
}

/**
 * Makes images of labelled ones and gives their scaled features. Which and how follows from the seed
 * and the order of `files` alone.
 *
 * @param files readable; `source` of the result counts them from 0
 */
export async function makeRows(
  detector: Detector,
  { made, features }: HeadScorer,
  scaling: Scaling,
  files: readonly LabelledFile[],
  decode: Decode,
  seed: number,
): Promise<MadeRows> {
  const random = seededRandom(seed);
  const plans = planRows(files, made, () => random());
  const rows = [...plans.keys()];
  const place = new Map(rows.map((row) => [files[row]!.id, row]));
  const { preprocess } = detector.recipe;
  const wanted = rows.map((row) => files[row]!);
  const parts: Matrix[] = [];
  const result: Omit<MadeRows, 'features'> = { leak: [], source: [], weights: [] };
  const columns = columnsOf(groupsOf(detector, features));
  for await (const batch of readBatches(wanted, preprocess, decode, canvasSize(features))) {
    batch.tensor?.dispose();
    if (!batch.canvas) continue;
    const sources = batch.files.map(({ id }) => place.get(id)!);
    for (const [make, members] of byMake(sources, plans)) {
      const at = tf.tensor1d(members.map(({ index }) => index), 'int32'); // prettier-ignore
      const canvas = tf.tidy(() => make(tf.gather(batch.canvas!, at), random));
      const images = toNetInput(canvas, preprocess);
      const values = featuresOfBatch(detector, features, images, canvas);
      parts.push(scaleInPlace({ rows: members.length, columns, values }, scaling));
      tf.dispose([at, canvas, images]);
      for (const { index, plan } of members) {
        result.leak.push(plan.leak);
        result.weights.push(plan.weight);
        result.source.push(sources[index]!);
      }
    }
    batch.canvas.dispose();
  }
  return { ...result, features: stackRows(parts, columns) };
}

/** What is made of which file; files of which nothing is made are not there. */
function planRows(
  files: readonly LabelledFile[],
  made: HeadScorer['made'],
  random: () => number,
): Map<number, Plan[]> {
  const plans = new Map<number, Plan[]>();
  const add = (row: number, plan: Plan): void => void plans.set(row, [...(plans.get(row) ?? []), plan]); // prettier-ignore
  const shuffled = (label: LabelledFile['label']): number[] =>
    shuffle(Array.from(files.keys()).filter((row) => files[row]!.label === label), random); // prettier-ignore
  const normals = shuffled('normal');
  const leaks = shuffled('leak');
  for (const row of normals.slice(0, made.jittered)) {
    add(row, { make: jitter, leak: false, weight: made.jitteredWeight });
  }
  const copies = Array.from({ length: made.copiesPerLeak }, () => leaks).flat();
  for (const row of copies.slice(0, made.jittered)) {
    add(row, { make: jitter, leak: true, weight: made.jitteredWeight });
  }
  for (const row of normals.slice(0, made.empty)) {
    add(row, { make: empty, leak: true, weight: made.emptyWeight });
    add(row, { make: emptyBlue, leak: true, weight: made.emptyWeight });
  }
  return plans;
}

/** The plans of a batch, those that are made in one way together. */
function byMake(
  sources: readonly number[],
  plans: Map<number, Plan[]>,
): Map<Make, { index: number; plan: Plan }[]> {
  const result = new Map<Make, { index: number; plan: Plan }[]>();
  sources.forEach((row, index) => {
    for (const plan of plans.get(row) ?? []) {
      const members = result.get(plan.make);
      if (members) members.push({ index, plan });
      else result.set(plan.make, [{ index, plan }]);
    }
  });
  return result;
}

/** Prepares small whole photographs for the net as files are, but for detail that they lack. */
function toNetInput(canvas: tf.Tensor4D, preprocess: Preprocess): tf.Tensor4D {
  return tf.tidy(() => {
    const [, fullHeight, fullWidth] = canvas.shape;
    const height = keptLength(fullHeight, preprocess.cropPercent);
    const width = keptLength(fullWidth, preprocess.cropPercent);
    const top = Math.floor((fullHeight - height) / 2);
    const left = Math.floor((fullWidth - width) / 2);
    const middle = canvas.slice([0, top, left, 0], [-1, height, width, -1]);
    const size: [number, number] = [preprocess.height, preprocess.width];
    const resized = tf.image.resizeBilinear(middle, size, false, true);
    const levels = canvas.mean<tf.Tensor1D>([1, 2, 3]);
    return prepareBatch(
      tf.unstack(resized) as tf.Tensor3D[],
      tf.unstack(levels) as tf.Scalar[],
      preprocess,
    );
  });
}
