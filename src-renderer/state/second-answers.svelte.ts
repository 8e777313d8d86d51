import { SvelteSet } from 'svelte/reactivity';

interface SecondAnswer {
  recheck: number;
  image: number;
  /** Decisions that stood with it; see `Labels.given`. */
  given: number;
}

/** Answers to images that came back unmarked: each is given once, and changes no label. */
export class SecondAnswers {
  readonly #answered = new SvelteSet<number>();
  /** Those that nobody has come back to yet, the newest last. */
  #list: SecondAnswer[] = [];

  /** Whether a re-check was answered from here: whatever is said of its image now is a label. */
  has(recheck: number): boolean {
    return this.#answered.has(recheck);
  }

  add(answer: SecondAnswer): void {
    this.#answered.add(answer.recheck);
    this.#list.push(answer);
  }

  /** It could not be stored, and can be given again. */
  reopen(recheck: number): void {
    this.#answered.delete(recheck);
  }

  /** Nobody is to be led back to it; false where somebody was. */
  settle(recheck: number): boolean {
    const before = this.#list.length;
    this.#list = this.#list.filter((answer) => answer.recheck !== recheck);
    return this.#list.length < before;
  }

  /** The one that is newer than every decision that stands, if there is one. */
  newest(given: number): SecondAnswer | null {
    const newest = this.#list.at(-1);
    return newest && newest.given >= given ? newest : null;
  }

  clear(): void {
    this.#answered.clear();
    this.#list = [];
  }
}
