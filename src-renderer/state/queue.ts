import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { ReviewGroup } from '../../src-main/shared/api/review.ts';
import type { Label } from '../../src-main/shared/words.ts';
import { APART, NOT_BLIND, type Loaded } from './listing.ts';

/** Maths of the queue of groups; no state, so that it can be tested. */

/** The label that an image of a group has on the screen. */
export type LabelOf = (image: number, stored: Label | null) => Label | null;

/** Members that nobody has answered yet. */
export function openMembers(group: ReviewGroup, labelOf: LabelOf): number[] {
  return group.images.filter((image, i) => labelOf(image, group.labels[i]!) === null);
}

function isOpen(group: ReviewGroup, labelOf: LabelOf): boolean {
  return group.images.some((image, i) => labelOf(image, group.labels[i]!) === null);
}

/** Some members, each with the label that it has on the screen. */
export function shownIn(
  group: ReviewGroup,
  images: readonly number[],
  labelOf: LabelOf,
): { image: number; shown: Label | null }[] {
  const stored = new Map(group.images.map((image, i) => [image, group.labels[i]!]));
  return images.map((image) => ({ image, shown: labelOf(image, stored.get(image) ?? null) }));
}

/**
 * The group with work left that comes after `from`, going round to the beginning once, so that what
 * was skipped or could not be stored comes again.
 *
 * @param from index of a group; it comes last itself
 * @returns an index, null where nothing is left
 */
export function nextOpen(
  groups: readonly ReviewGroup[],
  from: number,
  labelOf: LabelOf,
): number | null {
  for (let step = 1; step <= groups.length; step++) {
    const index = (from + step) % groups.length;
    if (isOpen(groups[index]!, labelOf)) return index;
  }
  return null;
}

/**
 * The label that accepting the verdict would give: what the detector says of all members alike, null
 * where it says different things of them or asks for a person.
 */
export function acceptedLabel({ verdicts }: ReviewGroup): 'normal' | 'leak' | null {
  const [verdict] = verdicts;
  if (!verdict || verdict === 'review') return null;
  return verdicts.every((other) => other === verdict) ? verdict : null;
}

const RECHECK = 're-check-';

/** The re-check that a group asks for; null where it asks what nobody has answered. */
export function recheckOf({ id }: Pick<ReviewGroup, 'id'>): number | null {
  return id.startsWith(RECHECK) ? Number(id.slice(RECHECK.length)) : null;
}

/** The group's image as one whose earlier answer is not to be seen; none in other groups. */
export function blindIn(group: ReviewGroup): Loaded['blind'] {
  const recheck = recheckOf(group);
  return recheck === null ? NOT_BLIND : new Map([[group.images[0]!, recheck]]);
}

/**
 * Puts answers that are to be given again among groups, each as a group of one image without its
 * label, that looks as its neighbours do: whoever knows what comes back does not look.
 *
 * @param from index of the group at hand; what is before it stays as it is
 */
export function withRechecks(
  groups: readonly ReviewGroup[],
  from: number,
  due: readonly Recheck[],
): ReviewGroup[] {
  const mixed = [...groups];
  const room = Math.floor((groups.length - from) / APART);
  due
    .filter(({ score, verdict }) => score !== null && verdict !== null)
    .slice(0, room)
    .forEach(({ id, image, score, verdict }, i) => {
      const at = from + (i + 1) * APART + i;
      mixed.splice(at, 0, {
        id: `${RECHECK}${id}`,
        reason: mixed[at - 1]!.reason,
        images: [image],
        scores: [score!],
        verdicts: [verdict!],
        labels: [null],
      });
    });
  return mixed;
}

/** A group's members as a list of images. */
export function columnsOf({ images, scores, verdicts, labels }: ReviewGroup): ImageColumns {
  return { total: images.length, ids: images, scores, verdicts, labels, next: null };
}

/** Takes the parting back: a group's members and those of a part in the order that they had. */
export function rejoined(
  rest: ReviewGroup,
  part: ReviewGroup,
  order: readonly number[],
): ReviewGroup {
  const images = [...rest.images, ...part.images];
  const places = order.map((image) => images.indexOf(image));
  const pick = <T>(of: (group: ReviewGroup) => readonly T[]): T[] => {
    const column = [...of(rest), ...of(part)];
    return places.map((place) => column[place]!);
  };
  return {
    ...rest,
    images: pick((group) => group.images),
    scores: pick((group) => group.scores),
    verdicts: pick((group) => group.verdicts),
    labels: pick((group) => group.labels),
  };
}

/** A group parted in two: without some of its members, and with these alone. */
export function parted(
  group: ReviewGroup,
  out: ReadonlySet<number>,
  id: string,
): [rest: ReviewGroup, part: ReviewGroup] {
  const pick = (which: (image: number) => boolean): ReviewGroup => {
    const kept = [...group.images.keys()].filter((i) => which(group.images[i]!));
    return {
      ...group,
      images: kept.map((i) => group.images[i]!),
      scores: kept.map((i) => group.scores[i]!),
      verdicts: kept.map((i) => group.verdicts[i]!),
      labels: kept.map((i) => group.labels[i]!),
    };
  };
  return [pick((image) => !out.has(image)), { ...pick((image) => out.has(image)), id }];
}
