import { SvelteMap } from 'svelte/reactivity';
import type { Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';

/** What is known of a label given here: `saved` only after the engine said so. */
export interface Mark {
  label: Label | null;
  saving: 'saving' | 'saved' | 'failed';
  /** What the engine has, as far as it said so: where a refusal falls back to. */
  stored: Label | null;
  /** The label that could not be stored, where `saving` is `failed`. */
  wanted?: Label | null;
}

interface LabelListeners {
  /** The engine stored labels (or took some back). */
  saved(images: readonly number[]): void;
  failed(thrown: unknown): void;
}

/** An image to label, and the label that it has on the screen until now. */
export interface Shown {
  image: number;
  shown: Label | null;
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

  #engine: api.Engine | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #listeners: LabelListeners;

  constructor(listeners: LabelListeners) {
    this.#listeners = listeners;
    window.addEventListener('beforeunload', (event) => {
      if (this.pending > 0) event.preventDefault();
    });
  }

  /** From here on labels belong to this engine's project. */
  open(engine: api.Engine): void {
    this.close();
    this.#engine = engine;
  }

  /** Forgets all that is known of the project's labels; what is under way still gets there. */
  close(): void {
    this.#engine = null;
    this.marks.clear();
  }

  /** Resolves once every label has arrived or failed. */
  async idle(): Promise<void> {
    while (this.pending > 0) await this.#queue;
  }

  /**
   * Stores one decision in the project that is open now, even if another one is by the time it is
   * sent.
   *
   * @param items each image once
   */
  give(items: readonly Shown[], label: Label | null): void {
    const engine = this.#engine;
    if (!engine || items.length === 0) return;
    const sent = items.map(({ image, shown }) => {
      // With an earlier key still under way, what is shown is no more than a hope.
      const earlier = this.marks.get(image);
      const stored = earlier?.saving === 'saving' ? earlier.stored : shown;
      const mark: Mark = { label, saving: 'saving', stored };
      this.marks.set(image, mark);
      return { image, mark };
    });
    const images = items.map(({ image }) => image);
    void this.#enqueue(async () => {
      try {
        await withRetries(() => engine.labels.give(images, label));
        if (engine !== this.#engine) return;
        for (const { image, mark } of sent) this.#confirm(image, label, mark);
        this.#listeners.saved(images);
      } catch (error) {
        for (const { image, mark } of sent) {
          // A later key on the same image has its own request under way and its own outcome.
          if (this.marks.get(image) !== mark) continue;
          const { stored } = mark;
          this.marks.set(image, { label: stored, saving: 'failed', stored, wanted: label });
        }
        this.#listeners.failed(error);
      }
    });
  }

  undo = () => this.#turn((engine) => engine.labels.undo());
  redo = () => this.#turn((engine) => engine.labels.redo());

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

  /** Null where the project was left before the answer came. */
  async #turn(
    ask: (engine: api.Engine) => Promise<api.UndoAnswer>,
  ): Promise<api.UndoAnswer | null> {
    const engine = this.#engine;
    if (!engine) return null;
    return this.#enqueue(async () => {
      const answer = await ask(engine);
      if (engine !== this.#engine) return null;
      for (const { image, label } of answer.images) this.#confirm(image, label);
      this.#listeners.saved(answer.images.map(({ image }) => image));
      return answer;
    });
  }

  /** The engine has a label; a key pressed after `sent` is still under way and stays on screen. */
  #confirm(image: number, label: Label | null, sent?: Mark): void {
    const mark = this.marks.get(image);
    if (mark && mark !== sent && mark.saving === 'saving') mark.stored = label;
    else this.marks.set(image, { label, saving: 'saved', stored: label });
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
