import { choose, countSelected, selectedImages, type How } from '../wall/selection.ts';

/** The images that are selected, by their number in the wall's columns. */
export class WallSelection {
  /** A byte an image, 1 where it is selected. */
  bytes = $state.raw<Uint8Array>(new Uint8Array(0));
  count = $derived(countSelected(this.bytes));

  /** Where Shift was first held. */
  anchor = 0;
  /** What was selected before that. */
  #base: Uint8Array = new Uint8Array(0);

  get images(): number[] {
    return selectedImages(this.bytes);
  }

  /** Other images from here on, some of them selected. */
  reset(count: number, selected: Iterable<number>): void {
    this.bytes = choose(new Uint8Array(count), selected, 'replace');
  }

  choose(images: Iterable<number>, how: How): void {
    this.bytes = choose(this.bytes, images, how);
  }

  /** Selects, besides what was selected before Shift was held, these. */
  extend(images: Iterable<number>): void {
    this.bytes = choose(this.#base, images, 'add');
  }

  /** The next held Shift begins at this image. */
  rest(image: number): void {
    this.anchor = image;
    this.#base = this.bytes;
  }
}
