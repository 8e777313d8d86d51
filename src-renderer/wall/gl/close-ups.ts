import type { Picture } from './picture.ts';
import type { WallRenderer } from './renderer.ts';

/** Pictures kept at most: a screenful, and one to come back to. */
const KEPT = 600;
const AT_ONCE = 6;

interface Deps {
  renderer: WallRenderer;
  load(image: number, signal: AbortSignal): Promise<ImageBitmap>;
  arrived(): void;
}

/** Larger pictures of the few images that are seen large, the longest unseen given up first. */
export class CloseUps {
  readonly #deps: Deps;
  /** In the order in which they were last seen. */
  readonly #pictures = new Map<number, Picture>();
  readonly #failed = new Set<number>();
  readonly #underWay = new Set<number>();
  readonly #stopping = new AbortController();
  #waiting: number[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The pictures at hand of the images in sight; the others are fetched in the order given. */
  of(images: readonly number[]): Map<number, Picture> {
    const seen = new Map<number, Picture>();
    this.#waiting = [];
    for (const image of images) {
      const picture = this.#pictures.get(image);
      if (picture) {
        this.#pictures.delete(image);
        this.#pictures.set(image, picture);
        seen.set(image, picture);
      } else if (!this.#failed.has(image) && !this.#underWay.has(image)) this.#waiting.push(image);
    }
    while (this.#underWay.size < AT_ONCE && this.#waiting.length > 0) void this.#next();
    return seen;
  }

  stop(): void {
    this.#waiting = [];
    this.#stopping.abort();
    for (const picture of this.#pictures.values()) this.#deps.renderer.dropPicture(picture);
    this.#pictures.clear();
  }

  async #next(): Promise<void> {
    const image = this.#waiting.shift();
    if (image === undefined) return;
    this.#underWay.add(image);
    const { signal } = this.#stopping;
    try {
      const bitmap = await this.#deps.load(image, signal);
      if (!signal.aborted) this.#keep(image, this.#deps.renderer.makePicture(bitmap));
      bitmap.close();
    } catch {
      // The small picture of the sheet stays, or the cross of a file that is gone.
      this.#failed.add(image);
    }
    this.#underWay.delete(image);
    await this.#next();
  }

  #keep(image: number, picture: Picture): void {
    this.#pictures.set(image, picture);
    for (const [oldest, old] of this.#pictures) {
      if (this.#pictures.size <= KEPT) break;
      this.#deps.renderer.dropPicture(old);
      this.#pictures.delete(oldest);
    }
    this.#deps.arrived();
  }
}
