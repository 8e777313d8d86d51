import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { Neighbours, NeighboursOf, NeighboursPending } from '../../shared/api/evidence.ts';
import type { NearestResult } from '../../shared/worker/results.ts';
import { judge, type Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { requireModel } from '../detectors/models.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { imageFiles } from '../images/files.ts';
import type { WarmProcess } from './warm.ts';

/** Longer than this nobody waits for an answer: it says how far the features are instead. */
const PATIENCE_MS = 400;

/** Images placed at a time; between two pieces the process answers other questions. */
const PIECE = 128;

export interface Question {
  image: number;
  of: NeighboursOf;
  shift?: number | undefined;
  limit: number;
}

export interface NeighbourSearch {
  /** @throws LunkaError `image-unreadable` for an image that cannot be compared */
  find(question: Question, detector: DetectorRow): Promise<Neighbours | NeighboursPending>;
}

/** Computing of features that is under way, for the detector in `folder`. */
interface Placing {
  folder: string;
  done: number;
  total: number;
  ended: Promise<void>;
}

/** Looks for neighbours with the warm process, which keeps the features in memory. */
export function createNeighbourSearch(context: Context, warm: WarmProcess): NeighbourSearch {
  const { db, project } = context;
  const cache = path.join(project.folder, 'cache');
  let placing: Placing | null = null;
  /** The detector asked about last: what another one still lacks is not computed any further. */
  let wanted = '';

  function start(folder: string, ids: number[]): Placing {
    const begun: Placing = { folder, done: 0, total: ids.length, ended: Promise.resolve() };
    begun.ended = place(begun, ids).finally(() => (placing = null));
    // Whoever asks hears of it; a failure while nobody waits is met again at the next question.
    begun.ended.catch(() => {});
    return begun;
  }

  async function place(begun: Placing, ids: number[]): Promise<void> {
    const { folder } = begun;
    const files = await imageFiles(db, project.folder, ids);
    while (begun.done < files.length && wanted === folder) {
      const images = files.slice(begun.done, begun.done + PIECE);
      const save = begun.done + images.length === files.length;
      await warm.ask({ type: 'place', folder, images, cache, save });
      begun.done += images.length;
    }
  }

  return {
    async find({ image, of, shift, limit }, detector) {
      const folder = path.join(project.folder, requireModel(db, detector.model).folder);
      wanted = folder;
      const among = candidates(db, of, shift);
      const question = { type: 'nearest', folder, image, among, limit, cache } as const;
      const late = performance.now() + PATIENCE_MS;
      for (;;) {
        const answer = await warm.ask(question);
        if (answer.missing.length === 0) return describe(db, detector, among, answer);
        const current = (placing ??= start(folder, answer.missing));
        const done = await within(late - performance.now(), current.ended);
        if (!done || wanted !== folder) {
          return { state: 'placing', done: current.done, total: current.total };
        }
      }
    },
  };
}

/** Ids of the images among which neighbours are looked for. */
function candidates(db: Database, of: NeighboursOf, shift: number | undefined): Uint32Array {
  const inShift = 'in (select image from occurrence where shift = :shift)';
  const rows =
    of === 'all'
      ? db.prepare(`select id from image where :shift is null or id ${inShift}`)
      : db.prepare(
          `select image from label where label = :of and (:shift is null or image ${inShift})`,
        );
  return Uint32Array.from(
    rows.pluck().all({ shift: shift ?? null, ...(of === 'all' ? {} : { of }) }) as number[],
  );
}

function describe(
  db: Database,
  { id, model, calibration }: DetectorRow,
  among: Uint32Array,
  { nearest, unreadable, space }: NearestResult,
): Neighbours {
  const find = db.prepare(
    `select (select label from label where image = :image) as label,
       (select score from score where model = :model and image = :image) as score`,
  );
  return {
    state: 'ready',
    detector: id,
    space,
    compared: among.length - unreadable,
    unreadable,
    neighbours: nearest.map(({ id: image, distance }) => {
      const { label, score } = find.get({ image, model }) as {
        label: Label | null;
        score: number | null;
      };
      const verdict = score === null ? null : judge(score, calibration.thresholds);
      return { id: image, distance, label, score, verdict };
    }),
  };
}

/** Whether a promise was fulfilled in time; rejects with it. */
async function within(ms: number, promise: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
