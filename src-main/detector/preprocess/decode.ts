import * as tf from '@tensorflow/tfjs';
import { decodeRgb } from '../../imaging/decode.ts';

/** TensorFlow's own decoders, present with the native backend only. */
export interface NativeDecoders {
  decodeJpeg(
    contents: Uint8Array,
    channels: 3,
    ratio: 1,
    fancyUpscaling: boolean,
    tryRecoverTruncated: boolean,
    acceptableFraction: number,
    dctMethod: 'INTEGER_ACCURATE',
  ): tf.Tensor3D;
  decodePng(contents: Uint8Array, channels: 3): tf.Tensor3D | tf.Tensor4D;
}

/** Bytes of an image file to [h, w, 3] int32, 0..255. */
export type Decode = (bytes: Uint8Array) => Promise<tf.Tensor3D>;

/**
 * Files up to this size take the native decoders, which are some ten times faster on small crops.
 * They have no limit on pixels, so larger files go to sharp, which has.
 */
const SMALL_FILE_BYTES = 256 * 1024;
const SMALL_PNG_PIXELS = 4_000_000;

/** @param native TensorFlow's decoders; without them everything goes through sharp */
export function createDecode(native: NativeDecoders | undefined): Decode {
  return async (bytes) => (native && decodeNatively(bytes, native)) ?? decodeWithSharp(bytes);
}

/** Undefined where the file is not for the native decoders or they refuse it. */
function decodeNatively(bytes: Uint8Array, native: NativeDecoders): tf.Tensor3D | undefined {
  if (bytes.length > SMALL_FILE_BYTES) return undefined;
  try {
    // The accurate DCT is what sharp uses too, so both ways give the same pixels.
    if (isJpeg(bytes)) return native.decodeJpeg(bytes, 3, 1, true, false, 1, 'INTEGER_ACCURATE');
    if (isPng(bytes) && pngPixels(bytes) <= SMALL_PNG_PIXELS) {
      return native.decodePng(bytes, 3) as tf.Tensor3D;
    }
  } catch {
    // CMYK, odd chunks, truncated: sharp knows more formats and gives the better reason.
  }
  return undefined;
}

async function decodeWithSharp(bytes: Uint8Array): Promise<tf.Tensor3D> {
  const { width, height, data } = await decodeRgb(bytes);
  return tf.tensor3d(data, [height, width, 3], 'int32');
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes.length > 24 && [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte);
}

/** Width times height from the IHDR chunk, which always comes first. */
function pngPixels(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint32(16) * view.getUint32(20);
}
