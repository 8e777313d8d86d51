import type { Confusion } from '../words.ts';
import {
  bestCut,
  sortSet,
  walkCuts,
  type CalibrationSet,
  type Cut,
  type SortedSet,
} from './sorted.ts';
import { notePart, short } from '../notes.ts';
import { NEEDS_LEAKS, noCut, saidChosen, type Strategy } from './strategy.ts';

/** What errors cost, in any unit of money or work, and how often leaks come. */
export interface Costs {
  /** Cost of one leak that passes, above 0. */
  missedLeak: number;
  /** Cost of one normal that is stopped, above 0. */
  falseStop: number;
  /** Share of leaks among the images of production, 0..1: a calibration set holds far too many. */
  leakShare: number;
}

/**
 * Expected cost of one image of production, in the unit of `costs`: each error rate weighted with how
 * often its class comes and what the error costs (Metz 1978).
 *
 * @param counts of a cut on images of both classes
 */
export function expectedCost({ tp, fn, tn, fp }: Confusion, costs: Costs): number {
  const { missedLeak, falseStop, leakShare } = costs;
  return leakShare * missedLeak * (fn / (tp + fn)) + (1 - leakShare) * falseStop * (fp / (tn + fp));
}

export interface CostPoint {
  threshold: number;
  /** Expected cost of one image; see `expectedCost`. */
  cost: number;
}

/**
 * The cost at every cut, ascending, for a chart. Where there are more cuts than `points` it keeps
 * every k-th, and always the cheapest.
 *
 * @returns nothing where a class is missing
 * @throws LunkaError `invalid-score`
 */
export function costCurve(set: CalibrationSet, costs: Costs, points = 500): CostPoint[] {
  const sorted = sortSet(set);
  if (sorted.normals.length === 0 || sorted.leaks.length === 0) return [];
  const cheapest = cheapestCut(sorted, costs);
  const every = Math.ceil((sorted.normals.length + sorted.leaks.length) / points);
  const curve: CostPoint[] = [];
  let index = 0;
  walkCuts(sorted, (threshold, counts) => {
    if (index % every === 0 || threshold === cheapest?.upper) {
      curve.push({ threshold, cost: expectedCost(counts, costs) });
    }
    index += 1;
  });
  return curve;
}

function cheapestCut(set: SortedSet, costs: Costs): Cut | null {
  return bestCut(set, (counts) => -expectedCost(counts, costs));
}

export const leastCost: Strategy = {
  name: 'least-cost',
  description:
    'Least expected cost, given what a missed leak and a false stop cost and how often leaks come.',
  needs: NEEDS_LEAKS,
  parameters: [
    {
      name: 'missedLeak',
      description: 'cost of a leak that passes, in any unit',
      min: 0,
      open: true,
      default: 100,
    },
    {
      name: 'falseStop',
      description: 'cost of a normal that is stopped, in the same unit',
      min: 0,
      open: true,
      default: 1,
    },
    {
      name: 'leakShare',
      description: 'share of leaks among the images of production',
      min: 0,
      max: 1,
      open: true,
      default: 0.01,
    },
  ],
  choose(set, values) {
    const costs = values as Record<keyof Costs, number>;
    const cut = cheapestCut(set, costs);
    const { missedLeak, falseStop, leakShare } = costs;
    const passAll = leakShare * missedLeak;
    const stopAll = (1 - leakShare) * falseStop;
    const cost = cut ? expectedCost(cut.counts, costs) : Infinity;
    if (!cut || cost > Math.min(passAll, stopAll)) {
      throw noCut(
        'least-cost',
        `to ${passAll <= stopAll ? 'let every image pass' : 'stop every image'} would cost ${short(Math.min(passAll, stopAll))} an image, less than any cut (${short(cost)})`,
        'Check the costs and the share of leaks, or train a better detector.',
      );
    }
    return {
      thresholds: { upper: cut.upper },
      said: [notePart('cost', { cost, leakShare }), saidChosen(set)],
    };
  },
};
