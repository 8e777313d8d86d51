import type { ReviewGroup, ReviewSummary } from '../../src-main/shared/api/review.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import { LABEL_REASONS, type Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';
import { GroupPages, readQueue } from './group-pages.svelte.ts';
import type { Labels } from './labels.svelte.ts';
import { Pictures } from './pictures.ts';
import {
  acceptedLabel,
  blindIn,
  columnsOf,
  nextOpen,
  openMembers,
  parted,
  recheckOf,
  rejoined,
  shownIn,
  type LabelOf,
} from './queue.ts';
import { NOTHING, type Review } from './review.svelte.ts';
import { Split } from './split.svelte.ts';
import { Splits } from './splits.ts';

/** Groups to have at hand behind the one on screen; the next page is fetched before they run out. */
const AHEAD = 40;
/**
 * The queue of groups under review. It stands still while it is worked through: answered groups keep
 * their place, and the group on screen is the list that `review` steps through and looks at.
 */
export class Groups {
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Index of the group on screen; behind the last once nothing is left. */
  cursor = $state(0);
  summary = $state.raw<ReviewSummary | null>(null);
  /** Whether the queue was asked to be made; it is not asked again behind a person's back. */
  asked = $state(false);
  readonly split = new Split();

  get list(): readonly ReviewGroup[] {
    return this.#pages.list;
  }

  get total(): number {
    return this.#pages.total;
  }

  get provisional(): boolean {
    return this.#pages.provisional;
  }

  current = $derived(this.list[this.cursor] ?? null);
  /** Members of the group on screen that nobody has answered. */
  unanswered = $derived(this.current ? openMembers(this.current, this.#labelOf) : []);
  accepted = $derived(this.current ? acceptedLabel(this.current) : null);

  #engine: api.Engine | null = null;
  #review: Review;
  #labels: Labels;
  #shift: api.ShiftId = null;
  /** The shift that the summary is of. */
  #counted: api.ShiftId = null;
  #abort = new AbortController();
  #pictures = new Pictures();
  #pages = new GroupPages();
  #splits = new Splits();

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
    this.leave();
    this.#pictures.clear();
    this.#engine = null;
    this.#splits = new Splits();
    this.asked = false;
    this.summary = null;
  }

  /**
   * Lets go of the queue and of all that is under way for it: nobody decides on groups that are not
   * on the screen, and none comes back there where images are reviewed one by one.
   */
  leave(): void {
    this.#abort.abort();
    this.#pages.clear();
    this.split.end();
    this.cursor = 0;
    this.loading = false;
    this.problem = null;
  }

  /** Loads a shift's queue and goes to the group of the image at hand, else to the first with work. */
  async load(shift: api.ShiftId): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    // Whoever has not moved yet begins where the queue begins.
    const waiting = this.provisional && this.cursor === 0 && shift === this.#shift;
    const at = waiting ? null : (this.#review.current ?? this.#review.startAt);
    if (shift !== this.#shift) {
      this.leave();
      this.asked = false;
    }
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#shift = shift;
    this.loading = true;
    this.problem = null;
    const settled = this.#labels.settled();
    void this.readSummary(shift);
    try {
      const queue = await readQueue(engine, shift, at, signal);
      if (signal.aborted) return;
      this.#labels.forget(settled);
      const start = this.#pages.take(queue, this.#labelOf);
      this.#splits.keep(this.list);
      this.loading = false;
      if (!this.provisional) this.asked = false;
      this.#show(start);
    } catch (error) {
      if (signal.aborted) return;
      this.leave();
      this.problem = api.problemOf(error);
    }
  }

  reload = () => this.load(this.#shift);

  /** How far the review of a shift has come, also where its images are asked about one by one. */
  async readSummary(shift: api.ShiftId): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#counted = shift;
    // A page without numbers is still of use; whatever is wrong is told by what needs it.
    const summary = await engine.review.summary(shift).catch(() => null);
    if (engine === this.#engine && shift === this.#counted) this.summary = summary;
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
    this.#pages.list = this.list.toSpliced(cursor, 1, ...parted(current, marked, id));
    this.#pages.total += 1;
    const { given } = this.#labels;
    this.#splits.add({ of: current.id, part: id, order: current.images, given });
    this.#show(cursor);
  }

  /** Whether the newest of what can be undone is a split. */
  get hasSplit(): boolean {
    return this.#splits.isNewest(this.#labels.given);
  }

  /**
   * Takes the newest split back and shows the group.
   *
   * @returns its size
   */
  async join(): Promise<number> {
    const engine = this.#engine;
    const split = this.#splits.take();
    if (!engine || !split) return 0;
    try {
      await engine.review.join(split.of, split.part);
    } catch (error) {
      this.#splits.add(split);
      throw error;
    }
    if (engine !== this.#engine) return 0;
    const at = this.list.findIndex(({ id }) => id === split.of);
    const part = this.list.findIndex(({ id }) => id === split.part);
    // Loaded anew meanwhile, the list has them joined already.
    if (at < 0 || part < 0) return split.order.length;
    const whole = rejoined(this.list[at]!, this.list[part]!, split.order);
    this.#pages.list = this.list.with(at, whole).toSpliced(part, 1);
    this.#pages.total -= 1;
    this.#show(at);
    return split.order.length;
  }

  /** To the group after this one, answered or not; after the last to the first with work left. */
  async skip(): Promise<void> {
    if (!(await this.#fetchNext())) return;
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
      const index = this.list.findIndex(
        (group) => !this.#waits(group) && group.images.includes(image),
      );
      if (index >= 0) {
        this.#show(index);
        return true;
      }
      if (!(await this.#fetchMore())) return false;
    }
  }

  /** Whether a group is a re-check that nobody has answered: led to it, a person would know it. */
  #waits(group: ReviewGroup): boolean {
    const recheck = recheckOf(group);
    return recheck !== null && !this.#labels.second.has(recheck);
  }

  /** To the next group with work left, where the one on screen has none. */
  async advance(): Promise<void> {
    if (this.unanswered.length > 0 || !(await this.#fetchNext())) return;
    this.#show(nextOpen(this.list, this.cursor, this.#labelOf) ?? this.list.length);
  }

  #give(label: Label, images: number[]): number {
    const { current } = this;
    if (!current || images.length === 0) return 0;
    const shown = shownIn(current, images, this.#labelOf);
    const reason = LABEL_REASONS.find((known) => known === current.reason);
    const { recheck } = this.#review;
    if (recheck === null) this.#review.give(shown, label, reason);
    else this.#review.answer(shown[0]!, label, recheck);
    this.split.end();
    void this.advance();
    return images.length;
  }

  #show(index: number): void {
    this.cursor = index;
    this.split.end();
    const { current } = this;
    if (current) this.#review.present(this.#shift, columnsOf(current), blindIn(current));
    else this.#review.present(this.#shift, NOTHING);
    if (this.#engine) this.#pictures.holdGroups(this.#engine.images, this.list, index);
    // Where nothing is left on screen, whatever was missing has been asked for already.
    if (current && index + AHEAD > this.list.length) void this.#fetchMore();
  }

  /**
   * Has what follows the group on screen at hand.
   *
   * @returns false where the queue was left meanwhile, or is being read anew
   */
  async #fetchNext(): Promise<boolean> {
    const { signal } = this.#abort;
    if (this.cursor + 1 >= this.list.length) await this.#fetchMore();
    return !signal.aborted;
  }

  /** @returns whether there are more groups than before */
  async #fetchMore(): Promise<boolean> {
    const { signal } = this.#abort;
    try {
      const more = await this.#pages.more();
      if (more && !signal.aborted) this.problem = null;
      return more;
    } catch (error) {
      if (!signal.aborted) this.problem = api.problemOf(error);
      return false;
    }
  }
}
