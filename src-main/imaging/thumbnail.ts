import sharp from 'sharp';

/** Longest side of a thumbnail, in pixels. */
const THUMBNAIL_PX = 256;

/** Formats that every browser shows as they are. */
const SHOWN_AS_IS = new Set(['jpeg', 'png', 'webp', 'gif']);

/**
 * A picture small enough for a wall of them. Crops of cells are already: they pass through
 * untouched, pixel for pixel.
 *
 * @param data the file's bytes
 * @param size of the image in pixels, and its format as sharp names it
 */
export async function thumbnail(
  data: Buffer,
  size: { width: number; height: number; format: string },
): Promise<{ data: Buffer; format: string }> {
  const small = Math.max(size.width, size.height) <= THUMBNAIL_PX;
  if (small && SHOWN_AS_IS.has(size.format)) return { data, format: size.format };
  const resized = await sharp(data)
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer();
  return { data: resized, format: 'png' };
}
