import type { Sheet, WallColumns } from '../../../src-main/shared/api/wall.ts';
import { SLOT_PX } from '../../../src-main/shared/sheets.ts';
import { toCells, type Frame } from '../camera.ts';
import { runsOf, slotsOf } from '../images.ts';
import { imagesInRectangle } from '../lasso.ts';
import type { WallLayout } from '../layout.ts';
import { between, eased, MOTION_MS, seenFrom } from '../motion.ts';
import { CloseUps } from './close-ups.ts';
import { WallRenderer, type View } from './renderer.ts';
import { SheetLoader } from './sheet-loader.ts';

/** What is drawn, as the wall's state has it. */
export interface Scene {
  columns: WallColumns;
  layout: WallLayout;
  states: Uint8Array;
  sheets: readonly Sheet[];
  frame: Frame;
  /** Pixels of the screen to a CSS pixel. */
  density: number;
  view: Omit<View, 'share' | 'sizeBefore' | 'ratio'>;
}

interface Deps {
  sheet(sheet: Sheet, signal: AbortSignal): Promise<ImageBitmap>;
  image(id: number, signal: AbortSignal): Promise<ImageBitmap>;
  /** How many sheets are on the graphics card. */
  loaded(sheets: number): void;
  /** A sheet that was named is not to be had. */
  failed(): void;
}

/** Longer side of an image on the screen, in CSS pixels, from which a sheet's picture is too coarse. */
const CLOSE_PX = 1.5 * SLOT_PX;
const CLOSE_UPS = 400;
/** Between two frames while sheets are coming. */
const LOADING_MS = 200;

/** Motion under way. */
interface Motion {
  began: number;
  origins: Float32Array;
  sizeBefore: number;
}

/**
 * Keeps a canvas showing a scene: draws a frame where something changed, moves images to their new
 * places, and begins anew with everything when the graphics card was lost.
 */
export class Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #deps: Deps;
  readonly #unlisten = new AbortController();
  #renderer: WallRenderer | null = null;
  #loader: SheetLoader | null = null;
  #closeUps: CloseUps | null = null;
  #scene: Scene | null = null;
  /** The scene that the graphics card holds. */
  #uploaded: Scene | null = null;
  #placed: Float32Array | null = null;
  #motion: Motion | null = null;
  #request = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** @throws Error where there is no WebGL2, or it refuses the program */
  constructor(canvas: HTMLCanvasElement, deps: Deps) {
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
    });
    if (!gl) throw new Error('no WebGL2');
    this.#gl = gl;
    this.#deps = deps;
    const { signal } = this.#unlisten;
    canvas.addEventListener('webglcontextlost', (event) => this.#lose(event), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#begin(), { signal });
    this.#begin();
  }

  /** @param moving whether images are to be seen going to their new places */
  show(scene: Scene, moving: boolean): void {
    const before = this.#scene;
    if (before?.columns !== scene.columns) this.#motion = null;
    else if (moving) this.#move(before, scene);
    else if (this.#motion && before.view.camera !== scene.view.camera) {
      // The way goes on from the same points of the window, whatever the window shows by now.
      const { camera } = scene.view;
      const { origins } = this.#motion;
      this.#motion.origins = seenFrom(origins, before.view.camera, camera, scene.frame.ratio);
    }
    this.#scene = scene;
    this.#ask();
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#soon);
    this.#unlisten.abort();
    this.#stopLoading();
    // Browsers keep few contexts; one that is only dropped lingers until memory is short.
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #begin(): void {
    this.#renderer = new WallRenderer(this.#gl);
    this.#uploaded = null;
    this.#loader = new SheetLoader({
      renderer: this.#renderer,
      load: (sheet, signal) => this.#deps.sheet(sheet, signal),
      arrived: (loaded) => {
        this.#deps.loaded(loaded);
        this.#askSoon(loaded);
      },
      failed: () => this.#deps.failed(),
    });
    this.#closeUps = new CloseUps({
      renderer: this.#renderer,
      load: (image, signal) => this.#deps.image(image, signal),
      arrived: () => this.#ask(),
    });
    this.#ask();
  }

  #lose(event: Event): void {
    // Without this the browser never gives the context back.
    event.preventDefault();
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#stopLoading();
    this.#renderer = null;
    this.#deps.loaded(0);
  }

  #stopLoading(): void {
    this.#loader?.stop();
    this.#closeUps?.stop();
    this.#loader = null;
    this.#closeUps = null;
  }

  /** From where images are now, be it half-way, to where the next scene has them. */
  #move(before: Scene, after: Scene): void {
    const { camera } = before.view;
    const share = this.#share();
    const { origins, sizeBefore } = this.#motion ?? {
      origins: before.layout.places,
      sizeBefore: camera.size,
    };
    const now = between(origins, before.layout.places, share);
    this.#motion = {
      began: performance.now(),
      origins: seenFrom(now, camera, after.view.camera, after.frame.ratio),
      sizeBefore: sizeBefore + (camera.size - sizeBefore) * share,
    };
  }

  #share(): number {
    return this.#motion ? eased(performance.now() - this.#motion.began, MOTION_MS) : 1;
  }

  #ask(): void {
    if (this.#request === 0) this.#request = requestAnimationFrame(() => this.#draw());
  }

  /** Sheets come by the dozen; where there is no graphics card a frame for each would delay them. */
  #askSoon(loaded: number): void {
    if (loaded >= (this.#scene?.sheets.length ?? 0)) {
      clearTimeout(this.#soon);
      this.#soon = undefined;
      this.#ask();
    } else {
      this.#soon ??= setTimeout(() => {
        this.#soon = undefined;
        this.#ask();
      }, LOADING_MS);
    }
  }

  #draw(): void {
    this.#request = 0;
    const [scene, renderer] = [this.#scene, this.#renderer];
    if (!scene || !renderer) return;
    this.#upload(scene, renderer);
    const share = this.#share();
    if (share === 1) this.#motion = null;
    const { ratio } = scene.frame;
    const sizeBefore = this.#motion?.sizeBefore ?? scene.view.camera.size;
    const large = share === 1 ? this.#large(scene) : [];
    const { ids } = scene.columns;
    const pictures = this.#closeUps!.of(large.map((image) => ids[image]!));
    const alone = new Map(
      large.flatMap((image) => {
        const picture = pictures.get(ids[image]!);
        return picture ? [[image, picture]] : [];
      }),
    );
    renderer.draw({ ...scene.view, ratio, share, sizeBefore }, alone);
    if (share < 1) this.#ask();
  }

  /** Hands over what differs from the scene before. */
  #upload(scene: Scene, renderer: WallRenderer): void {
    const held = this.#uploaded;
    const origins = this.#motion?.origins ?? scene.layout.places;
    if (held?.columns !== scene.columns) {
      renderer.setImages(slotsOf(scene.columns), runsOf(scene.columns.ids));
    }
    if (held?.layout !== scene.layout || this.#placed !== origins) {
      renderer.setPlaces(origins, scene.layout.places);
      this.#placed = origins;
    }
    if (held?.states !== scene.states) renderer.setStates(scene.states);
    if (held?.sheets !== scene.sheets) this.#loader!.want(scene.sheets);
    const { width, height } = scene.frame;
    if (
      held?.frame.width !== width ||
      held.frame.height !== height ||
      held.density !== scene.density
    ) {
      renderer.resize(width, height, scene.density);
    }
    this.#uploaded = scene;
  }

  /** Images in sight that are seen larger than their sheet has them, the middle ones first. */
  #large({ columns, layout, frame, view: { camera } }: Scene): number[] {
    if (camera.size * Math.max(1, frame.ratio) < CLOSE_PX) return [];
    const start = toCells(camera, { x: 0, y: 0 }, frame.ratio);
    const end = toCells(camera, { x: frame.width, y: frame.height }, frame.ratio);
    const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
    const away = (image: number): number =>
      Math.hypot(
        layout.places[image * 2]! + 0.5 - middle.x,
        layout.places[image * 2 + 1]! + 0.5 - middle.y,
      );
    return imagesInRectangle(layout, start, end)
      .filter((image) => Math.max(columns.widths[image]!, columns.heights[image]!) > SLOT_PX)
      .sort((a, b) => away(a) - away(b))
      .slice(0, CLOSE_UPS);
  }
}
