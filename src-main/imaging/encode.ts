import sharp from 'sharp';

/** A picture as bytes, row by row; the number of channels (1 gray, 3 RGB) follows from its length. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A PNG of gray or interleaved RGB bytes. */
export function encodePng({ width, height, data }: Picture): Promise<Buffer> {
  const channels = data.length / (width * height) === 1 ? 1 : 3;
  const picture = sharp(data, { raw: { width, height, channels } }).png();
  // sharp makes three equal channels of one unless it is told not to.
  return (channels === 1 ? picture.toColourspace('b-w') : picture).toBuffer();
}
