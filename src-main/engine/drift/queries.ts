import type { Database } from '../../db/open.ts';
import type { TrendPoint } from '../../shared/api/drift.ts';
import { isFlagged, judge, type Label, type LabelOrigin } from '../../shared/words.ts';
import { HONEST } from '../detectors/honest.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { flaggedSql } from '../images/filter.ts';
import { countsSql, shiftCounts, type ShiftCounts } from '../shifts/counts.ts';
import { newestShifts } from '../shifts/queries.ts';

/** An image of a shift and where its score lies. */
export interface ShiftImage {
  image: number;
  cell: string | null;
  honest: number | null;
  label: Label | null;
  origin: LabelOrigin | null;
}

export function shiftImages(db: Database, model: number, shift: number): ShiftImage[] {
  return db
    .prepare(
      `select i.image, i.cell, ${HONEST} as honest, l.label, l.origin
       from (select image, min(cell) as cell from occurrence where shift = :shift group by image) i
         left join score s on s.model = :model and s.image = i.image
         left join model_image m on m.model = :model and m.image = i.image
         left join label l on l.image = i.image`,
    )
    .all({ model, shift }) as ShiftImage[];
}

export interface CellScore {
  cell: string | null;
  score: number;
}

/** The honest scores of the normals that thresholds were chosen from, with the cells they show. */
export function calibrationNormals(db: Database, model: number): CellScore[] {
  return db
    .prepare(
      `select m.score, (select min(o.cell) from occurrence o where o.image = m.image) as cell
       from model_image m join label l on l.image = m.image
       where m.model = ? and m.role = 'held-out' and m.score is not null and l.label = 'normal'
         and m.image not in (select image from kept_apart)`,
    )
    .all(model) as CellScore[];
}

/** Whether an image passes and nobody found otherwise: the bulk that a light moves. */
export function passes({ honest, label }: ShiftImage, { calibration }: DetectorRow): boolean {
  if (honest === null || label === 'leak' || label === 'unsure') return false;
  return !isFlagged(judge(honest, calibration.thresholds));
}

/** The newest shifts, oldest of them first, as the detector judges them; of one cell where it is named. */
export function trendPoints(
  db: Database,
  detector: DetectorRow,
  { cell, limit }: { cell?: string | undefined; limit: number },
): TrendPoint[] {
  const newest = newestShifts(db, limit).reverse();
  const counts =
    cell === undefined
      ? shiftCounts(db, detector)
      : cellOfShifts(db, detector, cell, newest.map(({ id }) => id)); // prettier-ignore
  return newest.flatMap(({ id, name, at }) => {
    const counted = counts.get(id);
    return counted ? [{ shift: { id, name }, at, ...counted }] : [];
  });
}

/** What `shiftCounts` counts, of one cell. */
function cellOfShifts(
  db: Database,
  { model, calibration }: DetectorRow,
  cell: string,
  shifts: number[],
): Map<number, ShiftCounts> {
  const rows = db
    .prepare(
      `select i.shift, ${countsSql(calibration.thresholds)}
       from (select distinct shift, image from occurrence
           where shift in (select value from json_each(:shifts)) and cell = :cell) i
         left join score s on s.model = :model and s.image = i.image
         left join label l on l.image = i.image
       group by i.shift`,
    )
    .all({ model, cell, shifts: JSON.stringify(shifts) }) as (ShiftCounts & { shift: number })[];
  return new Map(rows.map(({ shift, ...counts }) => [shift, counts]));
}

export interface CellCounts {
  cell: string | null;
  images: number;
  flagged: number;
  leaks: number;
  reviewed: number;
}

/** Counts by cell, of one shift or of all; cells in their natural order, images without one last. */
export function cellCounts(
  db: Database,
  detector: Pick<DetectorRow, 'model' | 'calibration'> | null,
  shift: number | undefined,
): CellCounts[] {
  const rows = db
    .prepare(
      `select i.cell, count(*) as images, coalesce(sum(${flaggedSql(detector?.calibration.thresholds ?? null)}), 0) as flagged,
         coalesce(sum(l.label = 'leak'), 0) as leaks, count(l.label) as reviewed
       from (select image, min(cell) as cell from occurrence
           where shift is not null ${shift === undefined ? '' : 'and shift = :shift'} group by image) i
         left join score s on s.model = :model and s.image = i.image
         left join label l on l.image = i.image
       group by i.cell`,
    )
    .all({ model: detector?.model ?? null, shift });
  return (rows as CellCounts[]).sort((a, b) => byCell(a.cell, b.cell));
}

/** Cell 9 stands before cell 10. */
export function byCell(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a.localeCompare(b, 'en', { numeric: true });
}
