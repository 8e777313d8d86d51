import type { Histogram } from '../../src-main/shared/api/calibration.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import { isFlagged, type Label, type LabelReason } from '../../src-main/shared/words.ts';
import type { Disagreement } from '../../src-main/shared/api/rechecks.ts';
import * as api from '../api.ts';
import { moved, type Move } from '../ui/virtual.ts';
import { Inspection } from './inspection.svelte.ts';
import type { Labels, Shown } from './labels.svelte.ts';
import { loadListing, NOT_BLIND, REASONS, type ListQuery } from './listing.ts';

/** A list of no images. */
export const NOTHING: ImageColumns = {
  total: 0,
  ids: [],
  scores: [],
  verdicts: [],
  labels: [],
  next: null,
};
const BINS = 80;

/**
 * The images under review: a list that stands still while it is worked on (labelled images stay in
 * their place until it is loaded again), a cursor in it, and what is known of the image there.
 */
export class Review {
  list = $state.raw<ImageColumns>(NOTHING);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  cursor = $state(0);
  histogram = $state.raw<Histogram | null>(null);
  /** Space is held: the reconstruction stands in for the original. */
  blinking = $state(false);
  /** Set by the grid; row and page moves depend on how it is laid out. */
  grid = $state.raw({ columns: 1, rowsInView: 1 });
  /** Width by height of the first image that was seen; the tiles take its shape. */
  aspect = $state<number | null>(null);
  /** Images whose earlier answer comes back unseen: image -> re-check. */
  blind = $state.raw(NOT_BLIND);
  /** Two answers to one image, of which a person has to say which counts. */
  disagreement = $state.raw<Disagreement | null>(null);
  /** Of labels to confirm, how many something contradicts: they come first in the list. */
  contradicted = $state(0);
  readonly inspection = new Inspection();
  readonly labels: Labels;
  /** The image that the next list opens at, where it has it. */
  startAt: number | null = null;

  current = $derived(this.list.ids[this.cursor] ?? null);
  currentScore = $derived(this.list.scores[this.cursor] ?? null);
  currentVerdict = $derived(this.list.verdicts[this.cursor] ?? null);
  /** The re-check that the image under the cursor waits for, its earlier answer unseen. */
  recheck = $derived.by((): number | null => {
    const waits = this.current === null ? undefined : this.blind.get(this.current);
    return waits === undefined || this.labels.second.has(waits) ? null : waits;
  });
  currentLabel = $derived(this.labelAt(this.cursor));
  /** Flagged images of the list that nobody labelled. */
  left = $derived(
    this.list.verdicts.reduce(
      (sum, verdict, index) =>
        verdict !== null && isFlagged(verdict) && this.labelAt(index) === null ? sum + 1 : sum,
      0,
    ),
  );

  #engine: api.Engine | null = null;
  #abort = new AbortController();
  #query: ListQuery | null = null;
  #shift: api.ShiftId = null;
  /** The question for the histogram asked last: an older answer comes too late. */
  #counting: unknown = null;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** Reviews this engine's project, beginning at an image where its first list has it. */
  open(engine: api.Engine, startAt: number | null): void {
    this.close();
    this.#engine = engine;
    this.startAt = startAt;
    this.inspection.open(engine);
  }

  labelAt(index: number): Label | null {
    const id = this.list.ids[index];
    const mark = id === undefined ? undefined : this.labels.marks.get(id);
    return mark ? mark.label : (this.list.labels[index] ?? null);
  }

  /** Loads a list; the cursor stays on its image where the list still has it. */
  async load(query: ListQuery): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    // Kept until a list has come, so that two quick changes of the filter don't lose the place.
    this.startAt = this.current ?? this.startAt;
    const sameList = this.#query !== null && sameQuery(query, this.#query);
    this.#query = query;
    this.#shift = query.shift;
    if (!sameList) this.list = NOTHING;
    this.loading = true;
    this.problem = null;
    const settled = this.labels.settled();
    try {
      const { list, ...rest } = await loadListing(engine, query, signal);
      if (signal.aborted) return;
      this.labels.forget(settled);
      // Keys have gone on through a list that was only read again.
      const kept = this.current ?? this.startAt;
      this.list = list;
      this.blind = rest.blind;
      this.disagreement = rest.disagreement;
      this.contradicted = rest.contradicted;
      this.startAt = null;
      const found = kept === null ? -1 : list.ids.indexOf(kept);
      this.cursor =
        found >= 0 ? found : sameList ? Math.max(0, Math.min(this.cursor, list.ids.length - 1)) : 0;
      this.loading = false;
      await this.readHistogram();
    } catch (error) {
      if (signal.aborted) return;
      // No key may label an image that the problem hides.
      this.list = NOTHING;
      this.problem = api.problemOf(error);
      this.loading = false;
    }
  }

  /**
   * Takes a group's members in the place of a list: whatever looks at the image at hand, and steps
   * through images, does so within the group.
   */
  present(shift: api.ShiftId, members: ImageColumns, blind = NOT_BLIND): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    const moved = shift !== this.#shift || this.histogram === null;
    this.#query = null;
    this.#shift = shift;
    this.list = members;
    this.blind = blind;
    this.cursor = 0;
    this.startAt = null;
    this.loading = false;
    this.problem = null;
    if (moved) void this.readHistogram();
  }

  /** Loads the same list again, with new scores and labels. */
  async reload(): Promise<void> {
    this.inspection.forget();
    if (this.#query) await this.load(this.#query);
  }

  async readHistogram(): Promise<void> {
    const engine = this.#engine;
    const shift = this.#shift;
    if (!engine) return;
    const asked = (this.#counting = {});
    let histogram: Histogram | null = null;
    try {
      histogram = await engine.detectors.histogram(shift, BINS);
    } catch {
      // Without a detector there are no scores to count; the view says so in its own words.
    }
    if (asked === this.#counting) this.histogram = histogram;
  }

  close(): void {
    this.#abort.abort();
    this.#engine = null;
    this.#query = null;
    this.#shift = null;
    this.#counting = null;
    this.list = NOTHING;
    this.blind = NOT_BLIND;
    this.disagreement = null;
    this.cursor = 0;
    this.startAt = null;
    this.aspect = null;
    this.histogram = null;
    this.inspection.close();
  }

  move(step: Move): void {
    this.cursor = moved(this.cursor, step, { count: this.list.ids.length, ...this.grid });
  }

  /** Puts the cursor on an image; false where the list doesn't have it. */
  goTo(image: number): boolean {
    const index = this.list.ids.indexOf(image);
    if (index >= 0) this.cursor = index;
    return index >= 0;
  }

  /** Stores a decision; one on an image of which there are two answers says itself what counts. */
  give(items: readonly Shown[], label: Label | null, reason?: LabelReason): void {
    this.labels.give(items, label, reason);
    if (items.some(({ image }) => image === this.disagreement?.image)) this.disagreement = null;
  }

  /** Stores a second answer, and asks which counts where it is not the first. */
  answer(item: Shown, label: Label, recheck: number): void {
    this.labels.answer(item, label, recheck, (differing) => (this.disagreement = differing));
  }

  /** Labels the image under the cursor and goes on to the next. Returns false where it labels none. */
  label(label: Label | null): boolean {
    const { current: image, recheck } = this;
    // Of an answer that is not to be seen there is nothing to take away.
    if (image === null || (recheck !== null && label === null)) return false;
    const item = { image, shown: this.currentLabel };
    if (recheck !== null && label !== null) this.answer(item, label, recheck);
    else this.give([item], label, REASONS[this.#query?.list ?? 'images']);
    if (label !== null) this.move('next');
    return true;
  }

  /** Images from the first up to the cursor that have no label: what one key labels of a search. */
  lot(): number[] {
    return this.list.ids.slice(0, this.cursor + 1).filter((_, i) => this.labelAt(i) === null);
  }

  /** Labels the lot; false where it is empty. */
  labelLot(label: Label): boolean {
    const items = this.lot().map((image) => ({ image, shown: null }));
    this.give(items, label, REASONS[this.#query?.list ?? 'images']);
    return items.length > 0;
  }

  /** Decides which of two answers counts. */
  async decide(keep: boolean): Promise<void> {
    const open = this.disagreement;
    if (!open) return;
    await this.labels.decide(open, keep);
    if (this.disagreement === open) this.disagreement = null;
  }
}

function sameQuery(a: ListQuery, b: ListQuery): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
