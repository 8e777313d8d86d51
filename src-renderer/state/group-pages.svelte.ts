import type { Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { ReviewGroup, ReviewGroups } from '../../src-main/shared/api/review.ts';
import type * as api from '../api.ts';
import { RECHECKS } from './listing.ts';
import { nextOpen, withRechecks, type LabelOf } from './queue.ts';

/** A queue as far as it was read. */
interface Queue extends ReviewGroups {
  due: readonly Recheck[];
  /** Reads what comes after a page, by that page's `next`. */
  read(after: string): Promise<ReviewGroups>;
}

/**
 * Reads a queue from its first page up to that which has the group to begin with.
 *
 * @param at an image whose group to begin at
 */
export async function readQueue(
  { review, checks }: api.Engine,
  shift: api.ShiftId,
  at: number | null,
  signal: AbortSignal,
): Promise<Queue> {
  const read = (after: string) => review.groups({ shift, after }, signal);
  const [page, { due }] = await Promise.all([
    review.groups({ shift, at }, signal),
    checks.rechecks(shift, RECHECKS, signal),
  ]);
  const groups = [...page.groups];
  let { next } = page;
  while (page.start >= groups.length && next !== null) {
    const more = await read(next);
    groups.push(...more.groups);
    next = more.next;
  }
  return { ...page, groups, next, due, read };
}

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
   * Shows a queue from here on, with answers that are to be given again among what is to come.
   *
   * @returns the index of the group to begin at, or that behind the last where nothing is left
   */
  take({ groups, start, total, provisional, next, due, read }: Queue, labelOf: LabelOf): number {
    const nothing = next === null && nextOpen(groups, -1, labelOf) === null;
    this.list = nothing || provisional ? groups : withRechecks(groups, start, due);
    this.total = total + this.list.length - groups.length;
    this.provisional = provisional;
    this.#next = next;
    // What an earlier queue still waits for is none of this one's.
    this.#fetching = null;
    const here = (this.#read = async (after) => {
      const more = await read(after);
      if (here !== this.#read) return;
      this.list = [...this.list, ...more.groups];
      this.#next = more.next;
    });
    return nothing ? groups.length : start;
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
