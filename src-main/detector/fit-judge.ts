import { LunkaError } from '../shared/errors.ts';
import { seededRandom, shuffle } from '../shared/random.ts';
import type { Features, HeadScorer, Scorer } from '../shared/recipe.ts';
import type { LabelledFile, TrainRequest } from '../shared/worker/requests.ts';
import type { TrainResult } from '../shared/worker/results.ts';
import type { Detector } from './detector.ts';
import { openCache } from './features/cache.ts';
import { collectFeatures, columnsOf, groupsOf } from './features/collect.ts';
import type { Collected } from './features/collect.ts';
import { hasCode, USUAL_FEATURES } from './features/layout.ts';
import { measureScaling, scaleInPlace } from './features/space.ts';
import { fitColdHead } from './head/cold-head.ts';
import { rememberKnown } from './head/known.ts';
import { learnReview } from './head/learn-review.ts';
import { rememberReview } from './head/refit.ts';
import type { Judge } from './judge.ts';
import { pickRows } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import type { Decode } from './preprocess/decode.ts';
import type { Progress } from './progress.ts';
import { quantileOf } from './quantile.ts';
import { rememberUsual } from './remember.ts';
import { scoreFiles } from './score.ts';
import { isLatentScorer } from './scorers/index.ts';
import { identityOf } from './store.ts';

/** What the head falls back to where it cannot be fitted. */
const WITHOUT_HEAD: Scorer = { name: 'trimmed-error', keepPercent: 75 };

/** Fitted normals whose features are kept with the detector: some 2 kB each. */
const REFERENCE_IMAGES = 2000;

/** Normals that a detector without a head is measured on. */
const MEASURED_IMAGES = 5000;

/** What the judge was fitted and measured on. */
export type JudgeResult = Pick<
  TrainResult,
  'heldOut' | 'doubted' | 'afterReview' | 'fittedByHead' | 'scoredBy' | 'unreadable'
>;

const NO_HEAD = { fittedByHead: [], afterReview: [], doubted: [] };

interface Work {
  detector: Detector;
  request: TrainRequest;
  decode: Decode;
  progress: Progress;
}

/**
 * Gives a detector whose net is ready its judge: measures what is usual, fits the head where the
 * recipe has one, and scores what thresholds may be chosen from.
 *
 * @param fitted the normals that the net was fitted on; absent where net and judge are kept from
 *   another detector and only the head is fitted anew
 */
export async function fitJudge(work: Work, fitted?: readonly LabelledFile[]): Promise<JudgeResult> {
  const { detector, request } = work;
  const { scorer } = detector.recipe;
  const ids = fitted?.map(({ id }) => id) ?? detector.judge?.fitted ?? [];
  if (scorer.name === 'head') return judgeByHead(work, scorer, ids, fitted === undefined);
  const unreadable: JudgeResult['unreadable'] = [];
  if (fitted) {
    const some = inRandomOrder(fitted, request.seed).slice(0, MEASURED_IMAGES);
    const { decode } = work;
    const measured = await collectFeatures(detector, USUAL_FEATURES, some, decode, undefined, reportTo(work, some.length)); // prettier-ignore
    unreadable.push(...measured.unreadable);
    const memory = await rememberUsual(detector, measured.files, measured.features, decode);
    detector.judge = { ...judgeOf(detector, USUAL_FEATURES, measured.features, ids), memory };
  }
  const heldOut = await scoreUnfitted(work, ids, unreadable);
  return { ...NO_HEAD, heldOut, scoredBy: scorer.name, unreadable };
}

async function judgeByHead(
  work: Work,
  scorer: HeadScorer,
  ids: number[],
  kept: boolean,
): Promise<JudgeResult> {
  const { detector, request, decode } = work;
  const { features } = scorer;
  const { images, seed } = request;
  const columns = columnsOf(groupsOf(detector, features));
  const cache = request.cache === undefined ? undefined : await openCache(request.cache, identityOf(detector), columns); // prettier-ignore
  const collected = await collectFeatures(detector, features, images, decode, cache, reportTo(work, images.length)); // prettier-ignore
  await cache?.save();
  if (!kept) {
    const usual = inRandomOrder(rowsOf(collected, new Set(ids)), seed);
    detector.judge = judgeOf(detector, features, pickRows(collected.features, usual), ids);
  }
  const judge = detector.judge!;
  const scaled = scaleInPlace(collected.features, judge.scaling);
  const { files, unreadable } = collected;
  const rows = { files, features: scaled };
  const cold = await fitColdHead({ detector, scaling: judge.scaling, decode, seed }, scorer, rows);
  if (!cold) {
    detector.judge = { ...judge, scorer: WITHOUT_HEAD, memory: {} };
    const heldOut = await scoreUnfitted(work, ids, unreadable);
    return { ...NO_HEAD, heldOut, scoredBy: WITHOUT_HEAD.name, unreadable };
  }
  const { head, compared, basis, review, doubted, outOfFold } = cold;
  const values = Float32Array.from(head.weights);
  const lesson = review && learnReview(cold, review, scorer.review);
  const memory = {
    head: { rows: 1, columns: values.length, values },
    ...(compared && rememberKnown(compared.known)),
    ...(lesson && rememberReview(lesson.table)),
  };
  const honest = basis.files.map(({ id }, row) => ({ id, score: outOfFold[row]! }));
  const heldOut = honest.filter((_, row) => !doubted.has(row));
  const uncertainty = uncertaintyOf(heldOut, images);
  detector.judge = { ...judge, scorer, memory, uncertainty };
  return {
    heldOut,
    doubted: honest.filter((_, row) => doubted.has(row)),
    afterReview: lesson?.afterReview ?? [],
    fittedByHead: heldOut.map(({ id }) => id),
    scoredBy: 'head',
    unreadable,
  };
}

/** Measures what is usual; `uncertainty` waits for held-out scores, `memory` for what needs one. */
function judgeOf(detector: Detector, features: Features, usual: Matrix, fitted: number[]): Judge {
  const groups = groupsOf(detector, features);
  const scaling = measureScaling(usual, groups);
  const first = Array.from({ length: Math.min(usual.rows, REFERENCE_IMAGES) }, (_, i) => i);
  const reference = scaleInPlace(pickRows(usual, first), scaling);
  const { scorer } = detector.recipe;
  return { scorer, memory: {}, features, scaling, reference, uncertainty: 1, fitted };
}

/**
 * Refuses a latent scorer on a net without a latent small enough.
 *
 * @throws LunkaError `scorer-does-not-fit`
 */
export function checkScorer({ recipe, net }: Detector): void {
  if (!isLatentScorer(recipe.scorer) || hasCode(net.codeSize)) return;
  throw new LunkaError(
    'scorer-does-not-fit',
    422,
    `Scorer "${recipe.scorer.name}": expected a net with a latent of 1 to 256 numbers, received one ` +
      `of ${net.codeSize}. Give the architecture a smaller latent.`,
  );
}

/** Scores of everything labelled that the net was not fitted on; also measures the uncertainty. */
async function scoreUnfitted(
  { detector, request, decode, progress }: Work,
  fitted: readonly number[],
  unreadable: JudgeResult['unreadable'],
): Promise<JudgeResult['heldOut']> {
  const seen = new Set(fitted);
  const unseen = request.images.filter(({ id }) => !seen.has(id));
  const heldOut: JudgeResult['heldOut'] = [];
  const known = new Set(unreadable.map(({ id }) => id));
  for await (const batch of scoreFiles(detector, unseen, decode)) {
    heldOut.push(...batch.scores);
    unreadable.push(...batch.unreadable.filter(({ id }) => !known.has(id)));
    await progress(() => ({ phase: 'scoring', done: batch.done, total: unseen.length }));
  }
  if (detector.judge) detector.judge.uncertainty = uncertaintyOf(heldOut, request.images);
  return heldOut;
}

/**
 * A quarter of the way from the uppermost normals to the lowest leaks, and no less than a tenth of
 * the way from a usual normal to the uppermost: where scores overlap or there is no leak, the latter.
 */
function uncertaintyOf(heldOut: JudgeResult['heldOut'], images: readonly LabelledFile[]): number {
  const leaks = new Set(images.filter(({ label }) => label === 'leak').map(({ id }) => id));
  const scores = (leak: boolean): number[] =>
    heldOut.filter(({ id }) => leaks.has(id) === leak).map(({ score }) => score);
  const normals = scores(false);
  const top = quantileOf(normals, 0.995);
  const gap = 0.25 * (quantileOf(scores(true), 0.05) - top);
  const spread = 0.1 * (top - quantileOf(normals, 0.5));
  return Math.max(...[gap, spread].filter(Number.isFinite), Number.EPSILON);
}

function rowsOf({ files }: Collected<LabelledFile>, ids: ReadonlySet<number>): number[] {
  return [...files.keys()].filter((row) => ids.has(files[row]!.id));
}

function inRandomOrder<T>(items: readonly T[], seed: number): T[] {
  return shuffle([...items], seededRandom(seed));
}

function reportTo({ progress }: Work, total: number): (done: number) => Promise<void> {
  return (done) => progress(() => ({ phase: 'scoring', done, total }));
}
