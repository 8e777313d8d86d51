/** A group that was split: what takes it back. */
export interface SplitGroup {
  of: string;
  part: string;
  /** Its images in the order that they had. */
  order: readonly number[];
  /** Decisions that stood at the time; see `Labels.given`. */
  given: number;
}

/** The splits of a queue that can be taken back, the newest last. */
export class Splits {
  #list: SplitGroup[] = [];

  add(split: SplitGroup): void {
    this.#list.push(split);
  }

  /** Whether a split is the newest of what can be undone. */
  isNewest(given: number): boolean {
    const newest = this.#list.at(-1);
    return newest !== undefined && newest.given >= given;
  }

  take(): SplitGroup | undefined {
    return this.#list.pop();
  }

  /** Those of a queue that was made anew are no more. */
  keep(groups: readonly { id: string }[]): void {
    const known = new Set(groups.map(({ id }) => id));
    this.#list = this.#list.filter(({ of, part }) => known.has(of) && known.has(part));
  }
}
