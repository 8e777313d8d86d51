import { isDeepStrictEqual } from 'node:util';
import { LunkaError } from '../shared/errors.ts';
import type { Recipe } from '../shared/recipe.ts';
import type { TrainRequest } from '../shared/worker/requests.ts';
import type { TrainResult } from '../shared/worker/results.ts';
import { findCopies } from './apart.ts';
import { countParameters } from './architectures/autoencoder.ts';
import { checkOutput } from './check.ts';
import { createDetector } from './detector.ts';
import type { Detector } from './detector.ts';
import { checkScorer, fitJudge } from './fit-judge.ts';
import type { FitResult } from './fit.ts';
import { fitNet } from './fit-net.ts';
import type { Decode } from './preprocess/decode.ts';
import type { Progress } from './progress.ts';
import { loadDetector, saveDetector } from './store.ts';

/**
 * Trains a detector on the images labelled normal, or keeps another's net; fits what judges by it,
 * scores what thresholds may be chosen from, and saves it in the request's folder.
 *
 * @throws LunkaError for a recipe or sizes that do not fit, too few normals, a detector to start from
 *   that is unlike, or training that gave no numbers
 */
export async function train(
  asked: TrainRequest,
  backend: TrainResult['backend'],
  decode: Decode,
  progress: Progress,
): Promise<TrainResult> {
  const begun = performance.now();
  checkOutput(asked.recipe);
  const detector = await startDetector(asked);
  try {
    checkScorer(detector);
    const copies = await findCopies(asked.apart ?? [], asked.images, decode);
    const request = { ...asked, images: asked.images.filter(({ id }) => !copies.has(id)) };
    const work = { detector, request, decode, progress };
    const net = request.keepNet === undefined ? await fitNet(work) : undefined;
    const judged = await fitJudge(work, net?.files);
    await saveDetector(detector, request.folder);
    await net?.checkpoints?.remove();
    return {
      ...(net?.fitted ?? KEPT),
      ...judged,
      fitted: detector.judge?.fitted ?? [],
      leftOut: [...copies],
      unreadable: onceEach([...(net?.unreadable ?? []), ...judged.unreadable]),
      parameters: countParameters(detector.net),
      seconds: (performance.now() - begun) / 1000,
      backend,
    };
  } finally {
    detector.dispose();
  }
}

/** What the fit of a net that is kept comes to. */
const KEPT: FitResult = { epochs: [], bestEpoch: 0, stopped: 'finished', resumedAfter: 0 };

/** Fresh weights, or a finished detector with what it is standardised and scaled by. */
async function startDetector({ recipe, seed, keepNet }: TrainRequest): Promise<Detector> {
  const fresh = createDetector(recipe, seed);
  if (keepNet === undefined) return fresh;
  fresh.dispose();
  const detector = await loadDetector(keepNet);
  const difference = differingPart(detector, recipe);
  if (difference) {
    detector.dispose();
    throw new LunkaError(
      'kept-net-differs',
      422,
      `Expected a detector with the same ${difference} to keep the net of, received another in ${keepNet}. ` +
        'Train from the beginning.',
    );
  }
  detector.recipe = recipe;
  return detector;
}

/** The first part of a recipe that makes another detector, whatever its head is fitted on. */
function differingPart({ recipe, judge }: Detector, wanted: Recipe): string | undefined {
  const part = (['preprocess', 'architecture', 'training'] as const).find(
    (name) => !isDeepStrictEqual(recipe[name], wanted[name]),
  );
  if (part) return part;
  const { scorer } = wanted;
  if (!judge) return 'scaling';
  if (scorer.name !== 'head')
    return isDeepStrictEqual(recipe.scorer, scorer) ? undefined : 'scorer';
  return isDeepStrictEqual(judge.features, scorer.features) ? undefined : 'features';
}

/** A file may fail to be read for the net and again for the judge. */
function onceEach(unreadable: TrainResult['unreadable']): TrainResult['unreadable'] {
  return [...new Map(unreadable.map((entry) => [entry.id, entry])).values()];
}
