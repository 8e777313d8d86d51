import { seededRandom } from '../shared/random.ts';
import { FEWEST_NORMALS } from '../shared/thresholds/strategy.ts';

export interface Split<T> {
  fit: T[];
  validation: T[];
}

/**
 * Splits images at random, groups whole: look-alikes on both sides would let the net recognise what
 * it is tested on. Groups are dealt to validation until it is full; one that would overfill it goes
 * to the fit, so a family of hundreds cannot swallow a small hold-out. Where none is small enough,
 * the smallest is held out.
 *
 * A group's place in the deal depends on the seed and on itself alone, so that images added later
 * move hardly any other: a retrained detector is compared with its predecessor on images that
 * neither was fitted on.
 *
 * Only normals are split, leaks are never fitted. A leak in one group with fitted normals does no
 * harm: being like them can only make it harder to find, never easier.
 *
 * @param share of the images wanted for validation, 0..1; as many as a threshold is chosen from at least
 * @returns both parts in the order of `images`; validation is empty where all is one group
 */
export function splitByGroup<T extends { group: number }>(
  images: readonly T[],
  share: number,
  seed: number,
): Split<T> {
  const sizes = new Map<number, number>();
  for (const { group } of images) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const groups = inFixedOrder(sizes.keys(), seed);
  const wanted = Math.max(FEWEST_NORMALS, Math.round(images.length * share));
  const held = new Set<number>();
  let count = 0;
  for (const group of groups) {
    const size = sizes.get(group) ?? 0;
    if (count + size > wanted) continue;
    held.add(group);
    count += size;
  }
  if (held.size === 0 && groups.length > 1) {
    held.add(groups.reduce((a, b) => ((sizes.get(b) ?? 0) < (sizes.get(a) ?? 0) ? b : a)));
  }
  return {
    fit: images.filter(({ group }) => !held.has(group)),
    validation: images.filter(({ group }) => held.has(group)),
  };
}

/** Groups by a number drawn from the seed and the group's own. */
function inFixedOrder(groups: Iterable<number>, seed: number): number[] {
  const drawn = Array.from(groups, (group) => ({
    group,
    place: seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(group + 1, 0x85ebca6b))(),
  }));
  return drawn.sort((a, b) => a.place - b.place || a.group - b.group).map(({ group }) => group);
}
