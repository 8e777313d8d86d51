import type { ReviewGroup } from '../../src-main/shared/api/review.ts';
import type { Engine } from '../api.ts';

/** Groups whose pictures are fetched ahead, and members of each: as many as a large screen shows. */
const PICTURED = 3;
const MEMBERS = 120;

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

  /** Holds those of the group on screen and of the next few. */
  holdGroups(images: Engine['images'], groups: readonly ReviewGroup[], at: number): void {
    this.hold(
      groups.slice(at, at + PICTURED + 1).flatMap(({ images: all }) => {
        const members = all.slice(0, MEMBERS);
        return [images.fileUrl(members[0]!), ...members.map(images.thumbnailUrl)];
      }),
    );
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
