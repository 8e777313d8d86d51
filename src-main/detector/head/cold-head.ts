import type { HeadScorer } from '../../shared/recipe.ts';
import type { Detector } from '../detector.ts';
import type { Scaling } from '../features/space.ts';
import type { Matrix } from '../matrix.ts';
import type { Decode } from '../preprocess/decode.ts';
import { doubtedNormals } from './doubt.ts';
import { canCarryHead, fitHead } from './fit-head.ts';
import type { MadeRows, RealRows } from './fit-head.ts';
import { gatherKnown, leaningOfRows, leaningOutOfFold } from './known.ts';
import type { Known } from './known.ts';
import { chooseRows, groupsIn } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { logitOf } from './logistic.ts';
import type { Logistic } from './logistic.ts';
import { makeRows } from './make-rows.ts';

/** What judges images before any review. */
export interface ColdHead {
  head: Logistic;
  /** What images are compared with, and how much that counts; absent where the recipe has none. */
  compared?: { known: Known; weight: number };
}

/** A cold head with what it was fitted on. */
export interface ColdFit extends ColdHead {
  basis: LabelledRows;
  /** The fold of each row of the basis. */
  fold: Int32Array;
  /**
   * The score of each row of the basis by a head that saw neither it nor its look-alikes, compared with
   * what is known of other folds.
   */
  outOfFold: Float64Array;
  /** Rows of the basis whose label is doubted: they teach nothing and vouch for no threshold. */
  doubted: ReadonlySet<number>;
  /** What a person judged, where it is left for the table. */
  review?: LabelledRows;
}

/**
 * Fits the head on what was labelled by imports, and leaves what was reviewed for the table. Where
 * imports alone cannot carry a head (a project labelled by hand), it is fitted on everything, and
 * there is no table.
 *
 * @param rows everything labelled, scaled
 * @returns undefined where labels cannot carry a head
 */
export async function fitColdHead(
  { detector, scaling, decode, seed }: Making,
  scorer: HeadScorer,
  rows: LabelledRows,
): Promise<ColdFit | undefined> {
  const attempt = async (basis: LabelledRows): Promise<ColdFit | undefined> => {
    const { files, features } = basis;
    if (!canCarryHead(files)) return undefined;
    const made = await makeRows(detector, scorer, scaling, files, decode, seed);
    const leak = files.map(({ label }) => label === 'leak');
    const real = { features, leak, group: groupsIn(files) };
    const first = fitHead(real, made, scorer, seed);
    if (!first) return undefined;
    const doubted = doubtedNormals(files, first.outOfFold);
    const trusted = { ...real, doubted };
    const fit = doubted.size === 0 ? first : fitHead(trusted, made, scorer, seed);
    return fit && { ...fit, ...compare(trusted, made, fit, scorer, seed), doubted, basis };
  };
  const imported = chooseRows(rows, ({ reviewed }) => !reviewed);
  const review = chooseRows(rows, ({ reviewed }) => reviewed);
  const cold = await attempt(imported);
  if (cold) return { ...cold, ...(review.files.length > 0 && { review }) };
  return review.files.length > 0 ? attempt(rows) : undefined;
}

/** What images are made with. */
interface Making {
  detector: Detector;
  scaling: Scaling;
  decode: Decode;
  seed: number;
}

/** Adds the comparison with what is known to a fit that has none. */
function compare(
  real: RealRows,
  made: MadeRows,
  { fold, outOfFold }: Pick<ColdFit, 'fold' | 'outOfFold'>,
  { neighbours }: HeadScorer,
  seed: number,
): Pick<ColdFit, 'compared' | 'outOfFold'> {
  if (!neighbours || neighbours.weight === 0) return { outOfFold };
  const { weight, most } = neighbours;
  const known = gatherKnown(real, made, fold, most, seed);
  const leaning = leaningOutOfFold({ features: real.features, group: [...fold] }, known);
  return {
    compared: {
      known: { leaks: known.leaks.features, normals: known.normals.features },
      weight,
    },
    outOfFold: outOfFold.map((logit, row) => logit + weight * leaning[row]!),
  };
}

/** @returns one score a row of scaled features, by the head alone, without any review */
export function coldScores({ head, compared }: ColdHead, features: Matrix): Float64Array {
  const rows = Float64Array.from({ length: features.rows }, (_, row) =>
    logitOf(head, features, row),
  );
  if (!compared || features.rows === 0) return rows;
  const leaning = leaningOfRows(features, compared.known);
  return rows.map((logit, row) => logit + compared.weight * leaning[row]!);
}
