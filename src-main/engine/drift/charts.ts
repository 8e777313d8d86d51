import type { Database } from '../../db/open.ts';
import type { CellMap, EwmaChart, RateChart, Trend, TrendPoint } from '../../shared/api/drift.ts';
import {
  ewma,
  movingRangeDeviation,
  rateLimits,
  type Limits,
} from '../../shared/control-charts.ts';
import { FEWEST_OF_CELL } from '../../shared/drift.ts';
import { clopperPearson } from '../../shared/statistics.ts';
import { isFlagged, judge } from '../../shared/words.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { notFound } from '../http.ts';
import { byCell, calibrationNormals, cellCounts, trendPoints } from './queries.ts';

/** Fewest shifts from which their spread is estimated. */
const FEWEST_SHIFTS = 5;

/** Control charts of the newest shifts, of all cells or of one. */
export function trendOf(
  db: Database,
  detector: DetectorRow | null,
  { cell, limit }: { cell?: string | undefined; limit: number },
): Trend {
  const cells = db
    .prepare('select distinct cell from occurrence where shift is not null and cell is not null')
    .pluck()
    .all() as string[];
  const empty = { detector: null, points: [], flagged: null, leaks: null, ewma: null };
  const asked = { cell: cell ?? null, cells: cells.sort(byCell) };
  if (!detector) return { ...empty, ...asked };
  const points = trendPoints(db, detector, { cell, limit });
  return {
    detector: detector.id,
    ...asked,
    points,
    flagged: rateChart(
      points.map(({ flagged, scored }) => (scored === 0 ? null : { count: flagged, of: scored })),
    ),
    // A shift has its rate of leaks once nothing flagged is left to be looked at.
    leaks: rateChart(
      points.map(({ leaks, images, scored, left }) =>
        scored === 0 || left > 0 ? null : { count: leaks, of: images },
      ),
    ),
    ewma: ewmaChart(points, calibrationMean(db, detector, cell)),
  };
}

function rateChart(counts: ({ count: number; of: number } | null)[]): RateChart | null {
  const known = counts.filter((point) => point !== null);
  if (known.length === 0) return null;
  const total = known.reduce((sum, { of }) => sum + of, 0);
  const centre = known.reduce((sum, { count }) => sum + count, 0) / total;
  return {
    centre,
    points: counts.map((point) => {
      if (point === null) return null;
      const rate = point.count / point.of;
      const limits = rateLimits(centre, point.of);
      return { ...point, rate, limits, out: isOut(rate, limits) };
    }),
  };
}

/** Rounding must not put a point outside the limit that it lies on. */
const isOut = (value: number, { low, high }: Limits): boolean =>
  value < low - 1e-12 || value > high + 1e-12;

/** Mean of the honest normals that pass; null where the cell has too few of them. */
function calibrationMean(db: Database, detector: DetectorRow, cell?: string): number | null {
  const scores = calibrationNormals(db, detector.model)
    .filter((normal) => cell === undefined || normal.cell === cell)
    .map(({ score }) => score)
    .filter((score) => !isFlagged(judge(score, detector.calibration.thresholds)));
  if (scores.length < FEWEST_OF_CELL) return null;
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function ewmaChart(points: TrendPoint[], target: number | null): EwmaChart | null {
  const means = points.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  const deviation = movingRangeDeviation(means);
  if (means.length < FEWEST_SHIFTS || deviation === null || target === null) return null;
  const averaged = ewma(means, target, deviation);
  let next = 0;
  return {
    target,
    deviation,
    points: points.map(({ mean }) => {
      if (mean === null) return null;
      const { value, ...limits } = averaged[next++]!;
      return { value, limits, out: isOut(value, limits) };
    }),
  };
}

/**
 * Cells by their rate of confirmed leaks, of one shift or of all.
 *
 * @throws LunkaError `not-found`
 */
export function cellMap(
  db: Database,
  detector: DetectorRow | null,
  shift: number | undefined,
): CellMap {
  const found =
    shift === undefined
      ? null
      : (db.prepare('select id, name from shift where id = ?').get(shift) as CellMap['shift']);
  if (shift !== undefined && !found) throw notFound('shift', shift);
  const counts = cellCounts(db, detector, shift);
  const known = counts.filter(({ cell }) => cell !== null);
  const images = known.reduce((sum, cell) => sum + cell.images, 0);
  const centre = images === 0 ? 0 : known.reduce((sum, { leaks }) => sum + leaks, 0) / images;
  return {
    shift: found ?? null,
    without: counts.find(({ cell }) => cell === null)?.images ?? 0,
    centre,
    cells: known.map((counted) => {
      const rate = counted.leaks / counted.images;
      return {
        ...counted,
        cell: counted.cell!,
        rate,
        interval: clopperPearson(counted.leaks, counted.images),
        out: isOut(rate, rateLimits(centre, counted.images)),
      };
    }),
  };
}
