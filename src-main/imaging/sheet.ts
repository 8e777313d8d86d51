import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { fitted, SLOT_COLUMNS, SLOTS, slotFor, type Size } from '../shared/sheets.ts';
import { MAX_PIXELS } from './decode.ts';

/** An image to draw, by its size as it is stored. */
export interface SheetImage extends Size {
  slot: number;
  path: string;
}

export interface DrawnSheet extends Size {
  /** A JPEG below `MAX_BYTES`. */
  data: Buffer;
  /** Slots whose file could not be read; they stay gray. */
  missing: number[];
}

/** What one answer of the engine may weigh. */
const MAX_BYTES = 512 * 1024;
/** The best that fits is taken; cells need no more than the first. */
const QUALITIES = [85, 70, 50, 25] as const;
/** Fewer than libuv has threads: a label's file system call must not queue behind pictures. */
const AT_ONCE = 2;
const GRAY = 128;
const CHANNELS = 3;

/**
 * Draws the small pictures of up to 256 images into one JPEG. A picture stands at the top left of its
 * slot, and its last column and row go on to the slot's edge, so that nothing shines in from outside.
 *
 * @throws what `signal` was aborted with
 */
export async function drawSheet(
  images: readonly SheetImage[],
  signal: AbortSignal,
): Promise<DrawnSheet> {
  const slot = slotFor(images);
  const width = slot.width * SLOT_COLUMNS;
  const height = slot.height * (SLOTS / SLOT_COLUMNS);
  const sheet = Buffer.alloc(width * height * CHANNELS, GRAY);
  const missing: number[] = [];
  let next = 0;
  async function draw(): Promise<void> {
    for (let image = images[next++]; image; image = images[next++]) {
      signal.throwIfAborted();
      const pixels = await smallPicture(image, slot).catch(() => null);
      if (pixels === null) {
        missing.push(image.slot);
        continue;
      }
      const left = (image.slot % SLOT_COLUMNS) * slot.width * CHANNELS;
      const top = Math.floor(image.slot / SLOT_COLUMNS) * slot.height;
      const row = slot.width * CHANNELS;
      for (let y = 0; y < slot.height; y++) {
        pixels.copy(sheet, (top + y) * width * CHANNELS + left, y * row, (y + 1) * row);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
  const data = await encode(sheet, { width, height });
  return { ...slot, data, missing: missing.sort((a, b) => a - b) };
}

/** RGB bytes of a whole slot. */
async function smallPicture(image: SheetImage, slot: Size): Promise<Buffer> {
  const { width, height } = fitted(image);
  const { data } = await sharp(await readFile(image.path), { limitInputPixels: MAX_PIXELS })
    .toColourspace('srgb')
    .removeAlpha()
    .resize(width, height, { fit: 'fill' })
    .extend({
      right: slot.width - width,
      bottom: slot.height - height,
      extendWith: 'copy',
    })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (data.length !== slot.width * slot.height * CHANNELS) {
    throw new Error(`Expected three channels of ${slot.width} x ${slot.height} pixels`);
  }
  return data;
}

async function encode(pixels: Buffer, { width, height }: Size): Promise<Buffer> {
  const raw = { raw: { width, height, channels: CHANNELS } } as const;
  let data = Buffer.alloc(0);
  for (const quality of QUALITIES) {
    // Colour at full resolution: halved, it would run from one slot into the next.
    data = await sharp(pixels, raw).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    if (data.length <= MAX_BYTES) break;
  }
  return data;
}
