import { LunkaError } from '../errors.ts';
import { notePart, short } from '../notes.ts';
import type { Confusion } from '../words.ts';
import { bestCut, type Cut, type SortedSet } from './sorted.ts';
import {
  chosenOn,
  NEEDS_LEAKS,
  noCut,
  saidChosen,
  type Choice,
  type Strategy,
  type StrategyParameter,
} from './strategy.ts';
import { youdenIndex } from './youden.ts';

/** Strategies that keep rates within limits, as measured on the set; an interval is another matter. */

function rateParameter(name: string, description: string, preset: number): StrategyParameter {
  return { name, description, min: 0, max: 1, default: preset };
}

const truePositiveRate = ({ tp, fn }: Confusion): number => tp / (tp + fn);
const trueNegativeRate = ({ tn, fp }: Confusion): number => tn / (tn + fp);

export const tprAtLeast: Strategy = {
  name: 'tpr-at-least',
  description: 'Most normals pass among the cuts that find at least a given share of the leaks.',
  needs: NEEDS_LEAKS,
  parameters: [rateParameter('tpr', 'least share of leaks found', 0.95)],
  choose(set, { tpr }) {
    const cut = bestCut(set, (counts) =>
      truePositiveRate(counts) >= tpr! ? counts.tn * (set.leaks.length + 1) + counts.tp : -Infinity,
    );
    if (cut) return choice(set, cut);
    throw unreachable('tpr-at-least', set, `a TPR of at least ${tpr}`, truePositiveRate);
  },
};

/** Unlike `normal-quantile` it speaks of the normals at hand, not of the next one. */
export const tnrAtLeast: Strategy = {
  name: 'tnr-at-least',
  description:
    'Most leaks found among the cuts that let at least a given share of the normals pass.',
  needs: NEEDS_LEAKS,
  parameters: [rateParameter('tnr', 'least share of normals that pass', 0.95)],
  choose(set, { tnr }) {
    const cut = bestCut(set, (counts) =>
      trueNegativeRate(counts) >= tnr!
        ? counts.tp * (set.normals.length + 1) + counts.tn
        : -Infinity,
    );
    if (cut) return choice(set, cut);
    throw unreachable('tnr-at-least', set, `a TNR of at least ${tnr}`, trueNegativeRate);
  },
};

export const maxRates: Strategy = {
  name: 'max-rates',
  description: "Youden's best among the cuts that keep both error rates within limits.",
  needs: NEEDS_LEAKS,
  parameters: [
    rateParameter('fpr', 'largest share of normals stopped', 0.05),
    rateParameter('fnr', 'largest share of leaks missed', 0.05),
  ],
  choose(set, { fpr, fnr }) {
    // The larger of the two excesses over their limits; 0 or less where both hold.
    const excess = ({ tp, fn, tn, fp }: Confusion): number =>
      Math.max(fp / (tn + fp) - fpr!, fn / (tp + fn) - fnr!);
    const cut = bestCut(set, (counts) => (excess(counts) <= 0 ? youdenIndex(counts) : -Infinity));
    if (cut) return choice(set, cut);
    const asked = `an FPR of at most ${fpr} and an FNR of at most ${fnr}`;
    throw unreachable('max-rates', set, asked, (counts) => -excess(counts));
  },
};

function choice(set: SortedSet, { upper, counts }: Cut): Choice {
  const measured = { tpr: truePositiveRate(counts), tnr: trueNegativeRate(counts) };
  return { thresholds: { upper }, said: [notePart('rates', measured), saidChosen(set)] };
}

function rates(counts: Confusion): string {
  return `TPR ${short(truePositiveRate(counts))}, TNR ${short(trueNegativeRate(counts))}`;
}

/** Names the cut that comes nearest, so that a person knows how far off the wish is. */
function unreachable(
  strategy: string,
  set: SortedSet,
  asked: string,
  nearness: (counts: Confusion) => number,
): LunkaError {
  const nearest = bestCut(set, nearness);
  if (!nearest) {
    return noCut(strategy, 'all held-out scores are the same', 'Train a better detector.');
  }
  return new LunkaError(
    'unreachable-rates',
    422,
    `Expected ${asked}, but no cut reaches that on ${chosenOn(set)}; the nearest, ${short(nearest.upper)}, has ${rates(nearest.counts)} (FPR ${short(1 - trueNegativeRate(nearest.counts))}, FNR ${short(1 - truePositiveRate(nearest.counts))}). Ask for less, or train a better detector.`,
  );
}
