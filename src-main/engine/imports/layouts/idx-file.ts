import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LunkaError } from '../../../shared/errors.ts';

/** `count` gray images, one after the other, row by row, a byte a pixel. */
export interface IdxImages {
  count: number;
  width: number;
  height: number;
  bytes: Uint8Array;
}

/** Magic numbers: unsigned bytes in three dimensions, and in one. */
const IMAGES = 0x00000803;
const LABELS = 0x00000801;

/** @throws LunkaError `idx-malformed` */
export async function readIdxImages(file: string): Promise<IdxImages> {
  const { sizes, bytes } = await readIdx(file, IMAGES);
  const [count, height, width] = sizes as [number, number, number];
  return { count, height, width, bytes };
}

/** @throws LunkaError `idx-malformed`, also where there is not one label an image */
export async function readIdxLabels(file: string, images: number): Promise<Uint8Array> {
  const { bytes } = await readIdx(file, LABELS);
  if (bytes.length !== images) {
    throw malformed(file, `${images} labels, as many as images`, String(bytes.length));
  }
  return bytes;
}

/** Magic number, then one size a dimension, all big-endian 32 bits; then the bytes. */
async function readIdx(file: string, magic: number): Promise<{ sizes: number[]; bytes: Buffer }> {
  let data: Buffer = await readFile(file);
  if (file.endsWith('.gz')) {
    data = await promisify(gunzip)(data).catch((cause: unknown) => {
      throw malformed(file, 'a whole gzip file', 'one that cannot be unpacked', cause);
    });
  }
  const dimensions = magic & 0xff;
  const start = 4 + 4 * dimensions;
  if (data.length < start || data.readUInt32BE(0) !== magic) {
    const received = data.length < 4 ? `${data.length} bytes` : hex(data.readUInt32BE(0));
    throw malformed(file, `the magic number ${hex(magic)} and ${dimensions} sizes`, received);
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => data.readUInt32BE(4 + 4 * i));
  const wanted = sizes.reduce((product, size) => product * size, 1);
  if (wanted === 0 || data.length - start !== wanted) {
    throw malformed(file, `${sizes.join(' x ')} bytes`, `${data.length - start}`);
  }
  return { sizes, bytes: data.subarray(start) };
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

function malformed(file: string, expected: string, received: string, cause?: unknown): LunkaError {
  return new LunkaError(
    'idx-malformed',
    422,
    `${file}: expected ${expected}, received ${received}. Fetch the file again.`,
    { cause },
  );
}
