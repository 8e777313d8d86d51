import { SvelteMap } from 'svelte/reactivity';
import type { Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';

/** What is known of a label given here: `saved` only after the engine said so. */
export interface Mark {
  label: Label | null;
  saving: 'saving' | 'saved' | 'failed';
  /** The label that could not be stored, where `saving` is `failed`. */
  wanted?: Label | null;
}

interface LabelListeners {
  /** The engine stored a label (or took one back). */
  saved(image: number): void;
  failed(thrown: unknown): void;
}

/** Pauses between attempts where no answer came; a refusal is never tried again. */
const RETRY_MS = [300, 1000, 3000];

/**
 * Labels on their way to the engine: one request at a time, in the order of the keys, each shown at
 * once and rolled back where the engine refuses it.
 */
export class Labels {
  readonly marks = new SvelteMap<number, Mark>();
  pending = $state(0);
  failures = $derived([...this.marks.values()].filter((mark) => mark.saving === 'failed').length);

  #queue: Promise<unknown> = Promise.resolve();
  #listeners: LabelListeners;

  constructor(listeners: LabelListeners) {
    this.#listeners = listeners;
    window.addEventListener('beforeunload', (event) => {
      if (this.pending > 0) event.preventDefault();
    });
  }

  /** Stores a label; `before` is what stands until the engine agrees. */
  give(image: number, label: Label | null, before: Label | null): void {
    const mark: Mark = { label, saving: 'saving' };
    this.marks.set(image, mark);
    void this.#enqueue(async () => {
      try {
        await withRetries(() => api.labels.give(image, label));
        this.#settle(image, mark, { label, saving: 'saved' });
        this.#listeners.saved(image);
      } catch (error) {
        this.#settle(image, mark, { label: before, saving: 'failed', wanted: label });
        this.#listeners.failed(error);
      }
    });
  }

  undo = () => this.#turn(api.labels.undo);
  redo = () => this.#turn(api.labels.redo);

  /** The marks that a list asked for now will already contain. */
  settled(): [image: number, mark: Mark][] {
    return [...this.marks].filter(([, mark]) => mark.saving === 'saved');
  }

  /** Drops those marks again, unless something newer was said of the image meanwhile. */
  forget(settled: [image: number, mark: Mark][]): void {
    for (const [image, mark] of settled) {
      if (this.marks.get(image) === mark) this.marks.delete(image);
    }
  }

  clear(): void {
    this.marks.clear();
  }

  async #turn(ask: () => Promise<api.UndoAnswer>): Promise<api.UndoAnswer> {
    return this.#enqueue(async () => {
      const answer = await ask();
      for (const { image, label } of answer.images) {
        this.marks.set(image, { label, saving: 'saved' });
        this.#listeners.saved(image);
      }
      return answer;
    });
  }

  async #enqueue<T>(task: () => Promise<T>): Promise<T> {
    this.pending += 1;
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.pending -= 1;
    }
  }

  #settle(image: number, mark: Mark, outcome: Mark): void {
    // A later key on the same image has its own request under way and its own outcome.
    if (this.marks.get(image) === mark) this.marks.set(image, outcome);
  }
}

async function withRetries<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of RETRY_MS) {
    try {
      return await ask();
    } catch (error) {
      if (api.problemOf(error).code !== 'network') throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask();
}
