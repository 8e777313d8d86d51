import { LunkaError } from '../../shared/errors.ts';
import { SCORERS } from '../../shared/recipe.ts';
import type { HeadScorer, Preprocess, Scorer } from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';
import { blurRadius } from '../preprocess/shape.ts';

/** Name, value and range of one number of a recipe; both ends belong to it. */
type Range = [name: string, value: number, from: number, to: number];

/**
 * Refuses a scorer that is unknown, or does not suit the preprocessing, or a number of it that is
 * out of range.
 *
 * @throws LunkaError `recipe-not-valid`
 */
export function checkScorerSettings(scorer: Scorer, preprocess: Preprocess): void {
  if (!SCORERS.includes(scorer.name)) {
    const known = SCORERS.join(', ');
    refuse(`one of ${known}`, `"${scorer.name}".${suggest(scorer.name, SCORERS)}`);
  }
  for (const [name, value, from, to] of rangesOf(scorer)) {
    if (!(value >= from && value <= to)) refuse(`${name} from ${from} to ${to}`, `${value}.`);
  }
  for (const [name, value] of wholeNumbersOf(scorer)) {
    if (!Number.isInteger(value)) refuse(`${name} as a whole number`, `${value}.`);
  }
  const { width, height, pose = 'none' } = preprocess;
  if (scorer.name === 'worst-deviation' && blurRadius(scorer.sigma) > Math.min(width, height)) {
    refuse('a sigma whose blur is no wider than the image', `${scorer.sigma}.`);
  }
  // The head judges the colours of the photograph, block by block, as it was taken.
  if (scorer.name === 'head' && pose !== 'none') {
    refuse('another scorer than head with a pose, or the pose none', `the pose "${pose}".`);
  }
}

function rangesOf(scorer: Scorer): Range[] {
  switch (scorer.name) {
    case 'trimmed-error':
      return [['keepPercent', scorer.keepPercent, 1, 100]];
    case 'worst-deviation':
      return [['sigma', scorer.sigma, 0, 8]];
    case 'mahalanobis':
      return [['shrinkage', scorer.shrinkage, 0, 1]];
    case 'nearest':
      return [['k', scorer.k, 1, 1000]];
    case 'head':
      return headRanges(scorer);
    default:
      return [];
  }
}

function headRanges({ features, made, review, neighbours, ...head }: HeadScorer): Range[] {
  return [
    ['rows', features.rows, 1, 32],
    ['columns', features.columns, 1, 32],
    ['residualScale', features.residualScale, 0, 100],
    ['latentScale', features.latentScale, 0, 100],
    ['lambda', head.lambda, 1e-9, 1e9],
    ['folds', head.folds, 2, 20],
    ['normalClusters', head.normalClusters, 2, 1000],
    ['leakClusters', head.leakClusters, 2, 1000],
    ['jittered', made.jittered, 0, 1e5],
    ['copiesPerLeak', made.copiesPerLeak, 0, 100],
    ['jitteredWeight', made.jitteredWeight, 0, 1000],
    ['empty', made.empty, 0, 1e5],
    ['emptyWeight', made.emptyWeight, 0, 1000],
    ['weight', neighbours?.weight ?? 0, 0, 1000],
    ['most', neighbours?.most ?? 1, 1, 1e5],
    ...[review.raise, review.lower].flatMap(({ strength, reach }): Range[] => [
      ['strength', strength, 0, 1000],
      ['reach', reach, 1e-6, 1000],
    ]),
    ['margin', review.lower.margin ?? 0, 0, 1000],
    ['alike', review.alike, 0, 1000],
    ['favour', review.favour, 1, 1000],
  ];
}

function wholeNumbersOf(scorer: Scorer): [name: string, value: number][] {
  if (scorer.name === 'nearest') return [['k', scorer.k]];
  if (scorer.name !== 'head') return [];
  const { features, folds, normalClusters, leakClusters, made, neighbours } = scorer;
  return Object.entries({
    rows: features.rows,
    columns: features.columns,
    folds,
    normalClusters,
    leakClusters,
    jittered: made.jittered,
    copiesPerLeak: made.copiesPerLeak,
    empty: made.empty,
    most: neighbours?.most ?? 1,
  });
}

function refuse(expected: string, received: string): never {
  throw new LunkaError(
    'recipe-not-valid',
    422,
    `Scorer: expected ${expected}, received ${received} Mend the recipe.`,
  );
}
