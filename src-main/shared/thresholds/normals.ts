import { countBelow } from '../sweep.ts';
import { lowerQuantileCut, upperQuantileCut } from './sorted.ts';
import { notePart } from '../notes.ts';
import { NEEDS_NORMALS, type Strategy } from './strategy.ts';
import { bestYouden } from './youden.ts';

/** Share of the normals that pass when there is no leak to measure the other side with. */
export const NORMAL_QUANTILE = 0.995;

export const normalQuantile: Strategy = {
  name: 'normal-quantile',
  description: 'Lets a given share of the normals pass (conformal quantile); needs no leak.',
  needs: NEEDS_NORMALS,
  parameters: [
    {
      name: 'share',
      description: 'share of new normals that should pass',
      min: 0,
      max: 1,
      open: true,
      default: NORMAL_QUANTILE,
    },
  ],
  choose({ normals, leaks }, { share }) {
    const passes = notePart('passes', { share: share!, normals: normals.length });
    return {
      thresholds: { upper: upperQuantileCut(normals, share!) },
      said:
        leaks.length > 0
          ? [passes, notePart('leaks-at-hand', { leaks: leaks.length })]
          : [notePart('no-leak', {}), passes],
    };
  },
};

/**
 * Too low a score is suspect as well: a dull cell, a blocked view or a leak that the net copies all
 * too well. Leaks under the lower cut are found already, so the upper one is Youden's on what is left.
 */
export const twoSided: Strategy = {
  name: 'two-sided',
  description:
    "A band: below a low quantile of the normals is suspect as well; above, Youden's cut, or a high quantile where no leak lies higher.",
  needs: NEEDS_NORMALS,
  parameters: [
    {
      name: 'low',
      description: 'share of new normals that may lie below the band',
      min: 0,
      max: 0.5,
      open: true,
      default: 0.005,
    },
    {
      name: 'high',
      description: 'share of new normals that lie below the upper cut, where leaks do not place it',
      min: 0.5,
      max: 1,
      open: true,
      default: NORMAL_QUANTILE,
    },
  ],
  choose({ normals, leaks }, { low, high }) {
    const lower = lowerQuantileCut(normals, low!);
    const rest = {
      normals: normals.subarray(countBelow(normals, lower)),
      leaks: leaks.subarray(countBelow(leaks, lower)),
    };
    const cut = bestYouden(rest);
    return {
      thresholds: { lower, upper: cut?.upper ?? upperQuantileCut(normals, high!) },
      proven: leaks.length > 0 && (cut !== null || rest.leaks.length === 0),
      said: [
        notePart(cut ? 'band-youden' : 'band-quantiles', {
          below: leaks.length - rest.leaks.length,
          leaks: leaks.length,
          normals: cut ? rest.normals.length : normals.length,
        }),
      ],
    };
  },
};
