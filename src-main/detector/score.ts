import * as tf from '@tensorflow/tfjs';
import type { ImageFile } from '../shared/worker/requests.ts';
import { scoreImages, scorerOf } from './detector.ts';
import type { Detector } from './detector.ts';
import { canvasSize } from './features/layout.ts';
import type { Decode } from './preprocess/decode.ts';
import { readBatches } from './preprocess/read.ts';
import type { CanvasSize } from './preprocess/read.ts';
import { needsCanvas } from './scorers/index.ts';

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
  for await (const batch of readBatches(
    files,
    detector.recipe.preprocess,
    decode,
    canvasOf(detector),
  )) {
    const values = batch.tensor ? scoreImages(detector, batch.tensor, batch.canvas) : [];
    tf.dispose([batch.tensor, batch.canvas].filter((t) => t !== undefined));
    done += batch.files.length + batch.unreadable.length;
    const scores = batch.files.map(({ id }, i) => ({ id, score: values[i] ?? NaN }));
    yield { scores, unreadable: batch.unreadable, done };
  }
}

/** The small photographs that the detector's scorer looks at; undefined where it does not. */
export function canvasOf(detector: Detector): CanvasSize | undefined {
  const { judge } = detector;
  return judge && needsCanvas(scorerOf(detector)) ? canvasSize(judge.features) : undefined;
}
