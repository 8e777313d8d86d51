import type { HeadScorer } from '../../shared/recipe.ts';
import { leaderGroups } from '../features/neighbours.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';

/** What tells rows that a person reviewed from the others. */
export interface ReviewedRows {
  /** Scaled features, one row an image. */
  features: Matrix;
  leak: readonly boolean[];
  reviewed: readonly boolean[];
}

/**
 * What one image counts in the fit. Reviewed images are few and are about what the detector got
 * wrong, so each counts `beta` times; but a family of look-alikes is one decision, and 300 frames
 * of one view must not outvote a single leak, so a family of n counts sqrt(n) times as much as one
 * image and not n times.
 *
 * @returns one weight an image; 1 where it was not reviewed
 */
export function reviewWeights(
  { features, leak, reviewed }: ReviewedRows,
  { beta, reach }: HeadScorer['review'],
): Float64Array {
  const weights = new Float64Array(features.rows).fill(1);
  for (const side of [false, true]) {
    const rows = Array.from(leak.keys()).filter((i) => reviewed[i] && leak[i] === side);
    if (rows.length === 0) continue;
    for (const family of leaderGroups(pickRows(features, rows), reach)) {
      for (const member of family) weights[rows[member]!] = beta / Math.sqrt(family.length);
    }
  }
  return weights;
}

/** How strongly the fit is held back: less once there are reviewed images to follow. */
export function penaltyOf(scorer: HeadScorer, reviewed: readonly boolean[]): number {
  return reviewed.includes(true) ? scorer.review.lambda : scorer.lambda;
}
