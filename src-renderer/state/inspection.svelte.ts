import type { Evidence } from '../../src-main/shared/api/evidence.ts';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';
import { Look } from './look.svelte.ts';
import { Neighbourhood } from './neighbourhood.svelte.ts';
import { Recent } from './recent.ts';

/** Flying over images with a held arrow key asks for none of them. */
const SETTLE_MS = 70;
/** Evidence is some ten kB an image. */
const KEPT = 64;

/** What is known of the one image under the cursor: file names, history, evidence. */
export class Inspection {
  detail = $state.raw<ImageDetail | null>(null);
  evidence = $state.raw<Evidence | null>(null);
  /** Why there is no evidence, once that is certain. */
  problem = $state.raw<Problem | null>(null);
  /** Counts up whenever everything must be asked again. */
  edition = $state(0);
  readonly look = new Look();
  readonly neighbourhood = new Neighbourhood();

  #engine: api.Engine | null = null;
  #evidence = new Recent<number, Evidence>(KEPT);
  #shown: number | null = null;

  open(engine: api.Engine): void {
    this.close();
    this.#engine = engine;
  }

  close(): void {
    this.#engine = null;
    this.forget();
  }

  /** Shows an image, and fetches the next one's evidence ahead. Returns the way to stop. */
  show(id: number | null, following: number | null): () => void {
    if (id !== this.#shown) {
      this.detail = null;
      this.problem = null;
      this.neighbourhood.clear();
      this.evidence = id === null ? null : (this.#evidence.get(id) ?? null);
      this.#shown = id;
    }
    const engine = this.#engine;
    if (id === null || !engine) return () => undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => void this.#load(engine, id, following, abort.signal), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  /** Reads names and history again, after a label was stored. */
  async refresh(id: number): Promise<void> {
    const engine = this.#engine;
    if (id !== this.#shown || !engine) return;
    const detail = await engine.images.detail(id).catch(() => null);
    if (detail && id === this.#shown && engine === this.#engine) this.detail = detail;
  }

  /** Another detector sees every image differently. */
  forget(): void {
    this.#evidence.clear();
    this.neighbourhood.clear();
    this.#shown = null;
    this.edition += 1;
  }

  async #load(
    engine: api.Engine,
    id: number,
    following: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const detail = engine.images.detail(id, signal).then(
      (answer) => {
        if (!signal.aborted) this.detail = answer;
      },
      (error: unknown) => {
        if (!signal.aborted) this.problem = api.problemOf(error);
      },
    );
    try {
      const evidence = await this.#evidenceOf(engine, id, signal);
      if (signal.aborted) return;
      this.evidence = evidence;
      await Promise.all([
        this.neighbourhood.load(engine, id, signal),
        following === null ? null : this.#evidenceOf(engine, following, signal),
      ]);
    } catch (error) {
      // An image fetched ahead that fails will say so when its turn comes.
      if (!signal.aborted && !this.evidence) this.problem = api.problemOf(error);
    }
    await detail;
  }

  async #evidenceOf(engine: api.Engine, id: number, signal: AbortSignal): Promise<Evidence> {
    const known = this.#evidence.get(id);
    if (known) return known;
    const evidence = await engine.images.evidence(id, signal);
    if (engine === this.#engine) this.#evidence.set(id, evidence);
    return evidence;
  }
}
