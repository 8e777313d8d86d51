import { notePart } from '../notes.ts';
import { normalQuantile, NORMAL_QUANTILE } from './normals.ts';
import { bestCut, lowerQuantileCut, upperQuantileCut, type Cut, type SortedSet } from './sorted.ts';
import {
  NEEDS_LEAKS,
  NEEDS_NORMALS,
  noCut,
  saidChosen,
  type Choice,
  type Strategy,
} from './strategy.ts';
import { bestYouden, youdenIndex } from './youden.ts';

/** Strategies that look for the cut which tells both classes apart best. */

export const youden: Strategy = {
  name: 'youden',
  description:
    'Largest TPR + TNR - 1 (Youden 1950), in the middle of its gap; without leaks a quantile of the normals, not proven.',
  needs: NEEDS_NORMALS,
  parameters: [],
  choose(set) {
    const cut = bestYouden(set);
    return cut ? choice(set, cut) : quantileInstead(set, NORMAL_QUANTILE);
  },
};

/** The lowest leaks of the set may be label errors: the gap ends where this share lies below. */
const LEAK_SHARE = 0.05;

/**
 * Leaks that are known beforehand tend to be the blatant ones. Where the classes are far apart, the
 * middle of the gap lies where no calibration image ever was, and a milder leak of the next shift
 * passes below it. So this cut stays at the normals' end: above their conformal quantile by a small
 * share of the way to the lowest leaks, which leaves room for another light. Where there is no gap
 * it is Youden's cut, but never above that quantile.
 */
export const gap: Strategy = {
  name: 'gap',
  description:
    "At the normals' end of the gap between the classes, rather than in its middle; Youden's cut where there is no gap; without leaks a quantile of the normals, not proven.",
  needs: NEEDS_NORMALS,
  parameters: [
    {
      name: 'share',
      description: 'share of new normals that should pass where the classes are far apart',
      min: 0,
      max: 1,
      open: true,
      default: NORMAL_QUANTILE,
    },
    {
      name: 'lean',
      description: 'how far into the gap, from the normals (0) to the lowest leaks (1)',
      min: 0,
      max: 1,
      default: 0.15,
    },
  ],
  choose(set, { share, lean }) {
    const cut = bestYouden(set);
    if (!cut) return quantileInstead(set, share!);
    const normalsEnd = upperQuantileCut(set.normals, share!);
    const leaksBegin = lowerQuantileCut(set.leaks, LEAK_SHARE);
    const parted = leaksBegin > normalsEnd;
    const upper = parted
      ? normalsEnd + lean! * (leaksBegin - normalsEnd)
      : Math.min(normalsEnd, cut.upper);
    const where = parted
      ? notePart('gap-parted', { lean: lean!, share: share! })
      : notePart('gap-overlap', {});
    return { thresholds: { upper }, said: [saidChosen(set), where] };
  },
};

export const maxF1: Strategy = {
  name: 'max-f1',
  description:
    'Largest F1, the harmonic mean of precision and recall; depends on how many leaks are in the set.',
  needs: NEEDS_LEAKS,
  parameters: [],
  choose(set) {
    const cut = bestCut(set, ({ tp, fp, fn }) => (2 * tp) / (2 * tp + fp + fn));
    if (!cut || cut.counts.tp === 0) throw inseparable('max-f1');
    return choice(set, cut);
  },
};

export const equalRates: Strategy = {
  name: 'equal-rates',
  description:
    'TPR and TNR as equal as they get (equal error rate); of two such cuts the one that finds more leaks.',
  needs: NEEDS_LEAKS,
  parameters: [],
  choose(set) {
    // |TPR - TNR| times the size of both classes, so that it stays a whole number.
    const cut = bestCut(set, ({ tp, fn, tn, fp }) => -Math.abs(tp * (tn + fp) - tn * (tp + fn)));
    if (!cut || youdenIndex(cut.counts) <= 0) throw inseparable('equal-rates');
    return choice(set, cut);
  },
};

/**
 * A decision tree of depth 1 (Breiman et al. 1984): the split that leaves the purest sides, midway
 * between two scores. It differs from Youden's J in that every image counts the same, where J lets
 * every class count the same: with few leaks among many normals a tree rather loses a leak than stops
 * a handful of normals, and its cut lies higher. Splits that put the leaks below are left out.
 */
export const treeGini = tree('tree-gini', 'Gini impurity', (leaks, normals) =>
  leaks + normals === 0 ? 0 : (2 * leaks * normals) / (leaks + normals),
);

export const treeEntropy = tree(
  'tree-entropy',
  'entropy',
  (leaks, normals) => surprise(leaks, leaks + normals) + surprise(normals, leaks + normals),
);

/** @param impurity of one side, times its number of images */
function tree(
  name: string,
  measure: string,
  impurity: (leaks: number, normals: number) => number,
): Strategy {
  return {
    name,
    description: `Depth-1 decision tree: the split of least ${measure}; every image counts the same, so it lies higher than Youden's where leaks are few.`,
    needs: NEEDS_LEAKS,
    parameters: [],
    choose(set) {
      const cut = bestCut(set, (counts) =>
        youdenIndex(counts) > 0
          ? -(impurity(counts.tp, counts.fp) + impurity(counts.fn, counts.tn))
          : -Infinity,
      );
      if (!cut) throw inseparable(name);
      return choice(set, cut);
    },
  };
}

/** Bits that `part` of `whole` images add to the entropy of their side. */
function surprise(part: number, whole: number): number {
  return part === 0 ? 0 : -part * Math.log2(part / whole);
}

function choice(set: SortedSet, { upper }: Cut): Choice {
  return { thresholds: { upper }, said: [saidChosen(set)] };
}

/** What stands in where there is no leak, or none that any cut tells from the normals. */
function quantileInstead(set: SortedSet, share: number): Choice {
  const { thresholds } = normalQuantile.choose(set, { share });
  const why =
    set.leaks.length === 0
      ? notePart('no-leak', {})
      : notePart('inseparable', { leaks: set.leaks.length });
  return {
    strategy: normalQuantile.name,
    values: { share },
    thresholds,
    proven: false,
    said: [why, notePart('passes', { share, normals: set.normals.length })],
  };
}

function inseparable(strategy: string) {
  return noCut(
    strategy,
    'the held-out leaks score no higher than the normals',
    'Check the labels, or train a better detector; "normal-quantile" asks nothing of the leaks.',
  );
}
