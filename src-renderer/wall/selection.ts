import type { WallLayout } from './layout.ts';

/** A selection is a byte an image, 1 where it is selected. These functions leave theirs untouched. */

export type How = 'replace' | 'add' | 'toggle';

/** The selection after some images were chosen. */
export function choose(selection: Uint8Array, images: Iterable<number>, how: How): Uint8Array {
  const next = how === 'replace' ? new Uint8Array(selection.length) : selection.slice();
  for (const image of images) next[image] = how === 'toggle' ? 1 - next[image]! : 1;
  return next;
}

/** Images from one to another along the order of the wall, both included. */
export function between(layout: WallLayout, a: number, b: number): Int32Array {
  const [from, to] = [layout.ranks[a]!, layout.ranks[b]!].sort((x, y) => x - y);
  return layout.order.slice(from, to! + 1);
}

export function countSelected(selection: Uint8Array): number {
  let count = 0;
  for (const yes of selection) count += yes;
  return count;
}

/** The selected images, in the order of their ids. */
export function selectedImages(selection: Uint8Array): number[] {
  const images: number[] = [];
  selection.forEach((yes, image) => {
    if (yes) images.push(image);
  });
  return images;
}

/** Numbers of the images that have one of these ids; ids that no image has are left out. */
export function numbersOf(ids: readonly number[], wanted: Iterable<number>): number[] {
  const asked = new Set(wanted);
  return ids.flatMap((id, image) => (asked.has(id) ? [image] : []));
}
