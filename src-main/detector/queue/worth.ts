import type { QueueReason } from '../../shared/worker/results.ts';
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

/**
 * Worth of images that are not flagged, beside 1 for each that is: at the cut, and at the newest.
 * Answers about big families that are surely sound teach nothing, however new they look; answers
 * about what is flagged teach in both directions. Chosen on made shifts, see ../head/README.md.
 */
const AT_THE_CUT = 0.1;
const NEW = 0.02;
/** Quantiles of novelty from which on, and up to which, an image counts as new. */
const USUAL = 0.5;
const NEWEST = 0.99;

/**
 * Worth of each image: 1 where it is flagged, else the less the farther it lies below the cut, and a
 * little for being new to the detector, which a low score does not excuse.
 *
 * @param uncertainty distance below the cut, in units of the score, at which worth has fallen to
 *   1/e; above 0
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
    if (flagged) return { worth: 1, reason: 'flagged' };
    const share = range > 0 ? Math.min(1, Math.max(0, (novelty - usual) / range)) : 0;
    const newness = NEW * share ** 2;
    const doubt = AT_THE_CUT * Math.exp(Math.min(0, score - threshold) / uncertainty);
    return { worth: doubt + newness, reason: doubt >= newness ? 'uncertain' : 'new' };
  });
}
