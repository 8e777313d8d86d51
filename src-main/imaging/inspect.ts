import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { MAX_PIXELS } from './decode.ts';

export interface InspectedImage {
  /** SHA-256 of the bytes, hexadecimal. */
  hash: string;
  bytes: number;
  width: number;
  height: number;
  /** As sharp names it: `jpeg`, `png`, `webp`, `tiff`, `gif`. */
  format: string;
}

// Our own concurrency is over files; threads within one small image would only get in its way.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Reads a file and decodes all of it, so that what is taken in can be shown and scored later.
 *
 * @param known says whether an image with this hash needs no second look
 * @throws Error with a reason for people where the file cannot be read or decoded
 */
export async function inspect(
  file: string,
  known: (hash: string) => boolean,
): Promise<InspectedImage | { hash: string; known: true }> {
  return inspectBytes(await readFile(file), known);
}

/** The same for the bytes of an image that is no file. */
export async function inspectBytes(
  data: Uint8Array,
  known: (hash: string) => boolean,
): Promise<InspectedImage | { hash: string; known: true }> {
  if (data.length === 0) throw new Error('the file is empty');
  const hash = createHash('sha256').update(data).digest('hex');
  if (known(hash)) return { hash, known: true };
  // The limit is checked below, for a reason of our own: sharp's reads like that of a broken file.
  const image = sharp(data, { failOn: 'truncated', limitInputPixels: false });
  // The reasons are our own: libvips keeps one error text for all its threads, so that of a file
  // read meanwhile may stand in it, or none.
  const { format, width, height } = await image.metadata().catch((cause: unknown) => {
    throw new Error(beginsLikeAnImage(data) ? CUT_OFF : 'not an image, or of an unknown format', {
      cause,
    });
  });
  // Decoded it would fill this process's memory, and the detector would refuse it all the same.
  if (width * height > MAX_PIXELS) {
    throw new Error(`the image has over ${MAX_PIXELS / 1e6} million pixels`);
  }
  // Only a full decode shows that a file is whole.
  await image
    .raw()
    .toBuffer()
    .catch((cause: unknown) => {
      throw new Error(CUT_OFF, { cause });
    });
  return { hash, bytes: data.length, width, height, format };
}

const CUT_OFF = 'the image is cut off or damaged';

/** First bytes of JPEG, PNG, GIF, and of WebP's and TIFF's containers. */
const BEGINNINGS = ['ffd8ff', '89504e47', '47494638', '52494646', '49492a00', '4d4d002a'];

/** A file cut off within its header still shows what it was. */
function beginsLikeAnImage(data: Uint8Array): boolean {
  const begin = Buffer.from(data.subarray(0, 4)).toString('hex');
  return BEGINNINGS.some((beginning) => begin.startsWith(beginning));
}
