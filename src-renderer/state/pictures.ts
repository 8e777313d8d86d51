/**
 * Pictures fetched ahead and held, so that what is shown next is on the screen at once: the browser
 * keeps a picture decoded as long as somebody holds it.
 */
export class Pictures {
  #held = new Map<string, HTMLImageElement>();

  /** Holds these, fetching what is new in this order, and lets go of all others. */
  hold(sources: Iterable<string>): void {
    const held = new Map<string, HTMLImageElement>();
    for (const source of sources) held.set(source, this.#held.get(source) ?? fetchPicture(source));
    this.#held = held;
  }

  clear(): void {
    this.#held.clear();
  }
}

function fetchPicture(source: string): HTMLImageElement {
  const image = new Image();
  image.decoding = 'async';
  image.src = source;
  return image;
}
