import { SvelteSet } from 'svelte/reactivity';

/** Members of the group on screen that are being marked, to be answered apart from the rest. */
export class Split {
  active = $state(false);
  readonly marked = new SvelteSet<number>();
  /** Where a range of clicks with Shift begins. */
  #anchor = 0;

  start(): void {
    this.active = true;
  }

  end(): void {
    this.active = false;
    this.mark([]);
  }

  /** Marks these and nothing else. */
  mark(images: Iterable<number>): void {
    this.marked.clear();
    for (const image of images) this.marked.add(image);
    this.#anchor = 0;
  }

  /** Marks the image at an index of the members, or takes its mark off. */
  toggle(members: readonly number[], index: number): void {
    const image = members[index];
    if (image === undefined) return;
    if (!this.marked.delete(image)) this.marked.add(image);
    this.#anchor = index;
  }

  /** Marks everything from the image marked last up to this one. */
  extend(members: readonly number[], index: number): void {
    const [from, to] = [Math.min(this.#anchor, index), Math.max(this.#anchor, index)];
    for (const image of members.slice(from, to + 1)) this.marked.add(image);
  }

  invert(members: readonly number[]): void {
    this.mark(members.filter((image) => !this.marked.has(image)));
  }
}
