/**
 * Where the small picture of an image stands: which sheet, which slot, how large. Engine and page
 * reckon with the same functions, so that no answer has to say it for each of 14,000 images.
 */

/** Slots of a sheet, and how they stand: 16 rows of 16. */
export const SLOTS = 256;
export const SLOT_COLUMNS = 16;

/** Longest side of a small picture, in pixels: about a crop of a cell as it is. */
export const SLOT_PX = 48;

/**
 * Slots are whole blocks of JPEG, so that no picture bleeds into its neighbour, and whole pixels of
 * the third mipmap.
 */
const BLOCK = 8;

export interface Size {
  width: number;
  height: number;
}

/** The sheet of an image. Ids count up and are never used again: a full sheet stays as it is. */
export const sheetOf = (image: number): number => Math.floor((image - 1) / SLOTS);

/** The slot of an image in its sheet, 0..255, row by row. */
export const slotOf = (image: number): number => (image - 1) % SLOTS;

/** The first and last id that a sheet may hold. */
export const idsOf = (sheet: number): [first: number, last: number] => [
  sheet * SLOTS + 1,
  (sheet + 1) * SLOTS,
];

/** Size of the small picture of an image, in pixels: fitted into a slot, never enlarged. */
export function fitted({ width, height }: Size): Size {
  const scale = Math.min(1, SLOT_PX / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The smallest slot, in whole blocks, that holds the small pictures of all these images. */
export function slotFor(images: Iterable<Size>): Size {
  const slot = { width: BLOCK, height: BLOCK };
  for (const image of images) {
    const { width, height } = fitted(image);
    slot.width = Math.max(slot.width, Math.ceil(width / BLOCK) * BLOCK);
    slot.height = Math.max(slot.height, Math.ceil(height / BLOCK) * BLOCK);
  }
  return slot;
}
