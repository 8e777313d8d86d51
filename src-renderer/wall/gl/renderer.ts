import type { Size } from '../../../src-main/shared/sheets.ts';
import type { Camera } from '../camera.ts';
import { upload, type Picture } from './picture.ts';
import { compile, type Program } from './program.ts';
import { fragment, VERTEX } from './shaders.ts';

/** Red, green and blue, 0..1. */
export type Rgb = readonly [number, number, number];

/** Colours of the theme at hand; `marks` in the order of `MARKS`. */
export interface Palette {
  ground: Rgb;
  well: Rgb;
  ink: Rgb;
  marks: readonly Rgb[];
}

/** Images one after the other that stand on the same sheet. */
export interface Run {
  sheet: number;
  from: number;
  count: number;
}

/** One picture of the wall. Lengths are in CSS pixels. */
export interface View {
  camera: Camera;
  ratio: number;
  /** Share of the way from the images' former places to their new ones. */
  share: number;
  /** Width of a cell when the move began. */
  sizeBefore: number;
  /** Signs are filled where a person said so, hollow where a detector did. */
  solid: boolean;
  /** Whether what is not selected steps back. */
  dimming: boolean;
  /** Enlarged pixels stay squares. */
  pixelated: boolean;
  palette: Palette;
}

type BufferName = 'origins' | 'targets' | 'slots' | 'states';

/** Corners of a quad, and the corners of its two triangles. */
const CORNERS = 4;
const TRIANGLES = [0, 1, 2, 2, 1, 3] as const;

/**
 * Draws the wall: a quad an image, one draw call a sheet. Every corner carries what is known of its
 * image: drawn as instances of one quad, small ones cost software and some graphics cards ten times
 * as much. Holds nothing that cannot be handed over again: after a lost context a new one takes its
 * place.
 */
export class WallRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: Record<'near' | 'far', Program>;
  #program: Program;
  readonly #arrays: WebGLVertexArrayObject;
  readonly #buffers: Record<BufferName, WebGLBuffer>;
  readonly #blank: WebGLTexture;
  readonly #sheets = new Map<number, Picture>();
  #runs: readonly Run[] = [];
  #ratio = 1;

  /** @throws Error where the graphics card refuses the program */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#programs = {
      near: compile(gl, VERTEX, fragment(true)),
      far: compile(gl, VERTEX, fragment(false)),
    };
    this.#program = this.#programs.far;
    this.#arrays = gl.createVertexArray();
    gl.bindVertexArray(this.#arrays);
    const attribute = (place: number, size: number, type: number): WebGLBuffer => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(place);
      if (type === gl.FLOAT) gl.vertexAttribPointer(place, size, type, false, 0, 0);
      else gl.vertexAttribIPointer(place, size, type, 0, 0);
      return buffer;
    };
    this.#buffers = {
      origins: attribute(0, 2, gl.FLOAT),
      targets: attribute(1, 2, gl.FLOAT),
      slots: attribute(2, 4, gl.UNSIGNED_BYTE),
      states: attribute(3, 2, gl.UNSIGNED_BYTE),
    };
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    this.#blank = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#blank);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 1, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, new Uint8Array(3));
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  }

  /**
   * Says which images there are.
   *
   * @param slots four bytes an image: its slot, width and height of its small picture, nought
   */
  setImages(slots: Uint8Array, runs: readonly Run[]): void {
    this.#fill('slots', slots, 4);
    this.#index(slots.length / 4);
    this.#runs = runs;
    const wanted = new Set(runs.map(({ sheet }) => sheet));
    for (const sheet of this.#sheets.keys()) if (!wanted.has(sheet)) this.dropSheet(sheet);
  }

  /** Column and row of each image, where its move begins and where it ends. */
  setPlaces(origins: Float32Array, targets: Float32Array): void {
    this.#fill('origins', origins, 2);
    this.#fill('targets', targets, 2);
  }

  /** @param states two bytes an image: its mark and its flags */
  setStates(states: Uint8Array): void {
    this.#fill('states', states, 2);
  }

  setSheet(sheet: number, bitmap: ImageBitmap, slot: Size): void {
    this.dropSheet(sheet);
    this.#sheets.set(sheet, upload(this.#gl, bitmap, slot));
  }

  dropSheet(sheet: number): void {
    const picture = this.#sheets.get(sheet);
    if (picture) this.dropPicture(picture);
    this.#sheets.delete(sheet);
  }

  /** A picture of one image, for `draw`. */
  makePicture(bitmap: ImageBitmap): Picture {
    const { width, height } = bitmap;
    return upload(this.#gl, bitmap, { width, height });
  }

  dropPicture(picture: Picture): void {
    this.#gl.deleteTexture(picture.texture);
  }

  /** @param density pixels of the screen to a CSS pixel */
  resize(width: number, height: number, density: number): void {
    this.#ratio = density;
    const { canvas } = this.#gl;
    canvas.width = Math.max(1, Math.round(width * density));
    canvas.height = Math.max(1, Math.round(height * density));
  }

  /** @param alone images with a picture of their own, drawn over those of the sheets */
  draw(view: View, alone: ReadonlyMap<number, Picture>): void {
    const gl = this.#gl;
    const [width, height] = [gl.canvas.width, gl.canvas.height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(...view.palette.ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // The move from one shape to another ends in the size that decides.
    this.#program = this.#programs[view.camera.size < AFAR ? 'far' : 'near'];
    gl.useProgram(this.#program.program);
    gl.bindVertexArray(this.#arrays);
    this.#set(view);
    for (const { sheet, from, count } of this.#runs) {
      this.#drawRun(this.#sheets.get(sheet) ?? null, from, count, false, view);
    }
    for (const [image, picture] of alone) this.#drawRun(picture, image, 1, true, view);
  }

  #set({ camera, ratio, share, sizeBefore, solid, dimming, palette }: View): void {
    const gl = this.#gl;
    const at = (name: string) => this.#program.uniform(name);
    const pitch = camera.size * this.#ratio;
    const size = (sizeBefore + (camera.size - sizeBefore) * share) * this.#ratio;
    gl.uniform1f(at('share'), share);
    gl.uniform2f(at('camera'), camera.x, camera.y);
    gl.uniform2f(at('pitch'), pitch, pitch * ratio);
    gl.uniform2f(at('cell'), size, size * ratio);
    gl.uniform2f(at('canvas'), gl.canvas.width, gl.canvas.height);
    gl.uniform1f(at('gap'), Math.max(size < 4 ? 0 : 1, Math.min(5 * this.#ratio, size * 0.06)));
    gl.uniform1f(at('afar'), AFAR * this.#ratio);
    const badge = size >= SMALLEST_BADGED * this.#ratio ? size * 0.24 : 0;
    gl.uniform1f(at('badge'), Math.min(badge, 20 * this.#ratio));
    gl.uniform1i(at('solid'), Number(solid));
    gl.uniform1i(at('dimming'), Number(dimming));
    gl.uniform3f(at('ground'), ...palette.ground);
    gl.uniform3f(at('well'), ...palette.well);
    gl.uniform3f(at('ink'), ...palette.ink);
    gl.uniform3fv(at('colours'), palette.marks.flat());
  }

  #drawRun(picture: Picture | null, from: number, count: number, alone: boolean, view: View): void {
    const gl = this.#gl;
    const at = (name: string) => this.#program.uniform(name);
    gl.bindTexture(gl.TEXTURE_2D, picture?.texture ?? this.#blank);
    if (picture) {
      const enlarged = view.pixelated ? gl.NEAREST : gl.LINEAR;
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, enlarged);
    }
    const { size, slot } = picture ?? { size: ONE, slot: ONE };
    gl.uniform1i(at('loaded'), Number(picture !== null));
    gl.uniform1i(at('alone'), Number(alone));
    gl.uniform2f(at('slotSize'), slot.width, slot.height);
    gl.uniform2f(at('sheetSize'), size.width, size.height);
    const indices = TRIANGLES.length;
    gl.drawElements(gl.TRIANGLES, count * indices, gl.UNSIGNED_INT, from * indices * BYTES);
  }

  /** @param size numbers an image */
  #fill(name: BufferName, data: Float32Array | Uint8Array, size: number): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, atCorners(data, size), gl.DYNAMIC_DRAW);
  }

  #index(images: number): void {
    const gl = this.#gl;
    const indices = new Uint32Array(images * TRIANGLES.length);
    for (let i = 0; i < indices.length; i++) {
      const image = Math.floor(i / TRIANGLES.length);
      indices[i] = image * CORNERS + TRIANGLES[i % TRIANGLES.length]!;
    }
    gl.bindVertexArray(this.#arrays);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
  }
}

/** The same numbers for every corner of an image's quad. */
function atCorners<T extends Float32Array | Uint8Array>(data: T, size: number): T {
  const corners = new (data.constructor as new (length: number) => T)(data.length * CORNERS);
  for (let i = 0, to = 0; i < data.length; i += size) {
    for (let corner = 0; corner < CORNERS; corner++) {
      for (let part = 0; part < size; part++) corners[to++] = data[i + part]!;
    }
  }
  return corners;
}

/** Width of a cell from which on there is room for a sign on its image. */
const SMALLEST_BADGED = 26;
/** Width of a cell below which an ordinary image gets no edge. */
const AFAR = 20;
const BYTES = Uint32Array.BYTES_PER_ELEMENT;
const ONE: Size = { width: 1, height: 1 };
