import type { DetectorDetail, Evidence, ImageDetail } from '../../src-main/shared/api.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';
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
  /** Share of each side that the detector looks at, in percent. */
  cropPercent = $state(100);
  /** Counts up whenever everything must be asked again. */
  edition = $state(0);

  #evidence = new Recent<number, Evidence>(KEPT);
  #detectors = new Recent<number, DetectorDetail>(KEPT);
  #shown: number | null = null;

  /** Shows an image, and fetches the next one's evidence ahead. Returns the way to stop. */
  show(id: number | null, following: number | null): () => void {
    if (id !== this.#shown) {
      this.detail = null;
      this.problem = null;
      this.evidence = id === null ? null : (this.#evidence.get(id) ?? null);
      this.#shown = id;
    }
    if (id === null) return () => undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => void this.#load(id, following, abort.signal), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  /** Reads names and history again, after a label was stored. */
  async refresh(id: number): Promise<void> {
    if (id !== this.#shown) return;
    const detail = await api.images.detail(id).catch(() => null);
    if (detail && id === this.#shown) this.detail = detail;
  }

  /** Another detector sees every image differently. */
  forget(): void {
    this.#evidence.clear();
    this.#shown = null;
    this.edition += 1;
  }

  async #load(id: number, following: number | null, signal: AbortSignal): Promise<void> {
    const detail = api.images.detail(id, signal).then(
      (answer) => {
        if (!signal.aborted) this.detail = answer;
      },
      (error: unknown) => {
        if (!signal.aborted) this.problem = api.problemOf(error);
      },
    );
    try {
      const evidence = await this.#evidenceOf(id, signal);
      await this.#readCrop(evidence.detector);
      if (signal.aborted) return;
      this.evidence = evidence;
      if (following !== null) await this.#evidenceOf(following, signal);
    } catch (error) {
      // An image fetched ahead that fails will say so when its turn comes.
      if (!signal.aborted && !this.evidence) this.problem = api.problemOf(error);
    }
    await detail;
  }

  async #evidenceOf(id: number, signal: AbortSignal): Promise<Evidence> {
    const known = this.#evidence.get(id);
    if (known) return known;
    const evidence = await api.images.evidence(id, signal);
    this.#evidence.set(id, evidence);
    return evidence;
  }

  async #readCrop(detector: number): Promise<void> {
    const known = this.#detectors.get(detector) ?? (await api.detectors.detail(detector));
    this.#detectors.set(detector, known);
    this.cropPercent = known.recipe.preprocess.cropPercent;
  }
}
