import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import type { ImageFile } from '../shared/worker/requests.ts';
import { nearestDistance } from './features/neighbours.ts';
import type { Matrix } from './matrix.ts';
import type { Decode } from './preprocess/decode.ts';
import { cropAndResize } from './preprocess/geometry.ts';

/** Blocks down and across whose mean colours stand for an image, and pixels to a block's side. */
const [ROWS, COLUMNS, BLOCK] = [12, 8, 4];
const CANVAS = { height: ROWS * BLOCK, width: COLUMNS * BLOCK, cropPercent: 100 };
const VALUES = ROWS * COLUMNS * 3;

/**
 * Root mean square difference of the blocks' colours, 0..255, within which two files show one
 * photograph: saved anew as a JPEG of quality 80 to 95 one differs from itself by 0.2 to 1.3, while
 * the nearest other sound cell of the plant is 1.7 away in the median and 1.4 in the first hundredth.
 */
const SAME_PHOTOGRAPH = 1.3;

/**
 * Finds copies of some images among others where they are no longer byte for byte the same: saved
 * anew, renamed, or two frames of a camera that nothing moved in front of. It needs no net, so it
 * can be asked before there is one. Files that cannot be read are no copies of anything.
 *
 * @returns ids of the images that show the photograph of one of `originals`
 */
export async function findCopies(
  originals: readonly ImageFile[],
  images: readonly ImageFile[],
  decode: Decode,
): Promise<Set<number>> {
  const wanted = await readBlocks(originals, decode);
  if (wanted.blocks.rows === 0) return new Set();
  const read = await readBlocks(images, decode);
  const away = nearestDistance(read.blocks, wanted.blocks);
  const limit = SAME_PHOTOGRAPH * Math.sqrt(VALUES);
  return new Set(read.ids.filter((_, row) => away[row]! < limit));
}

/** @returns one row an image that could be read: 12x8 blocks of R, G, B in 0..255 */
async function readBlocks(
  files: readonly ImageFile[],
  decode: Decode,
): Promise<{ ids: number[]; blocks: Matrix }> {
  const ids: number[] = [];
  const values = new Float32Array(files.length * VALUES);
  for (const { id, path } of files) {
    try {
      const decoded = await decode(await readFile(path));
      const blocks = tf.tidy(() => {
        const canvas = cropAndResize(decoded, CANVAS).expandDims<tf.Tensor4D>();
        return tf.avgPool(canvas, BLOCK, BLOCK, 'valid');
      });
      values.set(blocks.dataSync<'float32'>(), ids.length * VALUES);
      tf.dispose([decoded, blocks]);
      ids.push(id);
    } catch {
      // Whoever needs the image says that it cannot be read; here it is merely no copy.
    }
  }
  const rows = ids.length;
  return { ids, blocks: { rows, columns: VALUES, values: values.subarray(0, rows * VALUES) } };
}
