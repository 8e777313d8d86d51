import * as tf from '@tensorflow/tfjs';
import type { Features } from '../../shared/recipe.ts';
import type { ImageFile } from '../../shared/worker/requests.ts';
import { passThrough } from '../detector.ts';
import type { Detector } from '../detector.ts';
import type { Matrix } from '../matrix.ts';
import type { Decode } from '../preprocess/decode.ts';
import { readBatches } from '../preprocess/read.ts';
import { blockCount } from '../scorers/blocks.ts';
import type { FeatureCache } from './cache.ts';
import { extractFeatures } from './extract.ts';
import { canvasSize, featureGroups } from './layout.ts';
import type { FeatureGroup } from './layout.ts';

export interface Collected<File extends ImageFile> {
  /** The readable files, in the order that they were given in. */
  files: File[];
  /** Raw features, one row a file. */
  features: Matrix;
  unreadable: { id: number; reason: string }[];
}

/** The columns of a detector's features. */
export function groupsOf({ shape, net }: Detector, features: Features): FeatureGroup[] {
  return featureGroups(features, blockCount(shape.height, shape.width), net.codeSize);
}

export function columnsOf(groups: readonly FeatureGroup[]): number {
  return groups.reduce((sum, { columns }) => sum + columns, 0);
}

/** Features of one batch that was read with its canvas, [n, columns] one row after the other. */
export function featuresOfBatch(
  detector: Detector,
  features: Features,
  images: tf.Tensor4D,
  canvas: tf.Tensor4D,
): Float32Array {
  const rows = tf.tidy(() => extractFeatures(passThrough(detector, images, canvas), features));
  const values = rows.dataSync<'float32'>();
  rows.dispose();
  return values;
}

/** Features of files: those that the cache knows from there, the others from the files, and into it. */
export async function collectFeatures<File extends ImageFile>(
  detector: Detector,
  features: Features,
  files: readonly File[],
  decode: Decode,
  cache?: FeatureCache,
  onward: (done: number) => Promise<void> = async () => {},
): Promise<Collected<File>> {
  const columns = columnsOf(groupsOf(detector, features));
  const known = files.map((file) => cache?.find(file));
  const missing = files.filter((_, i) => !known[i]);
  const fresh = new Map<File, Float32Array>();
  const unreadable: Collected<File>['unreadable'] = [];
  let done = files.length - missing.length;
  const { preprocess } = detector.recipe;
  for await (const batch of readBatches(missing, preprocess, decode, canvasSize(features))) {
    if (batch.tensor && batch.canvas) {
      const values = featuresOfBatch(detector, features, batch.tensor, batch.canvas);
      tf.dispose([batch.tensor, batch.canvas]);
      cache?.add(batch.files, { rows: batch.files.length, columns, values });
      batch.files.forEach((file, i) =>
        fresh.set(file, values.subarray(i * columns, (i + 1) * columns)),
      );
    }
    unreadable.push(...batch.unreadable);
    done += batch.files.length + batch.unreadable.length;
    await onward(done);
  }
  const readable = files.filter((file, i) => known[i] ?? fresh.get(file));
  const values = new Float32Array(readable.length * columns);
  let at = 0;
  for (const [i, file] of files.entries()) {
    const row = known[i] ?? fresh.get(file);
    if (!row) continue;
    values.set(row, at);
    at += columns;
  }
  return { files: readable, features: { rows: readable.length, columns, values }, unreadable };
}
