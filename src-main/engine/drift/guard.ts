import type { CellDrift, Compared, DriftReport } from '../../shared/api/drift.ts';
import {
  compareScores,
  compareShares,
  driftVerdict,
  FEWEST_OF_CELL,
  hasMoved,
  type Share,
} from '../../shared/drift.ts';
import { adjusted } from '../../shared/two-samples.ts';
import { isFlagged, judge } from '../../shared/words.ts';
import type { Database } from '../../db/open.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { notFound } from '../http.ts';
import { earlierShifts } from '../shifts/queries.ts';
import {
  byCell,
  calibrationNormals,
  passes,
  shiftImages,
  trendPoints,
  type CellScore,
} from './queries.ts';

/** Other shifts that the share of flagged and of leaks is held against: a month of three a day. */
const OTHERS = 90;

/** Earlier shifts that a cell without calibration normals is held against. */
const EARLIER = 5;

/**
 * One shift's scores against the normals that the detector was calibrated on.
 *
 * @throws LunkaError `not-found`
 */
export function driftOf(db: Database, detector: DetectorRow, shift: number): DriftReport {
  const { model, calibration } = detector;
  const name = db.prepare('select name from shift where id = ?').pluck().get(shift);
  if (name === undefined) throw notFound('shift', shift);
  const images = shiftImages(db, model, shift);
  const scored = images.filter(({ honest }) => honest !== null).length;
  const passed = images
    .filter((image) => passes(image, detector))
    .map(({ cell, honest }) => ({ cell, score: honest! }));
  const reviewed = images
    .filter(
      ({ honest, label, origin }) => honest !== null && label === 'normal' && origin !== 'import',
    )
    .map(({ honest }) => honest!);
  const normals = calibrationNormals(db, model);
  const passing = normals.filter(({ score }) => !isFlagged(judge(score, calibration.thresholds)));
  const bulk = compared(scoresOf(passing), scoresOf(passed));
  const tail = tails(db, detector, shift);
  return {
    shift: { id: shift, name: name as string },
    detector: detector.id,
    verdict: driftVerdict(
      { scored, passing: passed.length, passed: bulk.test },
      {
        grew: tail.flagged?.grew ?? null,
        moreLeaks: tail.leaks?.grew ?? null,
        settled: tail.settled,
      },
    ),
    passed: bulk,
    reviewed: compared(scoresOf(normals), Float64Array.from(reviewed).sort()),
    flagged: tail.flagged,
    leaks: tail.leaks,
    cells: cellDrifts(db, detector, shift, passing, passed),
  };
}

function compared(reference: Float64Array, sample: Float64Array, fewest?: number): Compared {
  return {
    images: sample.length,
    reference: reference.length,
    test: compareScores(reference, sample, fewest),
  };
}

const scoresOf = (items: readonly CellScore[]): Float64Array =>
  Float64Array.from(items, ({ score }) => score).sort();

/** Flagged images and confirmed leaks of a shift beside those of the others. */
function tails(db: Database, detector: DetectorRow, shift: number) {
  const points = trendPoints(db, detector, { limit: OTHERS });
  const here = points.find((point) => point.shift.id === shift);
  if (!here) return { flagged: null, leaks: null, settled: false };
  const others = points.filter((point) => point !== here);
  const settled = others.filter(({ scored, left, images }) => left === 0 && scored === images);
  return {
    flagged: compareShares(
      { count: here.flagged, images: here.scored },
      sum(others.map(({ flagged, scored }) => ({ count: flagged, images: scored }))),
    ),
    leaks: compareShares(
      { count: here.leaks, images: here.images },
      sum(settled.map(({ leaks, images }) => ({ count: leaks, images }))),
    ),
    settled: here.left === 0,
  };
}

function sum(shares: Share[]): Share {
  return shares.reduce(
    (all, { count, images }) => ({ count: all.count + count, images: all.images + images }),
    { count: 0, images: 0 },
  );
}

/**
 * Every cell against itself: moulds differ so much that a cell held against all others would always
 * have moved. Where the calibration has too few of a cell, its earlier shifts stand in.
 */
function cellDrifts(
  db: Database,
  detector: DetectorRow,
  shift: number,
  calibration: CellScore[],
  passed: CellScore[],
): CellDrift[] {
  const known = Map.groupBy(calibration, ({ cell }) => cell);
  const here = Map.groupBy(passed, ({ cell }) => cell);
  const cells = [...here.keys()].filter((cell) => cell !== null).sort(byCell);
  const enough = (items: CellScore[] | undefined): items is CellScore[] =>
    items !== undefined && items.length >= FEWEST_OF_CELL;
  const earlier = cells.every((cell) => enough(known.get(cell)))
    ? new Map<string | null, CellScore[]>()
    : Map.groupBy(passedEarlier(db, detector, shift), ({ cell }) => cell);
  const drifts = cells.map((cell) => {
    const own = known.get(cell);
    const before = earlier.get(cell);
    const against = enough(own) ? 'calibration' : enough(before) ? 'earlier' : null;
    const reference = against === 'calibration' ? own! : against === 'earlier' ? before! : [];
    return {
      cell,
      against: against as CellDrift['against'],
      ...compared(scoresOf(reference), scoresOf(here.get(cell)!), FEWEST_OF_CELL),
    };
  });
  const tested = drifts.filter(({ test }) => test !== null);
  const corrected = adjusted(tested.map(({ test }) => test!.p));
  return drifts.map((drift) => {
    const place = tested.indexOf(drift);
    const p = place < 0 ? null : corrected[place]!;
    return { ...drift, adjusted: p, moved: p !== null && hasMoved(drift.test!, p) };
  });
}

function passedEarlier(db: Database, detector: DetectorRow, shift: number): CellScore[] {
  return earlierShifts(db, shift, EARLIER)
    .flatMap((earlier) => shiftImages(db, detector.model, earlier))
    .filter((image) => passes(image, detector))
    .map(({ cell, honest }) => ({ cell, score: honest! }));
}
