import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { GateClass, GateComparison, GatePart, GateReport } from '../../shared/api/gate.ts';
import { confusion } from '../../shared/metrics.ts';
import { worseByChance } from '../../shared/statistics.ts';
import { isFlagged, judge, type Thresholds } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { goldenScores } from '../golden/queries.ts';
import { imageFiles } from '../images/files.ts';
import type { DetectorProcess } from './process.ts';
import * as models from './models.ts';
import * as queries from './queries.ts';

/** One image that both detectors may be judged on. */
export interface ComparedImage {
  image: number;
  part: GatePart;
  label: 'normal' | 'leak';
  /** Of the active detector; null where it has no honest score of the image. */
  before: number | null;
  after: number;
}

/** The golden set, and the honest scores of everything labelled. */
export function comparedImages(
  db: Database,
  model: number,
  other: number | undefined,
): ComparedImage[] {
  // Not even an honest score of what the other learned from is fair: the golden images beside it may
  // have taught it what the candidate was kept from.
  const before = new Map(
    other === undefined
      ? []
      : goldenScores(db, other).map(
          ({ image, score, learned }) => [image, learned ? null : score] as const,
        ),
  );
  const golden = goldenScores(db, model).flatMap(({ image, label, score }) =>
    score === null
      ? []
      : [
          {
            image,
            part: 'golden' as const,
            label,
            before: before.get(image) ?? null,
            after: score,
          },
        ],
  );
  const heldOut = models
    .comparableImages(db, model, other)
    .map(({ score, ...image }) => ({ ...image, part: 'held-out' as const, after: score }));
  return [...golden, ...heldOut];
}

/** Stores what the gate saw. To be called in the transaction of its decision. */
export function storeCompared(
  db: Database,
  model: number,
  images: readonly ComparedImage[],
  families: ReadonlyMap<number, number>,
): void {
  const insert = db.prepare(
    `insert into gate_image (model, image, part, label, before, after, family)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { image, part, label, before, after } of images) {
    if (before === null) continue;
    insert.run(model, image, part, label, before, after, families.get(image) ?? null);
  }
}

/** More images than this with another verdict are no list that anybody reads, grouped or not. */
const MOST_GROUPED = 3000;

/**
 * Numbers look-alikes among the images of which the candidate says something else: the process that
 * has just trained it groups them as it groups a review queue.
 */
export async function familiesOfFlips(
  { db, project }: Context,
  process: DetectorProcess,
  model: number,
  after: Thresholds,
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const previous = queries.activeDetector(db);
  if (!previous) return new Map();
  const flipped = comparedImages(db, model, previous.model).filter(
    (image) =>
      image.before !== null &&
      flagged(image.before, previous.calibration.thresholds) !== flagged(image.after, after),
  );
  if (flipped.length < 2 || flipped.length > MOST_GROUPED) return new Map();
  const files = await imageFiles(
    db,
    project.folder,
    flipped.map(({ image }) => image),
  );
  const { groups } = await process.request(
    {
      type: 'queue',
      folder: path.join(project.folder, models.requireModel(db, model).folder),
      images: files.map((file, i) => {
        const { after: score } = flipped[i]!;
        return { ...file, score, flagged: flagged(score, after) };
      }),
      threshold: after.upper,
      cache: path.join(project.folder, 'cache'),
    },
    { signal },
  );
  return new Map(
    groups.flatMap(({ images }, family) => images.map((image) => [image, family] as const)),
  );
}

interface StoredImage extends ComparedImage {
  before: number;
  family: number | null;
}

/** What the gate saw when it decided on a detector, counted and grouped for a person. */
export function gateReport(db: Database, detector: queries.DetectorRow): GateReport {
  const against = detector.gate ? detector.parent : null;
  if (against === null) return { detector: detector.id, against, parts: [] };
  const { model, calibration } = queries.requireDetector(db, against);
  // Images are kept by model: those of a new cut are of the gate that its model passed, not of its own.
  if (model === detector.model) return { detector: detector.id, against, parts: [] };
  const before = calibration.thresholds;
  const after = detector.calibration.thresholds;
  const rows = db
    .prepare(
      `select image, part, label, before, after, family from gate_image where model = ?
       order by image`,
    )
    .all(detector.model) as StoredImage[];
  const parts = (['golden', 'held-out'] as const).flatMap((part) => {
    const images = rows.filter((row) => row.part === part);
    return images.length === 0 ? [] : [comparison(part, images, before, after)];
  });
  return { detector: detector.id, against, parts };
}

function comparison(
  part: GatePart,
  images: StoredImage[],
  before: Thresholds,
  after: Thresholds,
): GateComparison {
  const counts = (which: 'before' | 'after', thresholds: Thresholds) =>
    confusion(
      images.map((image) => ({ leak: image.label === 'leak', score: image[which] })),
      thresholds,
    );
  return {
    part,
    before: counts('before', before),
    after: counts('after', after),
    classes: (['leak', 'normal'] as const).map((label) =>
      ofClass(
        label,
        images.filter((image) => image.label === label),
        before,
        after,
      ),
    ),
  };
}

function ofClass(
  label: 'normal' | 'leak',
  images: StoredImage[],
  before: Thresholds,
  after: Thresholds,
): GateClass {
  const right = (score: number, cut: Thresholds): boolean =>
    flagged(score, cut) === (label === 'leak');
  const flipped = (rightNow: boolean): StoredImage[] =>
    images.filter(
      (image) => right(image.before, before) !== rightNow && right(image.after, after) === rightNow,
    );
  const worse = flipped(false);
  const better = flipped(true);
  return {
    label,
    images: images.length,
    worse: worse.length,
    better: better.length,
    p: worseByChance(worse.length, better.length),
    flips: { worse: inFamilies(worse), better: inFamilies(better) },
  };
}

function inFamilies(images: StoredImage[]) {
  // One that was not grouped is a family of its own; families count from 0, these below it.
  const families = Map.groupBy(images, ({ family, image }) => family ?? -image);
  return [...families.values()]
    .sort((a, b) => b.length - a.length)
    .map((family) => family.map(({ image, before, after }) => ({ id: image, before, after })));
}

function flagged(score: number, thresholds: Thresholds): boolean {
  return isFlagged(judge(score, thresholds));
}
