import { NORMAL_QUANTILE } from './normals.ts';
import { countBelow } from '../sweep.ts';
import { midpoint, upperQuantileCut } from './sorted.ts';
import { notePart } from '../notes.ts';
import { FEWEST_NORMALS, noCut, type Strategy } from './strategy.ts';

/**
 * Above the upper cut an image is judged a leak without asking; from there downwards as many images
 * as a person can look at in a shift go to review. The zone is measured on the shift given: another
 * shift of other light or size fills it differently.
 */
export const reviewBudget: Strategy = {
  name: 'review-budget',
  description:
    'Two cuts: above a high quantile of the normals is a leak; below it as many images of a shift as a person can look at go to review.',
  needs: { normals: FEWEST_NORMALS, leaks: 'optional', shift: true },
  parameters: [
    {
      name: 'images',
      description: 'most images to review in a shift',
      min: 1,
      max: 1_000_000,
      whole: true,
      default: 200,
    },
    {
      name: 'share',
      description: 'share of new normals that lie below the upper cut',
      min: 0,
      max: 1,
      open: true,
      default: NORMAL_QUANTILE,
    },
  ],
  choose({ normals, leaks, shift }, { images, share }) {
    const upper = upperQuantileCut(normals, share!);
    const scores = shift!;
    const below = countBelow(scores, upper);
    if (below <= images!) {
      throw noCut(
        'review-budget',
        `only ${below} of the shift's ${scores.length} images lie below the upper cut, and ${images} may be reviewed: all of them`,
        below > 1
          ? `Give a budget of less than ${below} images.`
          : 'Take a larger share, or check that light and lens are those of the calibration.',
      );
    }
    // Images with the same score are reviewed together or not at all.
    let first = below - images!;
    while (first < below && scores[first] === scores[first - 1]) first += 1;
    if (first === below) {
      throw noCut(
        'review-budget',
        `more than ${images} images share the score next below the upper cut`,
        'Give a larger budget.',
      );
    }
    const review = midpoint(scores[first - 1]!, scores[first]!);
    const found = leaks.length - countBelow(leaks, review);
    return {
      thresholds: { upper, review },
      said: [
        notePart('budget-shift', {
          images: scores.length,
          judged: scores.length - below,
          review: below - first,
        }),
        notePart('budget-upper', { share: share!, normals: normals.length }),
        leaks.length > 0
          ? notePart('budget-found', { found, leaks: leaks.length })
          : notePart('no-leak', {}),
      ],
    };
  },
};
