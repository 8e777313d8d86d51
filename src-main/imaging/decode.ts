import sharp from 'sharp';
import { LunkaError } from '../shared/errors.ts';

/** An upright array of RGB bytes, interleaved, row by row: `width * height * 3` of them. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Above this a file is not a photograph of a cell but a mistake or an attack on memory. */
export const MAX_PIXELS = 100_000_000;

/**
 * Decodes any format that sharp knows (JPEG, PNG, WebP, TIFF, GIF, AVIF, SVG) to 8-bit sRGB. Gray
 * becomes three equal channels, transparency is dropped, of several pages the first is taken. EXIF
 * orientation is not applied: cells are cut from a camera frame and mean what their rows say.
 *
 * @throws LunkaError `image-unreadable` for what is no image, is cut short or has over 100 million pixels
 */
export async function decodeRgb(bytes: Uint8Array): Promise<RgbImage> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      data: info.channels === 3 ? data : repeatChannel(data, info.channels),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LunkaError(
      'image-unreadable',
      422,
      `Expected an image, received ${bytes.length} bytes that cannot be decoded: ${why}`,
      { cause },
    );
  }
}

/** Spreads the first of `channels` interleaved channels over R, G and B. */
function repeatChannel(data: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) {
    rgb.fill(data[from] ?? 0, to, to + 3);
  }
  return rgb;
}
