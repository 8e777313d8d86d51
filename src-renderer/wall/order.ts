import type { WallColumns } from '../../src-main/shared/api/wall.ts';
import {
  isFlagged,
  type Label,
  type Thresholds,
  type Verdict,
} from '../../src-main/shared/words.ts';

/** How the images of the wall follow each other. */
export const WALL_ORDERS = [
  '-score',
  'score',
  'disagreement',
  'group',
  'cell',
  'time',
  'id',
] as const;
export type WallOrder = (typeof WALL_ORDERS)[number];

export type Orderable = Pick<
  WallColumns,
  'ids' | 'scores' | 'groups' | 'cells' | 'times' | 'thresholds'
> & {
  labels: readonly (Label | null)[];
};

/**
 * Numbers of the images in an order. What has no key (no score, no group, no label to disagree with)
 * comes last; images with the same key stay in the order of their ids.
 */
export function orderImages(columns: Orderable, by: WallOrder): Int32Array {
  const count = columns.ids.length;
  const order = Int32Array.from({ length: count }, (_, image) => image);
  if (by === 'id') return order;
  const keys =
    by === 'cell'
      ? ranksOf(columns.cells)
      : by === 'time'
        ? ranksOf(columns.times)
        : Float64Array.from({ length: count }, (_, image) => keyOf(columns, by, image));
  // The numbers are the order of ids already: compared last, they make every sort say the same.
  return order.sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/** Smaller comes first. Finite, or the difference of two would be no number. */
const LAST = Number.MAX_VALUE / 4;

/** Places of texts among all that there are; numbers in them count as numbers: cell 9 before 10. */
function ranksOf(texts: readonly (string | null)[]): Float64Array {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const known = [...new Set(texts)].filter((text) => text !== null).sort(compare);
  const ranks = new Map(known.map((text, rank) => [text, rank]));
  return Float64Array.from(texts, (text) => (text === null ? LAST : ranks.get(text)!));
}

function keyOf(
  columns: Orderable,
  by: Exclude<WallOrder, 'id' | 'cell' | 'time'>,
  image: number,
): number {
  const score = columns.scores[image] ?? null;
  if (by === 'group') return columns.groups[image] ?? LAST;
  if (score === null) return LAST;
  if (by === 'score') return score;
  if (by === '-score') return -score;
  const label = columns.labels[image] ?? null;
  const against = columns.thresholds && disagreement(label, score, columns.thresholds);
  return against === null ? LAST : -against;
}

/**
 * How far a score speaks against a label, in units of the score: above nought where the detector says
 * the opposite. Null where no label says normal or leak.
 */
export function disagreement(
  label: Label | null,
  score: number,
  { upper, lower }: Thresholds,
): number | null {
  if (label !== 'normal' && label !== 'leak') return null;
  const suspect = Math.max(score - upper, lower === undefined ? -Infinity : lower - score);
  return label === 'normal' ? suspect : -suspect;
}

/** What a label and a verdict are to each other; null where there is nothing to compare. */
export type Agreement = 'agreed' | 'false-alarm' | 'missed';

/** A verdict of `review` asks for a person's eye and counts as leak, as in every evaluation. */
export function agreement(label: Label | null, verdict: Verdict | null): Agreement | null {
  if (verdict === null || (label !== 'normal' && label !== 'leak')) return null;
  if (isFlagged(verdict) === (label === 'leak')) return 'agreed';
  return label === 'leak' ? 'missed' : 'false-alarm';
}
