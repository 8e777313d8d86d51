import type { Database } from '../../db/open.ts';
import type { ImageColumns, ImageDetail } from '../../shared/api.ts';
import { judge, type Label, type Thresholds } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import { conditionsOf, needsScore, type ImageFilter } from './filter.ts';

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

export type ImageOrder = 'score' | '-score' | 'id' | '-id';

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
 * right while labels change, and the total of the first page, which is counted once.
 */
export function listImages(
  db: Database,
  { order, ...filter }: ImageFilter & { order: ImageOrder },
  judged: Judge | null,
  page: { limit: number; after?: string | undefined },
): ImageColumns {
  // What has a score for sure can be walked along the index of scores, and sorted by nothing.
  const alongScores = judged !== null && needsScore(filter);
  const image = alongScores ? 's.image' : 'i.id';
  const from = alongScores
    ? 'from score s left join label l on l.image = s.image'
    : `from image i left join score s on s.model = :model and s.image = i.id
       left join label l on l.image = i.id`;
  const { where, values: asked } = conditionsOf(filter, judged?.thresholds ?? null, image);
  if (alongScores) where.push('s.model = :model');
  const values: Record<string, number | string | null> = { ...asked, model: judged?.model ?? null };
  const after = page.after === undefined ? null : parseCursor(page.after);
  const total = after?.total ?? countImages(db, from, where, values);

  const down = order.startsWith('-');
  const byScore = order.endsWith('score');
  // Images without a score come last either way.
  const score = alongScores ? 's.score' : `coalesce(s.score, ${down ? '-9e999' : '9e999'})`;
  const key = byScore ? score : image;
  if (after) {
    values['afterKey'] = byScore ? after.score : after.id;
    values['afterId'] = after.id;
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
        ? cursor({ score: last.score ?? (down ? -Infinity : Infinity), id: last.id, total })
        : null,
  };
}

function countImages(
  db: Database,
  from: string,
  where: readonly string[],
  values: Record<string, number | string | null>,
): number {
  const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
  return db.prepare(`select count(*) ${from} ${condition}`).pluck().get(values) as number;
}

interface Cursor {
  score: number;
  id: number;
  total: number;
}

function cursor({ score, id, total }: Cursor): string {
  return `${score}_${id}_${total}`;
}

function parseCursor(text: string): Cursor {
  const match = /^(-?[\d.e+-]+|-?Infinity)_(\d+)_(\d+)$/.exec(text);
  if (!match) {
    throw new LunkaError(
      'invalid-input',
      400,
      `after: expected the "next" of an earlier page, received "${text}"`,
    );
  }
  const [score, id, total] = match.slice(1).map(Number) as [number, number, number];
  return { score, id, total };
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
