import type { Database } from '../../db/open.ts';
import type { WallColumns } from '../../shared/api/wall.ts';
import { idsOf, SLOTS, type Size } from '../../shared/sheets.ts';
import { judge, type Label } from '../../shared/words.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { findFresh } from '../review/queue.ts';

type Row = [id: number, width: number, height: number, score: number | null, label: Label | null];

/**
 * What the wall shows of a shift's images, or of all, in the order of their ids.
 *
 * @param page `after`: the last id of the page before, 0 for the first page
 */
export function wallColumns(
  db: Database,
  active: DetectorRow | null,
  shift: number | undefined,
  page: { limit: number; after: number },
): WallColumns {
  const images = shift === undefined ? 'image' : OF_SHIFT;
  const rows = db
    .prepare(
      `select i.id, i.width, i.height, s.score, l.label from ${images} i
       left join score s on s.model = :model and s.image = i.id
       left join label l on l.image = i.id
       where i.id > :after order by i.id limit :limit`,
    )
    .raw()
    .all({ model: active?.model ?? null, shift: shift ?? null, ...page }) as Row[];
  const total = db
    .prepare(`select count(*) from ${images}`)
    .pluck()
    .get({ shift: shift ?? null }) as number;
  const thresholds = active?.calibration.thresholds ?? null;
  const taken = cellsOf(db, shift, page);
  const ids = rows.map(([id]) => id);
  const groups = active ? groupsOf(db, active.id, shift, ids) : new Map<number, number>();
  return {
    total,
    ids,
    widths: rows.map(([, width]) => width),
    heights: rows.map(([, , height]) => height),
    scores: rows.map(([, , , score]) => score),
    verdicts: rows.map(([, , , score]) =>
      score === null || !thresholds ? null : judge(score, thresholds),
    ),
    labels: rows.map(([, , , , label]) => label),
    groups: ids.map((id) => groups.get(id) ?? null),
    cells: ids.map((id) => taken.get(id)?.cell ?? null),
    times: ids.map((id) => taken.get(id)?.at ?? null),
    thresholds,
    next: rows.length === page.limit ? String(rows.at(-1)![0]) : null,
  };
}

const OF_SHIFT = `(select id, width, height from image
  where id in (select image from occurrence where shift = :shift))`;

/**
 * Images of a page that the review queue at hand has, each with the place of its group, from 1.
 *
 * @param ids of the page, ascending
 */
function groupsOf(
  db: Database,
  detector: number,
  shift: number | undefined,
  ids: readonly number[],
): Map<number, number> {
  const queue = findFresh(db, detector, shift);
  // From the page's images to their groups: a queue may hold as many images as the project.
  const rows = db
    .prepare(
      `select i.image, g.place + 1 from queue_image i
         cross join queue_group g on g.id = i.queue_group and g.queue = ?
       where i.image between ? and ?`,
    )
    .raw()
    .all(queue, ids[0] ?? 0, ids.at(-1) ?? 0) as [number, number][];
  return new Map(rows);
}

interface Taken {
  image: number;
  cell: string | null;
  at: string | null;
}

/** Cell and time of the images of a page, as far as a file of theirs has told them. */
function cellsOf(
  db: Database,
  shift: number | undefined,
  page: { limit: number; after: number },
): Map<number, Taken> {
  // Only a shift that is named in a condition of its own is found by its index.
  const ofShift = shift === undefined ? '' : 'shift = :shift and';
  const rows = db
    .prepare(
      `select image, min(cell) as cell, min(taken_at) as at from occurrence
       where ${ofShift} image > :after
         and (cell is not null or taken_at is not null)
       group by image order by image limit :limit`,
    )
    .all({ ...page, shift }) as Taken[];
  return new Map(rows.map((row) => [row.image, row]));
}

/** Sheets on which a shift's images stand, or all images. */
export function sheetsOf(db: Database, shift: number | undefined): number[] {
  if (shift === undefined) {
    const last = db.prepare('select max(id) from image').pluck().get() as number | null;
    return Array.from({ length: Math.ceil((last ?? 0) / SLOTS) }, (_, sheet) => sheet);
  }
  return db
    .prepare(`select distinct (image - 1) / ${SLOTS} from occurrence where shift = ? order by 1`)
    .pluck()
    .all(shift) as number[];
}

/** The images of a sheet, in the order of their ids. */
export function imagesOf(db: Database, sheet: number): ({ id: number; hash: string } & Size)[] {
  return db
    .prepare('select id, hash, width, height from image where id between ? and ? order by id')
    .all(...idsOf(sheet)) as ({ id: number; hash: string } & Size)[];
}

export function countOf(db: Database, sheet: number): number {
  return db
    .prepare('select count(*) from image where id between ? and ?')
    .pluck()
    .get(...idsOf(sheet)) as number;
}

/** Images of a shift, or of all, with a file whose path contains a text; the case of Latin letters is ignored. */
export function searchFiles(db: Database, shift: number | undefined, text: string): number[] {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const ofShift = shift === undefined ? '' : 'shift = :shift and';
  return db
    .prepare(
      `select distinct image from occurrence
       where ${ofShift} file like :pattern escape '\\' order by image`,
    )
    .pluck()
    .all({ pattern, shift }) as number[];
}
