import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import type { Place } from '../../shared/place.ts';
import type { Preprocess } from '../../shared/recipe.ts';
import type { ImageFile } from '../../shared/worker/requests.ts';
import type { Decode } from './decode.ts';
import { cropAndResize, lookAt } from './geometry.ts';
import { prepareBatch } from './index.ts';

/** A batch of images ready for the net. Whoever receives it disposes `tensor` and `canvas`. */
export interface ReadBatch<File extends ImageFile> {
  /** The readable files of this batch, in order; `tensor` has one row for each. */
  files: File[];
  /** [files.length, height, width, channels] float32; absent where no file could be read. */
  tensor: tf.Tensor4D | undefined;
  /** The whole photographs, [files.length, height, width, 3] float32, 0..255; where asked for. */
  canvas: tf.Tensor4D | undefined;
  /** Which part of each readable file's photograph the net gets to see. */
  places: Place[];
  unreadable: { id: number; reason: string }[];
}

/** Size in pixels of the small whole photographs that colour is measured on. */
export interface CanvasSize {
  height: number;
  width: number;
}

/** Large enough for fast tensor operations, small enough to hold the files of large photographs. */
const BATCH = 64;

/**
 * Reads, decodes and prepares files batch by batch; while one batch is being worked on, the bytes of
 * the next are read. A file that cannot be read is reported with its reason and never stops the rest.
 */
export async function* readBatches<File extends ImageFile>(
  files: File[],
  recipe: Preprocess,
  decode: Decode,
  canvas?: CanvasSize,
): AsyncGenerator<ReadBatch<File>> {
  let next = readAll(files.slice(0, BATCH));
  for (let start = 0; start < files.length; start += BATCH) {
    const contents = await next;
    next = readAll(files.slice(start + BATCH, start + 2 * BATCH));
    yield await prepare(files.slice(start, start + BATCH), contents, recipe, decode, canvas);
  }
}

/** Like `readBatches`, for a single file. */
export async function readOne(
  file: ImageFile,
  recipe: Preprocess,
  decode: Decode,
  canvas?: CanvasSize,
): Promise<ReadBatch<ImageFile>> {
  return prepare([file], await readAll([file]), recipe, decode, canvas);
}

/** Bytes, or the reason why there are none. Never rejects, so it may be awaited late. */
function readAll(files: ImageFile[]): Promise<(Uint8Array | Error)[]> {
  return Promise.all(files.map(({ path }) => readFile(path).catch((error: Error) => error)));
}

async function prepare<File extends ImageFile>(
  files: File[],
  contents: (Uint8Array | Error)[],
  recipe: Preprocess,
  decode: Decode,
  canvas: CanvasSize | undefined,
): Promise<ReadBatch<File>> {
  const readable: File[] = [];
  const unreadable: { id: number; reason: string }[] = [];
  const images: tf.Tensor3D[] = [];
  const levels: tf.Scalar[] = [];
  const canvases: tf.Tensor3D[] = [];
  const places: Place[] = [];
  for (const [i, file] of files.entries()) {
    try {
      const content = contents[i];
      if (!(content instanceof Uint8Array)) throw content;
      const decoded = await decode(content);
      try {
        const { picture, place } = lookAt(decoded, recipe);
        images.push(picture);
        places.push(place);
        levels.push(decoded.mean());
        if (canvas) canvases.push(cropAndResize(decoded, { ...canvas, cropPercent: 100 }));
        readable.push(file);
      } finally {
        decoded.dispose();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      unreadable.push({ id: file.id, reason: `${file.path}: ${reason}` });
    }
  }
  const tensor = images.length > 0 ? prepareBatch(images, levels, recipe) : undefined;
  const small = canvases.length > 0 ? (tf.stack(canvases) as tf.Tensor4D) : undefined;
  tf.dispose([images, levels, canvases]);
  return { files: readable, tensor, canvas: small, places, unreadable };
}
