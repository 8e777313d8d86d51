/**
 * Interleaved RGB bytes in base64, as the engine sends evidence, to RGBA for a canvas.
 *
 * @throws RangeError where the bytes don't fill `width * height` pixels
 */
export function rgbaFromBase64(
  base64: string,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(base64);
  const pixels = width * height;
  if (bytes.length !== pixels * 3) {
    throw new RangeError(
      `expected ${pixels * 3} bytes for ${width}x${height} RGB, received ${bytes.length}`,
    );
  }
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[pixel * 4 + channel] = bytes.charCodeAt(pixel * 3 + channel);
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}
