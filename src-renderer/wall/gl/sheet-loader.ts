import type { Sheet } from '../../../src-main/shared/api/wall.ts';
import type { WallRenderer } from './renderer.ts';

/** Decoded at once: browsers have a few threads for it. */
const AT_ONCE = 4;

interface Deps {
  renderer: WallRenderer;
  load(sheet: Sheet, signal: AbortSignal): Promise<ImageBitmap>;
  /** A sheet has come and waits to be drawn. */
  arrived(loaded: number): void;
  /** A sheet that was named is not to be had. */
  failed(sheet: Sheet): void;
}

/** Brings the sheets of the wall to the graphics card, each once. */
export class SheetLoader {
  readonly #deps: Deps;
  readonly #loaded = new Map<number, string>();
  readonly #stopping = new AbortController();
  #waiting: Sheet[] = [];
  #underWay = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The sheets that are wanted now; those that are there already stay. */
  want(sheets: readonly Sheet[]): void {
    const named = new Map(sheets.map((sheet) => [sheet.sheet, sheet.file]));
    for (const sheet of this.#loaded.keys()) if (!named.has(sheet)) this.#loaded.delete(sheet);
    this.#waiting = sheets.filter(
      ({ sheet, file }) => this.#loaded.get(sheet) !== file && !this.#underWay.has(file),
    );
    while (this.#underWay.size < AT_ONCE && this.#waiting.length > 0) void this.#next();
    this.#deps.arrived(this.#loaded.size);
  }

  stop(): void {
    this.#waiting = [];
    this.#stopping.abort();
  }

  async #next(): Promise<void> {
    const sheet = this.#waiting.shift();
    if (!sheet) return;
    this.#underWay.add(sheet.file);
    const { signal } = this.#stopping;
    try {
      const bitmap = await this.#deps.load(sheet, signal);
      if (!signal.aborted) {
        this.#deps.renderer.setSheet(sheet.sheet, bitmap, sheet);
        this.#loaded.set(sheet.sheet, sheet.file);
        this.#deps.arrived(this.#loaded.size);
      }
      bitmap.close();
    } catch {
      if (!signal.aborted) this.#deps.failed(sheet);
    }
    this.#underWay.delete(sheet.file);
    await this.#next();
  }
}
