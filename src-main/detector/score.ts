import type { ImageFile } from '../shared/worker.ts';
import { scoreImages } from './detector.ts';
import type { Detector } from './detector.ts';
import type { Decode } from './preprocess/decode.ts';
import { readBatches } from './preprocess/read.ts';

export interface ScoredBatch {
  scores: { id: number; score: number }[];
  unreadable: { id: number; reason: string }[];
  /** Files dealt with so far, readable or not. */
  done: number;
}

/** Scores files batch by batch, in order. */
export async function* scoreFiles(
  detector: Detector,
  files: ImageFile[],
  decode: Decode,
): AsyncGenerator<ScoredBatch> {
  let done = 0;
  for await (const batch of readBatches(files, detector.recipe.preprocess, decode)) {
    const values = batch.tensor ? scoreImages(detector, batch.tensor) : [];
    batch.tensor?.dispose();
    done += batch.files.length + batch.unreadable.length;
    const scores = batch.files.map(({ id }, i) => ({ id, score: values[i] ?? NaN }));
    yield { scores, unreadable: batch.unreadable, done };
  }
}
