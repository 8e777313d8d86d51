import type { QueueReason } from '../../shared/worker.ts';
import { quantileOf } from '../quantile.ts';

/** What is known of one image that waits for a person. */
export interface Waiting {
  score: number;
  flagged: boolean;
  /** Distance to the nearest of a sample of the normals that the detector was fitted on. */
  novelty: number;
}

export interface Worth {
  /** What an answer about this image is worth, 0..1. */
  worth: number;
  reason: QueueReason;
}

/** What a flagged image is worth far from the cut: somebody has to look at it in any case. */
const FLAGGED = 0.6;
/** What an image is worth that is as new as any, whatever its score: a new kind of leak hides there. */
const NEW = 0.7;
/** Quantiles of novelty from which on, and up to which, an image counts as new. */
const USUAL = 0.5;
const NEWEST = 0.99;

/**
 * Worth of each image: the most of how near to the cut it is (Cauchy's curve of the distance), of
 * being flagged, and of being new to the detector, which a low score does not excuse.
 *
 * @param uncertainty distance from the cut, in units of the score, at which doubt has halved; above 0
 */
export function worthOf(
  images: readonly Waiting[],
  threshold: number,
  uncertainty: number,
): Worth[] {
  const novelties = images.map(({ novelty }) => novelty);
  const usual = quantileOf(novelties, USUAL);
  const range = quantileOf(novelties, NEWEST) - usual;
  return images.map(({ score, flagged, novelty }) => {
    const doubt = 1 / (1 + ((score - threshold) / uncertainty) ** 2);
    const share = range > 0 ? Math.min(1, Math.max(0, (novelty - usual) / range)) : 0;
    const newness = NEW * share ** 2;
    const worth = Math.max(doubt, newness, flagged ? FLAGGED : 0);
    return { worth, reason: flagged ? 'flagged' : doubt >= newness ? 'uncertain' : 'new' };
  });
}
