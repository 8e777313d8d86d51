import { Hono } from 'hono';
import { z } from 'zod';
import type { Histogram } from '../../shared/api.ts';
import { confusion } from '../../shared/metrics.ts';
import { calibrate, STRATEGIES } from '../../shared/thresholds.ts';
import type { Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import * as detectors from '../detectors/queries.ts';
import { requireActive } from '../detectors/scoring.ts';
import { idSchema, valid } from '../http.ts';

const calibrateBody = z.object({
  /** The detector's own rule where none is given. */
  strategy: z.string().min(1).optional(),
  /** What the strategy takes, by name; a bare number stands for its first parameter. */
  value: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
  /** For strategies that measure on a shift; the newest one where none is given. */
  shift: idSchema.optional(),
  author: z.string().trim().min(1).max(200).default('engineer'),
});

const histogramQuery = z.object({
  shift: idSchema.optional(),
  bins: z.coerce.number().int().min(2).max(500).default(60),
});

export function calibrationRoutes({ db, events, now }: Context) {
  /** A new version of the active detector with the same model: no image is scored again. */
  function recalibrate({ shift, author, ...asked }: z.infer<typeof calibrateBody>) {
    const active = requireActive(db);
    const { recipe } = detectors.requireModel(db, active.model);
    const strategy = asked.strategy ?? recipe.threshold;
    const value =
      asked.strategy === undefined ? (asked.value ?? recipe.thresholdValue) : asked.value;
    const held = detectors.heldOutImages(db, active.model);
    const scores = (label: string): number[] =>
      held.filter((image) => image.label === label).map(({ score }) => score);
    const needsShift = STRATEGIES.some(({ name, needs }) => name === strategy && needs.shift);
    const calibration = calibrate(
      strategy,
      {
        normals: scores('normal'),
        leaks: scores('leak'),
        ...(needsShift ? { shift: shiftScores(active.model, shift) } : {}),
      },
      value,
    );
    const heldOut = confusion(
      held.map(({ label, score }) => ({ leak: label === 'leak', score })),
      calibration.thresholds,
    );
    const detector = db.transaction(() => {
      const version = detectors.insertDetector(
        db,
        {
          model: active.model,
          parent: active.id,
          author,
          note: '',
          calibration,
          heldOut,
          gate: null,
        },
        now(),
      );
      detectors.activate(db, version.id, { author, reason: `calibrated: ${strategy}`, at: now() });
      return version;
    })();
    events.emit({ type: 'detector', id: detector.id });
    return detectors.detectorInfo(db, detector);
  }

  /** Scores of all images of a shift, labelled or not; of the newest where none is given. */
  function shiftScores(model: number, shift: number | undefined): number[] {
    return db
      .prepare(
        `select score from score where model = :model and image in
           (select image from occurrence where shift = coalesce(:shift, (select max(id) from shift)))`,
      )
      .pluck()
      .all({ model, shift: shift ?? null }) as number[];
  }

  function histogram({ shift, bins }: z.infer<typeof histogramQuery>): Histogram {
    const active = detectors.activeDetector(db);
    const rows = active
      ? (db
          .prepare(
            `select s.score, l.label from score s left join label l on l.image = s.image
             where s.model = :model and (:shift is null
               or s.image in (select image from occurrence where shift = :shift))`,
          )
          .all({ model: active.model, shift: shift ?? null }) as {
          score: number;
          label: Label | null;
        }[])
      : [];
    const { min, max } = range(rows, active?.calibration.thresholds.upper);
    const empty = (): number[] => new Array<number>(bins).fill(0);
    const counts = { normal: empty(), leak: empty(), unlabelled: empty() };
    for (const { score, label } of rows) {
      const bin = Math.min(bins - 1, Math.floor(((score - min) / (max - min)) * bins));
      const row = label === 'normal' || label === 'leak' ? counts[label] : counts.unlabelled;
      row[bin]! += 1;
    }
    return { min, max, ...counts, calibration: active?.calibration ?? null };
  }

  return new Hono()
    .post('/calibration', valid('json', calibrateBody), (c) =>
      c.json(recalibrate(c.req.valid('json'))),
    )
    .get('/histogram', valid('query', histogramQuery), (c) =>
      c.json(histogram(c.req.valid('query'))),
    );
}

/** The scores' range, widened to show the threshold, and never empty. */
function range(rows: { score: number }[], threshold: number | undefined) {
  let min = threshold ?? 0;
  let max = threshold ?? 1;
  for (const { score } of rows) {
    if (score < min) min = score;
    if (score > max) max = score;
  }
  return max > min ? { min, max } : { min, max: min + 1 };
}
