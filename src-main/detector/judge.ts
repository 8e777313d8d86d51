import { LunkaError } from '../shared/errors.ts';
import type { Features, Scorer } from '../shared/recipe.ts';
import type { Scaling } from './features/space.ts';
import type { Matrix } from './matrix.ts';

/**
 * What makes a net into a detector: what scores, and what was measured on the normals that the net
 * was fitted on. It is replaced when a head is fitted anew; the net stays.
 */
export interface Judge {
  /** The recipe's, or another where a head could not be fitted; see head/README.md. */
  scorer: Scorer;
  /** Whatever the scorer has to remember, by name. */
  memory: Memory;
  features: Features;
  scaling: Scaling;
  /** Scaled features of some of the fitted normals: what is not new to the detector. */
  reference: Matrix;
  /** Distance from the cut, in units of the score, at which doubt has halved; above 0. */
  uncertainty: number;
  /** Ids of the images whose pixels the net was fitted on. */
  fitted: number[];
}

export type Memory = Record<string, Matrix>;

/**
 * @param folder the detector's, for the message
 * @throws LunkaError `detector-not-trained` for a net that was never measured on its normals
 */
export function requireJudge(judge: Judge | undefined, folder: string): Judge {
  if (judge) return judge;
  throw new LunkaError(
    'detector-not-trained',
    422,
    `Expected a trained detector in ${folder}, received a net alone. Train it anew.`,
  );
}
