import type { Database } from '../../db/open.ts';
import type { ImageColumns, ImageDetail } from '../../shared/api.ts';
import { judge, type Label, type Thresholds } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';

export interface ImageRow {
  id: number;
  hash: string;
  bytes: number;
  width: number;
  height: number;
  format: string;
  stored: 0 | 1;
}

export function findImage(db: Database, id: number): ImageRow | null {
  return (db.prepare('select * from image where id = ?').get(id) as ImageRow | undefined) ?? null;
}

/** @throws LunkaError `unknown-image` naming the first that is not there */
export function requireImages(db: Database, ids: Iterable<number>): void {
  const find = db.prepare('select 1 from image where id = ?').pluck();
  for (const id of ids) {
    if (find.get(id) === undefined) {
      throw new LunkaError(
        'unknown-image',
        404,
        `Expected the id of an image, received ${id}, which there is not. Nothing was stored.`,
      );
    }
  }
}

/** How images are narrowed and ordered; each part is optional. */
export interface ImageFilter {
  shift?: number | undefined;
  flagged?: boolean | undefined;
  label?: Label | 'none' | undefined;
  order: 'score' | '-score' | 'id' | '-id';
}

/** What the active detector adds to a listing. */
export interface Judge {
  model: number;
  thresholds: Thresholds;
}

interface ListRow {
  id: number;
  score: number | null;
  label: Label | null;
}

/**
 * Images as columns, keyset-paged: the cursor is the last row's score and id, so that a page stays
 * right while labels change.
 */
export function listImages(
  db: Database,
  filter: ImageFilter,
  judged: Judge | null,
  page: { limit: number; after?: string | undefined },
): ImageColumns {
  const where: string[] = [];
  const values: Record<string, number | string | null> = { model: judged?.model ?? null };
  // What is flagged has a score, so the walk can go along the index of scores and sort nothing.
  const alongScores = judged !== null && filter.flagged === true;
  const image = alongScores ? 's.image' : 'i.id';
  const from = alongScores
    ? 'from score s left join label l on l.image = s.image'
    : `from image i left join score s on s.model = :model and s.image = i.id
       left join label l on l.image = i.id`;
  if (alongScores) where.push('s.model = :model');
  if (filter.shift !== undefined) {
    where.push(`${image} in (select image from occurrence where shift = :shift)`);
    values['shift'] = filter.shift;
  }
  if (filter.label === 'none') where.push('l.label is null');
  else if (filter.label) {
    where.push('l.label = :label');
    values['label'] = filter.label;
  }
  if (filter.flagged !== undefined) {
    where.push(flaggedSql(judged?.thresholds ?? null, filter.flagged));
  }
  const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
  const total = db.prepare(`select count(*) ${from} ${condition}`).pluck().get(values) as number;

  const down = filter.order.startsWith('-');
  const byScore = filter.order.endsWith('score');
  // Images without a score come last either way.
  const score = alongScores ? 's.score' : `coalesce(s.score, ${down ? '-9e999' : '9e999'})`;
  const key = byScore ? score : image;
  if (page.after !== undefined) {
    const [score, id] = parseCursor(page.after);
    values['afterKey'] = byScore ? score : id;
    values['afterId'] = id;
    where.push(`(${key}, ${image}) ${down ? '<' : '>'} (:afterKey, :afterId)`);
  }
  const direction = down ? 'desc' : 'asc';
  const rows = db
    .prepare(
      `select ${image} as id, s.score, l.label ${from}
       ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
       order by ${key} ${direction}, ${image} ${direction} limit :limit`,
    )
    .all({ ...values, limit: page.limit }) as ListRow[];
  const last = rows.at(-1);
  return {
    total,
    ids: rows.map(({ id }) => id),
    scores: rows.map(({ score }) => score),
    verdicts: rows.map(({ score }) =>
      score === null || !judged ? null : judge(score, judged.thresholds),
    ),
    labels: rows.map(({ label }) => label),
    next:
      last && rows.length === page.limit
        ? cursor(last.score ?? (down ? -Infinity : Infinity), last.id)
        : null,
  };
}

/** A condition on `s.score` that agrees with `isFlagged(judge(...))`. */
export function flaggedSql(thresholds: Thresholds | null, flagged = true): string {
  if (!thresholds) return flagged ? 'false' : 'true';
  const upper = thresholds.review ?? thresholds.upper;
  const low = thresholds.lower === undefined ? '' : ` or s.score < ${thresholds.lower}`;
  const sql = `(s.score >= ${Math.min(upper, thresholds.upper)}${low})`;
  return flagged ? sql : `not coalesce(${sql}, false)`;
}

function cursor(score: number, id: number): string {
  return `${score}_${id}`;
}

function parseCursor(text: string): [number, number] {
  const match = /^(-?[\d.e+-]+|-?Infinity)_(\d+)$/.exec(text);
  if (!match) {
    throw new LunkaError(
      'invalid-input',
      400,
      `after: expected the "next" of an earlier page, received "${text}"`,
    );
  }
  return [Number(match[1]), Number(match[2])];
}

export function imageDetail(
  db: Database,
  image: ImageRow,
  judged: Judge | null,
): Omit<ImageDetail, 'history'> {
  const score = judged
    ? ((db
        .prepare('select score from score where model = ? and image = ?')
        .pluck()
        .get(judged.model, image.id) as number | undefined) ?? null)
    : null;
  const label = db.prepare('select label from label where image = ?').pluck().get(image.id);
  const occurrences = db
    .prepare(
      `select s.path as source, o.file, h.name as shift, o.cell, o.taken_at as takenAt
       from occurrence o
       join source s on s.id = o.source left join shift h on h.id = o.shift
       where o.image = ? order by o.id`,
    )
    .all(image.id) as ImageDetail['occurrences'];
  const { stored: _, ...row } = image;
  return {
    ...row,
    occurrences,
    score,
    verdict: score === null || !judged ? null : judge(score, judged.thresholds),
    label: (label as Label | undefined) ?? null,
  };
}
