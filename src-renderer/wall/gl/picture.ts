import type { Size } from '../../../src-main/shared/sheets.ts';

/** A sheet, or the picture of one image, on the graphics card. */
export interface Picture {
  texture: WebGLTexture;
  /** Of the whole picture, in pixels. */
  size: Size;
  /** Of a slot; of a picture of its own, the same. */
  slot: Size;
}

/** Slots are whole pixels down to this level; further down neighbours would run together. */
const DEEPEST = 3;

export function upload(gl: WebGL2RenderingContext, bitmap: ImageBitmap, slot: Size): Picture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const { width, height } = bitmap;
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  // With an opacity that nobody needs: three bytes a pixel would first be made from these four.
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, DEEPEST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.generateMipmap(gl.TEXTURE_2D);
  return { texture, size: { width, height }, slot };
}
