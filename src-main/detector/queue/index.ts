import type { QueueRequest } from '../../shared/worker/requests.ts';
import type { QueueResult } from '../../shared/worker/results.ts';
import type { Detector } from '../detector.ts';
import { openCache } from '../features/cache.ts';
import { collectFeatures } from '../features/collect.ts';
import { leaderGroups, nearestDistance } from '../features/neighbours.ts';
import { scaleInPlace } from '../features/space.ts';
import { requireJudge } from '../judge.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import type { Decode } from '../preprocess/decode.ts';
import type { Progress } from '../progress.ts';
import { identityOf } from '../store.ts';
import { orderByCoverage } from './coverage.ts';
import { worthOf } from './worth.ts';
import type { Worth } from './worth.ts';

/**
 * Distance in scaled features within which images are one group. Two sound cells of one shift lie
 * 1.5 to 2 apart; at 1.3 groups begin to mix normals and leaks.
 */
const ALIKE = 1;

/** How far an answer reaches beyond its group, in multiples of `ALIKE`. */
const REACH = 1.5;

/**
 * Groups look-alikes of one verdict and puts the groups into the order in which a person's answers
 * are worth most.
 *
 * @throws LunkaError `detector-not-trained` for a detector that was never measured on its normals
 */
export async function makeQueue(
  detector: Detector,
  request: QueueRequest,
  decode: Decode,
  progress: Progress,
): Promise<QueueResult> {
  const judge = requireJudge(detector.judge, request.folder);
  const { images, threshold } = request;
  const columns = judge.scaling.centre.length;
  const cache = request.cache === undefined ? undefined : await openCache(request.cache, identityOf(detector), columns); // prettier-ignore
  const collected = await collectFeatures(detector, judge.features, images, decode, cache, (done) =>
    progress(() => ({ phase: 'scoring', done, total: images.length })),
  );
  await cache?.save();
  const { files, unreadable } = collected;
  const features = scaleInPlace(collected.features, judge.scaling);
  const novelty = nearestDistance(features, judge.reference);
  const waiting = files.map(({ score, flagged }, i) => ({ score, flagged, novelty: novelty[i]! }));
  const worths = worthOf(waiting, threshold, judge.uncertainty);
  const groups = groupsOfOneVerdict(features, files.map(({ flagged }) => flagged)); // prettier-ignore
  const worth = Float64Array.from(worths, (image) => image.worth);
  const order = orderByCoverage(features, groups, worth, REACH * ALIKE);
  return {
    groups: order.map((g) => ({
      images: groups[g]!.map((row) => files[row]!.id),
      reason: strongest(groups[g]!.map((row) => worths[row]!)),
    })),
    unreadable,
  };
}

/** One answer serves a whole group, so images that the detector tells apart are never in one. */
function groupsOfOneVerdict(features: Matrix, flagged: readonly boolean[]): number[][] {
  return [true, false].flatMap((verdict) => {
    const rows = [...flagged.keys()].filter((row) => flagged[row] === verdict);
    const groups = leaderGroups(pickRows(features, rows), ALIKE);
    return groups.map((group) => group.map((i) => rows[i]!));
  });
}

/** The reason of the member that is worth most. */
function strongest(members: readonly Worth[]): Worth['reason'] {
  return members.reduce((best, member) => (member.worth > best.worth ? member : best)).reason;
}
