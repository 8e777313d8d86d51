import { short } from '../notes.ts';
import { lowerQuantileCut, type SortedSet } from './sorted.ts';
import {
  chosenOn,
  NEEDS_LEAKS,
  noCut,
  saidChosen,
  type Choice,
  type Strategy,
} from './strategy.ts';

/** Strategies that look at the leaks' scores alone; all but the quantile for comparison with others. */

export const meanLeak: Strategy = {
  name: 'mean-leak',
  description: 'The mean score of the leaks: simple, and misses about half of them by its nature.',
  needs: NEEDS_LEAKS,
  parameters: [],
  choose(set) {
    // Divided first, so that a sum of huge scores stays finite.
    const mean = set.leaks.reduce((sum, score) => sum + score / set.leaks.length, 0);
    // The mean of equal scores may come out a rounding above them.
    return useful('mean-leak', set, Math.min(mean, set.leaks.at(-1)!));
  },
};

export const minLeak: Strategy = {
  name: 'min-leak',
  description:
    'The lowest score of a leak times a factor: up to 1 it finds every known leak, at whatever cost in false stops.',
  needs: NEEDS_LEAKS,
  parameters: [
    {
      name: 'factor',
      description:
        'what the lowest score is multiplied by; below 1 leaves a margin for milder leaks',
      min: 0,
      max: 10,
      open: true,
      default: 0.95,
    },
  ],
  choose(set, { factor }) {
    const lowest = set.leaks[0]!;
    if (lowest <= 0) {
      throw noCut(
        'min-leak',
        `a factor means nothing at the lowest leak's score of ${short(lowest)}`,
        'It takes scores above 0, such as a reconstruction error; take "tpr-at-least" instead.',
      );
    }
    return useful('min-leak', set, lowest * factor!);
  },
};

/**
 * The mirror of `normal-quantile`. The scores of a new shift's sound cells rise with its light, its
 * views and what crosses the cell, which no held-out normal foretells; those of its leaks stay high.
 * Where the classes are far apart a cut from the leaks' side therefore stops fewer of them.
 */
export const leakQuantile: Strategy = {
  name: 'leak-quantile',
  description:
    'Finds a given share of new leaks that are like the known ones (conformal quantile of the leaks).',
  needs: NEEDS_LEAKS,
  parameters: [
    {
      name: 'share',
      description: 'share of new leaks that should be found',
      min: 0,
      max: 1,
      open: true,
      default: 0.95,
    },
  ],
  choose: (set, { share }) => useful('leak-quantile', set, lowerQuantileCut(set.leaks, 1 - share!)),
};

/** Refuses a cut that would flag every image or find no leak. */
function useful(strategy: string, set: SortedSet, upper: number): Choice {
  const lowest = Math.min(set.normals[0]!, set.leaks[0]!);
  if (upper <= lowest || upper > set.leaks.at(-1)!) {
    const effect = upper <= lowest ? 'flag every image' : 'find no leak';
    throw noCut(
      strategy,
      `its cut ${short(upper)} would ${effect} of ${chosenOn(set)}`,
      'Check the labels, or take "youden".',
    );
  }
  return { thresholds: { upper }, said: [saidChosen(set)] };
}
