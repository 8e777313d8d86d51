import { inspect } from 'node:util';
import { loadTensorFlow } from '../native/tensorflow.ts';
import { LunkaError, toProblem } from '../shared/errors.ts';
import type {
  CutRequest,
  NearestRequest,
  PlaceRequest,
  QueueRequest,
  ReconstructRequest,
  ScoreRequest,
  TrainRequest,
  WorkerRequest,
} from '../shared/worker/requests.ts';
import type {
  CutResult,
  NearestResult,
  PlaceResult,
  QueueResult,
  Reconstruction,
  ScoreResult,
  TrainResult,
  WorkerResults,
} from '../shared/worker/results.ts';
import type { Detector } from './detector.ts';
import { openNeighbourhood } from './features/neighbourhood.ts';
import type { Neighbourhood } from './features/neighbourhood.ts';
import { createDecode } from './preprocess/decode.ts';
import { createProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { makeQueue } from './queue/index.ts';
import { reconstructFile } from './reconstruct.ts';
import { scoreFiles } from './score.ts';
import { loadDetector } from './store.ts';
import { train } from './train.ts';
import { connectToParent } from './transport.ts';

/**
 * The detector's process: takes one request at a time, in the order in which they come, and answers
 * each with one `done` or `failed`. It is cancelled by ending it.
 */

/** Scores travel in slices of this many, so that the parent can store them as they come. */
const SLICE = 512;

const { post, onRequest } = connectToParent();
const { tf, backend } = await loadTensorFlow();
const decode = createDecode(tf.node);

/** The detector used last: a person clicks through many images of one detector. */
let open: { folder: string; detector: Detector } | undefined;
/** Where images lie for the detector that was last asked for neighbours. */
let around: { folder: string; neighbourhood: Neighbourhood } | undefined;
let queue = Promise.resolve();
/** Trainings that are to end after their epoch. */
const finishing = new Set<number>();

onRequest((request) => {
  // Not in the queue: what it is about runs at its head.
  if (request.type === 'finish') finishing.add(request.id);
  else queue = queue.then(() => answer(request));
});
post({ type: 'ready' });

async function answer(request: WorkerRequest): Promise<void> {
  const { id } = request;
  try {
    post({ type: 'done', id, result: await run(request) });
  } catch (error) {
    // The parent keeps the last lines of stderr; what is not ours needs its stack.
    if (!(error instanceof LunkaError)) process.stderr.write(`${inspect(error)}\n`);
    const { code, detail } = toProblem(error);
    post({ type: 'failed', id, code, message: detail });
  }
}

function run(request: WorkerRequest): Promise<WorkerResults[keyof WorkerResults]> {
  const { id } = request;
  const progress = createProgress((report) => post({ type: 'progress', id, progress: report }), {
    epoch: (metrics) => post({ type: 'epoch', id, metrics }),
    samples: (samples) => post({ type: 'samples', id, samples }),
    finishing: () => finishing.has(id),
  });
  switch (request.type) {
    case 'train':
      return runTrain(request, progress);
    case 'score':
      return runScore(request, progress);
    case 'reconstruct':
      return runReconstruct(request);
    case 'queue':
      return runQueue(request, progress);
    case 'place':
      return runPlace(request);
    case 'nearest':
      return runNearest(request);
    case 'cut':
      return runCut(request);
    default:
      throw new LunkaError(
        'request-unknown',
        400,
        `Expected train, score, reconstruct, queue, place, nearest or cut, received ${JSON.stringify(request)}.`,
      );
  }
}

function runTrain(request: TrainRequest, progress: Progress): Promise<TrainResult> {
  return train(request, backend, decode, progress);
}

async function runScore(
  { id, folder, images }: ScoreRequest,
  progress: Progress,
): Promise<ScoreResult> {
  const detector = await detectorIn(folder);
  const unreadable: ScoreResult['unreadable'] = [];
  let slice: { id: number; score: number }[] = [];
  let scored = 0;
  const send = (): void => {
    if (slice.length === 0) return;
    const ids = slice.map((image) => image.id);
    post({ type: 'scores', id, images: ids, scores: slice.map(({ score }) => score) });
    scored += slice.length;
    slice = [];
  };
  for await (const batch of scoreFiles(detector, images, decode)) {
    slice.push(...batch.scores);
    unreadable.push(...batch.unreadable);
    if (slice.length >= SLICE) send();
    await progress(() => ({ phase: 'scoring', done: batch.done, total: images.length }));
  }
  send();
  return { scored, unreadable };
}

async function runReconstruct(request: ReconstructRequest): Promise<Reconstruction> {
  return reconstructFile(await detectorIn(request.folder), request, decode);
}

async function runQueue(request: QueueRequest, progress: Progress): Promise<QueueResult> {
  return makeQueue(await detectorIn(request.folder), request, decode, progress);
}

async function runPlace({ folder, images, cache, save }: PlaceRequest): Promise<PlaceResult> {
  const placed = await neighbourhoodIn(folder, cache);
  return placed.place(await detectorIn(folder), images, decode, save);
}

async function runNearest(request: NearestRequest): Promise<NearestResult> {
  const { image, among, limit } = request;
  return (await neighbourhoodIn(request.folder, request.cache)).nearest(image, among, limit);
}

async function runCut({ folder, images, cache }: CutRequest): Promise<CutResult> {
  const placed = await neighbourhoodIn(folder, cache);
  await placed.place(await detectorIn(folder), images, decode, false);
  return { parts: placed.cut(images.map(({ id }) => id)) };
}

/** Outlives the open detector: a look at another one's reconstruction must not cost the places. */
async function neighbourhoodIn(folder: string, cache: string): Promise<Neighbourhood> {
  if (around?.folder !== folder) {
    const detector = await detectorIn(folder);
    around = { folder, neighbourhood: await openNeighbourhood(detector, folder, cache) };
  }
  return around.neighbourhood;
}

/** Detectors never change once they are saved, so the folder says it all. */
async function detectorIn(folder: string): Promise<Detector> {
  if (open?.folder !== folder) {
    const detector = await loadDetector(folder);
    open?.detector.dispose();
    open = { folder, detector };
  }
  return open.detector;
}
