import type { ReviewGroup } from '../../src-main/shared/api/review.ts';
import type * as api from '../api.ts';
import { RECHECKS } from './listing.ts';
import { nextOpen, withRechecks, type LabelOf } from './queue.ts';

/** The groups of one shift's queue, fetched page by page. */
export class GroupPages {
  list = $state.raw<ReviewGroup[]>([]);
  /** Groups of the whole queue, also those that are not fetched yet. */
  total = $state(0);
  provisional = $state(false);

  #next: string | null = null;
  #read: ((after: string) => Promise<void>) | null = null;
  #fetching: Promise<void> | null = null;

  clear(): void {
    this.list = [];
    this.total = 0;
    this.provisional = false;
    this.#next = null;
    this.#read = null;
    this.#fetching = null;
  }

  /**
   * Reads a queue from its first page up to that which has the group to begin with, and puts answers
   * that are to be given again among what is to come.
   *
   * @param at an image whose group to begin at
   * @returns the group's index, or that behind the last where nothing is left; null once aborted
   */
  async open(
    { review, checks }: api.Engine,
    shift: api.ShiftId,
    at: number | null,
    labelOf: LabelOf,
    signal: AbortSignal,
  ): Promise<number | null> {
    const [page, { due }] = await Promise.all([
      review.groups({ shift, at }, signal),
      checks.rechecks(shift, RECHECKS, signal),
    ]);
    const { start, total, provisional } = page;
    const list = page.groups;
    let { next } = page;
    while (start >= list.length && next !== null) {
      const more = await review.groups({ shift, after: next }, signal);
      list.push(...more.groups);
      next = more.next;
    }
    if (signal.aborted) return null;
    const nothing = next === null && nextOpen(list, -1, labelOf) === null;
    this.list = nothing || provisional ? list : withRechecks(list, start, due);
    this.total = total + this.list.length - list.length;
    this.provisional = provisional;
    this.#next = next;
    // What an earlier queue still waits for is none of this one's.
    this.#fetching = null;
    this.#read = async (after) => {
      const more = await review.groups({ shift, after }, signal);
      if (signal.aborted) return;
      this.list = [...this.list, ...more.groups];
      this.#next = more.next;
    };
    return nothing ? list.length : start;
  }

  /**
   * Fetches the next page, once however often it is asked for.
   *
   * @returns false where none has come
   */
  async more(): Promise<boolean> {
    const after = this.#next;
    const read = this.#read;
    if (after === null || !read) return false;
    const fetching = (this.#fetching ??= read(after));
    try {
      await fetching;
    } finally {
      if (this.#fetching === fetching) this.#fetching = null;
    }
    return this.#next !== after;
  }
}
