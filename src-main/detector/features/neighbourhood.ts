import { LunkaError } from '../../shared/errors.ts';
import type { FeaturePart, NearestResult, PlaceResult } from '../../shared/worker/results.ts';
import type { ImageFile } from '../../shared/worker/requests.ts';
import type { Detector } from '../detector.ts';
import { requireJudge } from '../judge.ts';
import type { Decode } from '../preprocess/decode.ts';
import { identityOf } from '../store.ts';
import { openCache } from './cache.ts';
import { collectFeatures } from './collect.ts';
import { cutInTwo } from './cut.ts';
import { hasCode } from './layout.ts';
import { nearestRows } from './nearest-rows.ts';

/**
 * Where images lie in the feature space of one detector, kept in memory between questions: some
 * 2 kB an image. Every trained detector has the space, whatever scores for it.
 */
export interface Neighbourhood {
  /**
   * Has images placed, once each; what cannot be read is remembered with its reason.
   *
   * @param save whether what was computed is to outlive this process
   */
  place(
    detector: Detector,
    files: readonly ImageFile[],
    decode: Decode,
    save: boolean,
  ): Promise<PlaceResult>;
  /**
   * The nearest of `among` to an image, which is none of its own neighbours; or which of them all
   * have to be placed first.
   *
   * @throws LunkaError `image-unreadable` where the image itself could not be placed
   */
  nearest(image: number, among: Iterable<number>, limit: number): NearestResult;
  /**
   * Look-alikes, all of them placed, in two parts by similarity. What cannot be read stays in the
   * first part, with the first image.
   */
  cut(images: readonly number[]): [number[], number[]];
}

/**
 * @param folder the detector's, for messages
 * @param cache folder of features that were computed before; need not exist
 * @throws LunkaError `detector-not-trained`
 */
export async function openNeighbourhood(
  detector: Detector,
  folder: string,
  cache: string,
): Promise<Neighbourhood> {
  const judge = requireJudge(detector.judge, folder);
  const known = await openCache(cache, identityOf(detector), judge.scaling.centre.length);
  /** Raw features: the centre that scaling takes away is the same for both ends of a distance. */
  const rows = new Map<number, Float32Array>();
  const unreadable = new Map<number, string>();
  const space = partsOf(detector);

  return {
    async place(detector, files, decode, save) {
      const fresh = files.filter(({ id }) => !rows.has(id));
      const found = await collectFeatures(detector, judge.features, fresh, decode, known);
      for (const file of found.files) {
        rows.set(file.id, known.find(file)!);
        unreadable.delete(file.id);
      }
      for (const { id, reason } of found.unreadable) unreadable.set(id, reason);
      if (save) await known.save();
      return { placed: found.files.length, unreadable: found.unreadable };
    },
    nearest(image, among, limit) {
      const reason = unreadable.get(image);
      if (reason !== undefined) throw new LunkaError('image-unreadable', 422, reason);
      const others = [...among].filter((id) => id !== image);
      const missing = [image, ...others].filter((id) => !rows.has(id) && !unreadable.has(id));
      const nearest =
        missing.length > 0 ? [] : nearestRows(rows, image, others, judge.scaling.scale, limit);
      const unread = others.filter((id) => unreadable.has(id)).length;
      return { nearest, missing, unreadable: unread, space };
    },
    cut(images) {
      const readable = images.filter((id) => rows.has(id));
      const second = new Set(cutInTwo(readable.map((id) => rows.get(id)!), judge.scaling.scale)); // prettier-ignore
      const out = new Set(readable.filter((_, i) => second.has(i)));
      return [images.filter((id) => !out.has(id)), images.filter((id) => out.has(id))];
    },
  };
}

function partsOf({ net }: Detector): FeaturePart[] {
  return hasCode(net.codeSize) ? ['colour', 'residual', 'latent'] : ['colour', 'residual'];
}
