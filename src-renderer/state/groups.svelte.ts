import type { ReviewGroup, ReviewGroups, ReviewSummary } from '../../src-main/shared/api/review.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import { LABEL_REASONS, type Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';
import type { Labels } from './labels.svelte.ts';
import { Pictures } from './pictures.ts';
import {
  acceptedLabel,
  columnsOf,
  nextOpen,
  openMembers,
  parted,
  shownIn,
  type LabelOf,
} from './queue.ts';
import { NOTHING, type Review } from './review.svelte.ts';
import { Split } from './split.svelte.ts';

/** Groups to have at hand behind the one on screen; the next page is fetched before they run out. */
const AHEAD = 40;
/** Groups whose pictures are fetched ahead, and members of each: as many as a large screen shows. */
const PICTURED = 3;
const MEMBERS = 120;

/**
 * The queue of groups under review. It stands still while it is worked through: answered groups keep
 * their place, and the group on screen is the list that `review` steps through and looks at.
 */
export class Groups {
  list = $state.raw<ReviewGroup[]>([]);
  /** Groups of the whole queue, also those that are not fetched yet. */
  total = $state(0);
  provisional = $state(false);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Index of the group on screen; behind the last once nothing is left. */
  cursor = $state(0);
  summary = $state.raw<ReviewSummary | null>(null);
  /** Whether the queue was asked to be made; it is not asked again behind a person's back. */
  asked = $state(false);
  readonly split = new Split();

  current = $derived(this.list[this.cursor] ?? null);
  /** Members of the group on screen that nobody has answered. */
  unanswered = $derived(this.current ? openMembers(this.current, this.#labelOf) : []);
  accepted = $derived(this.current ? acceptedLabel(this.current) : null);

  #engine: api.Engine | null = null;
  #review: Review;
  #labels: Labels;
  #shift: api.ShiftId = null;
  #next: string | null = null;
  #abort = new AbortController();
  #fetching: Promise<void> | null = null;
  #pictures = new Pictures();

  constructor(review: Review, labels: Labels) {
    this.#review = review;
    this.#labels = labels;
  }

  get #labelOf(): LabelOf {
    const { marks } = this.#labels;
    return (image, stored) => {
      const mark = marks.get(image);
      return mark ? mark.label : stored;
    };
  }

  /** From here on the queue is that of this engine's project. */
  open(engine: api.Engine): void {
    this.close();
    this.#engine = engine;
  }

  close(): void {
    this.#abort.abort();
    this.#pictures.clear();
    this.split.end();
    this.#engine = null;
    this.#next = null;
    this.list = [];
    this.total = 0;
    this.cursor = 0;
    this.provisional = false;
    this.asked = false;
    this.problem = null;
    this.summary = null;
  }

  /** Loads a shift's queue and goes to the group of the image at hand, else to the first with work. */
  async load(shift: api.ShiftId): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    // Whoever has not moved yet begins where the queue begins.
    const waiting = this.provisional && this.cursor === 0 && shift === this.#shift;
    const at = waiting ? null : (this.#review.current ?? this.#review.startAt);
    if (shift !== this.#shift) this.asked = false;
    this.#shift = shift;
    this.loading = true;
    const settled = this.#labels.settled();
    void this.readSummary();
    try {
      const page = await engine.review.groups({ shift, at }, signal);
      const { start, total, provisional } = page;
      const list = page.groups;
      let next = page.next;
      while (start >= list.length && next !== null) {
        const more: ReviewGroups = await engine.review.groups({ shift, after: next }, signal);
        list.push(...more.groups);
        next = more.next;
      }
      if (signal.aborted) return;
      this.#labels.forget(settled);
      Object.assign(this, { list, total, provisional, problem: null, loading: false });
      this.#next = next;
      if (!provisional) this.asked = false;
      const nothing = next === null && nextOpen(list, -1, this.#labelOf) === null;
      this.#show(nothing ? list.length : start);
    } catch (error) {
      if (signal.aborted) return;
      this.problem = api.problemOf(error);
      this.loading = false;
    }
  }

  reload = () => this.load(this.#shift);

  async readSummary(): Promise<void> {
    const engine = this.#engine;
    const shift = this.#shift;
    if (!engine) return;
    // A page without numbers is still of use; whatever is wrong is told by what needs it.
    const summary = await engine.review.summary(shift).catch(() => null);
    if (engine === this.#engine && shift === this.#shift) this.summary = summary;
  }

  /** Labels all of the group that nobody has answered, or all of it once more; then goes on. */
  answer(label: Label): number {
    const { current, unanswered } = this;
    if (!current) return 0;
    return this.#give(label, unanswered.length > 0 ? unanswered : current.images);
  }

  /** Labels what is marked, else the member at hand; goes on once the whole group is answered. */
  answerMarked(label: Label): number {
    const { marked } = this.split;
    const image = this.#review.current;
    return this.#give(label, marked.size > 0 ? [...marked] : image === null ? [] : [image]);
  }

  /** Labels what is not marked and has no answer. */
  answerRest(label: Label): number {
    const { marked } = this.split;
    return this.#give(label, this.unanswered.filter((image) => !marked.has(image))); // prettier-ignore
  }

  /**
   * Marks one of the two parts that the unanswered members fall into by similarity.
   *
   * @returns false where nothing tells them apart
   */
  async cut(): Promise<boolean> {
    const { current, unanswered } = this;
    if (!this.#engine || !current) return true;
    const { parts } = await this.#engine.review.cut(unanswered);
    if (this.current !== current || !this.split.active) return true;
    this.split.mark(parts[1]);
    return parts[1].length > 0;
  }

  /** Makes the marked members a group of their own, which comes next. */
  async part(): Promise<void> {
    const { current, cursor } = this;
    const engine = this.#engine;
    const { marked } = this.split;
    if (!engine || !current || marked.size === 0 || marked.size === current.images.length) return;
    const { id } = await engine.review.split(current.id, [...marked]);
    if (engine !== this.#engine || this.list[cursor] !== current) return;
    this.list = this.list.toSpliced(cursor, 1, ...parted(current, marked, id));
    this.total += 1;
    this.#show(cursor);
  }

  /** To the group after this one, answered or not; after the last to the first with work left. */
  async skip(): Promise<void> {
    if (this.cursor + 1 >= this.list.length) await this.#fetchMore();
    const { cursor, list } = this;
    if (cursor + 1 < list.length) this.#show(cursor + 1);
    else if (cursor < list.length) this.#show(nextOpen(list, cursor, this.#labelOf) ?? list.length);
  }

  back(): void {
    if (this.cursor > 0) this.#show(this.cursor - 1);
  }

  /** Goes to the group that has an image; false where the queue has none. */
  async goTo(image: number): Promise<boolean> {
    for (;;) {
      const index = this.list.findIndex(({ images }) => images.includes(image));
      if (index >= 0) {
        this.#show(index);
        return true;
      }
      const after = this.#next;
      if (after === null) return false;
      await this.#fetchMore();
      // A page that did not come would be asked for without end.
      if (this.#next === after) return false;
    }
  }

  /** To the next group with work left, where the one on screen has none. */
  async advance(): Promise<void> {
    if (this.unanswered.length > 0) return;
    if (this.cursor + 1 >= this.list.length) await this.#fetchMore();
    this.#show(nextOpen(this.list, this.cursor, this.#labelOf) ?? this.list.length);
  }

  #give(label: Label, images: number[]): number {
    const { current } = this;
    if (!current || images.length === 0) return 0;
    const shown = shownIn(current, images, this.#labelOf);
    this.#labels.give(shown, label, LABEL_REASONS.find((reason) => reason === current.reason)); // prettier-ignore
    this.split.end();
    void this.advance();
    return images.length;
  }

  #show(index: number): void {
    this.cursor = index;
    this.split.end();
    this.#review.present(this.#shift, this.current ? columnsOf(this.current) : NOTHING);
    this.#fetchPictures();
    if (index + AHEAD > this.list.length) void this.#fetchMore();
  }

  async #fetchMore(): Promise<void> {
    await (this.#fetching ??= this.#fetchPage().finally(() => (this.#fetching = null)));
  }

  async #fetchPage(): Promise<void> {
    const engine = this.#engine;
    const after = this.#next;
    const { signal } = this.#abort;
    if (!engine || after === null) return;
    try {
      const page = await engine.review.groups({ shift: this.#shift, after }, signal);
      if (signal.aborted) return;
      this.list = [...this.list, ...page.groups];
      this.#next = page.next;
    } catch (error) {
      if (!signal.aborted) this.problem = api.problemOf(error);
    }
  }

  /** Fetches what comes next while the person looks at what is there. */
  #fetchPictures(): void {
    const images = this.#engine?.images;
    if (!images) return;
    const sources: string[] = [];
    for (
      let ahead = 0, at = this.cursor;
      ahead <= PICTURED && at < this.list.length;
      ahead++, at++
    ) {
      const members = this.list[at]!.images.slice(0, MEMBERS);
      sources.push(images.fileUrl(members[0]!), ...members.map(images.thumbnailUrl));
    }
    this.#pictures.hold(sources);
  }
}
