import { SvelteMap } from 'svelte/reactivity';
import type { Label, LabelReason } from '../../src-main/shared/words.ts';
import type { Disagreement } from '../../src-main/shared/api/rechecks.ts';
import * as api from '../api.ts';
import { asOne } from './retries.ts';
import { SecondAnswers } from './second-answers.svelte.ts';

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
  /** The engine stored labels (or took them back). */
  saved(images: readonly number[]): void;
  failed(thrown: unknown): void;
}

/** An image to label, and the label that it has on the screen until now. */
export interface Shown {
  image: number;
  shown: Label | null;
}

/** Refusals of a second answer after which another one would be refused too. */
const NOT_WAITING = new Set(['recheck-answered', 'recheck-obsolete']);

/**
 * Decisions on their way to the engine: one request at a time, in the order of the keys, each shown
 * at once and rolled back where the engine refuses it. One decision is one batch, however many
 * images it settles, so that one undo takes it back.
 */
export class Labels {
  readonly marks = new SvelteMap<number, Mark>();
  /** Decisions and undos on their way. */
  pending = $state(0);
  /** Images whose last label could not be stored; counted along, for there may be many marks. */
  failures = $state(0);

  /** Decisions given and not taken back; what else can be undone goes by it what came first. */
  given = 0;
  readonly second = new SecondAnswers();

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
    this.second.clear();
    this.failures = 0;
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
   * @param reason why a person looked at them
   */
  give(items: readonly Shown[], label: Label | null, reason?: LabelReason): void {
    const images = items.map(({ image }) => image);
    if (images.length > 0) this.given += 1;
    const ask = async (engine: api.Engine, request: string) => {
      await engine.labels.give(images, label, { reason, request });
      return label;
    };
    this.#send(items, label, ask, () => (this.given -= 1));
  }

  /**
   * Answers an image that came back unmarked: its label stays as it is, whatever is said.
   *
   * @param differs told where the answer is not the first one
   */
  answer(
    item: Shown,
    label: Label,
    recheck: number,
    differs: (disagreement: Disagreement) => void,
  ): void {
    this.given += 1;
    this.second.add({ recheck, image: item.image, given: this.given });
    const ask = async (engine: api.Engine, request: string) => {
      const disagreement = await engine.checks.answer(recheck, label, request);
      if (disagreement && engine === this.#engine) differs(disagreement);
      return disagreement ? disagreement.first.label : label;
    };
    this.#send([item], label, ask, (error) => {
      this.#settle(recheck);
      // One that the engine waits for no longer is labelled as any other image.
      if (!NOT_WAITING.has(api.problemOf(error).code)) this.second.reopen(recheck);
    });
  }

  /**
   * Passes over the newest decision where it is a second answer: it changed no label that could be
   * taken back.
   *
   * @returns its image; null where the newest is a label
   */
  passAnswer(): number | null {
    const newest = this.second.newest(this.given);
    if (newest) this.#settle(newest.recheck);
    return newest?.image ?? null;
  }

  #settle(recheck: number): void {
    if (this.second.settle(recheck)) this.given -= 1;
  }

  /** Decides which of two answers counts; where it is the second, that can be taken back like any other. */
  async decide({ id, image, first, second }: Disagreement, keep: boolean): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    await this.#enqueue(() => asOne((request) => engine.checks.decide(id, keep, request)));
    if (engine !== this.#engine) return;
    this.#settle(id);
    if (!keep) this.given += 1;
    this.#confirm([{ image, label: (keep ? first : second).label }]);
  }

  /**
   * @param ask answers with the label that the engine has from now on
   * @param refused told where it has them not
   */
  #send(
    items: readonly Shown[],
    label: Label | null,
    ask: (engine: api.Engine, request: string) => Promise<Label | null>,
    refused?: (error: unknown) => void,
  ): void {
    const engine = this.#engine;
    if (!engine || items.length === 0) return;
    const images = items.map(({ image }) => image);
    const sent = items.map(({ image, shown }): Mark => {
      // With an earlier key still under way, what is shown is no more than a hope.
      const earlier = this.marks.get(image);
      const stored = earlier?.saving === 'saving' ? earlier.stored : shown;
      return { label, saving: 'saving', stored };
    });
    images.forEach((image, i) => this.#put(image, sent[i]!));
    void this.#enqueue(async () => {
      try {
        const counts = await asOne((request) => ask(engine, request));
        const given = images.map((image) => ({ image, label: counts }));
        if (engine === this.#engine) this.#confirm(given, sent);
      } catch (error) {
        images.forEach((image, i) => this.#rollBack(image, sent[i]!));
        refused?.(error);
        this.#listeners.failed(error);
      }
    });
  }

  undo = (batch?: number) =>
    this.#turn(-1, (engine, request) => engine.labels.undo(request, batch));
  redo = () => this.#turn(1, (engine, request) => engine.labels.redo(request));

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
    by: 1 | -1,
    ask: (engine: api.Engine, request: string) => Promise<api.UndoAnswer>,
  ): Promise<api.UndoAnswer | null> {
    const engine = this.#engine;
    if (!engine) return null;
    this.given += by;
    return this.#enqueue(async () => {
      const answer = await asOne((request) => ask(engine, request)).catch((error: unknown) => {
        this.given -= by;
        throw error;
      });
      if (engine !== this.#engine) return null;
      this.#confirm(answer.images);
      return answer;
    });
  }

  /**
   * The engine has labels; a key pressed after these were sent is still under way and stays on screen.
   *
   * @param sent the marks that the items were sent with, if they were sent from here
   */
  #confirm(items: readonly { image: number; label: Label | null }[], sent?: readonly Mark[]): void {
    items.forEach(({ image, label }, i) => {
      const mark = this.marks.get(image);
      if (mark && mark !== sent?.[i] && mark.saving === 'saving') mark.stored = label;
      else this.#put(image, { label, saving: 'saved', stored: label });
    });
    this.#listeners.saved(items.map(({ image }) => image));
  }

  /** A later key on the same image has its own request under way and its own outcome. */
  #rollBack(image: number, sent: Mark): void {
    if (this.marks.get(image) !== sent) return;
    const { label, stored } = sent;
    this.#put(image, { label: stored, saving: 'failed', stored, wanted: label });
  }

  #put(image: number, mark: Mark): void {
    const failed = (which: Mark | undefined): number => (which?.saving === 'failed' ? 1 : 0);
    this.failures += failed(mark) - failed(this.marks.get(image));
    this.marks.set(image, mark);
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
