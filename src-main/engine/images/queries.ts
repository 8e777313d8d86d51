import type { Database } from '../../db/open.ts';
import type { ImageColumns, ImageDetail } from '../../shared/api/images.ts';
import { judge, type Label, type Thresholds } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import { conditionsOf, isPlaced, needsScore, type ImageFilter } from './filter.ts';

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

type Values = Record<string, number | string | null>;

/** Along the index of scores; it has no image without one. */
const SCORED = 'from score s left join label l on l.image = s.image';
const EVERY = `from image i left join score s on s.model = :model and s.image = i.id
  left join label l on l.image = i.id`;

/**
 * Images as columns, keyset-paged: the cursor is the last row's score and id, so that a page stays
 * right while labels change, and the total of the first page, which is counted once. Images without a
 * score come last, whichever way the scores go.
 */
export function listImages(
  db: Database,
  { order, ...filter }: ImageFilter & { order: ImageOrder },
  judged: Judge | null,
  page: { limit: number; after?: string | undefined },
): ImageColumns {
  const thresholds = judged?.thresholds ?? null;
  const model = judged?.model ?? null;
  const onlyScored = judged !== null && needsScore(filter);
  const after = page.after === undefined ? null : parseCursor(page.after);
  const down = order.startsWith('-');
  const byScore = order.endsWith('score');

  function walk(part: 'scored' | 'unscored' | 'every', limit: number): ListRow[] {
    const image = part === 'scored' ? 's.image' : 'i.id';
    const { where, values } = conditionsOf(filter, thresholds, image);
    if (part === 'scored') where.push('s.model = :model');
    if (part === 'unscored') where.push('s.score is null');
    const keys = part === 'scored' && byScore ? ['s.score', image] : [image];
    if (part === 'every' && byScore)
      keys.unshift(`coalesce(s.score, ${down ? '-9e999' : '9e999'})`);
    const asked: Values = { ...values, model, limit };
    if (after && (part !== 'unscored' || !Number.isFinite(after.score))) {
      if (keys.length === 2) asked['afterKey'] = after.score;
      asked['afterId'] = after.id;
      const from = keys.length === 2 ? '(:afterKey, :afterId)' : '(:afterId)';
      where.push(`(${keys.join(', ')}) ${down ? '<' : '>'} ${from}`);
    }
    const direction = down ? 'desc' : 'asc';
    return db
      .prepare(
        `select ${image} as id, s.score, l.label ${part === 'scored' ? SCORED : EVERY}
         ${whereSql(where)} order by ${keys.map((key) => `${key} ${direction}`).join(', ')}
         limit :limit`,
      )
      .all(asked) as ListRow[];
  }

  function rowsOfPage(): ListRow[] {
    if (onlyScored) return walk('scored', page.limit);
    // Of a shift all images are at hand at once; of a whole project sorting them takes too long.
    if (!byScore || judged === null || isPlaced(filter)) return walk('every', page.limit);
    const scored = after && !Number.isFinite(after.score) ? [] : walk('scored', page.limit);
    const left = page.limit - scored.length;
    return left === 0 ? scored : [...scored, ...walk('unscored', left)];
  }

  const rows = rowsOfPage();
  const total = after?.total ?? countImages(db, filter, judged, onlyScored);
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

const whereSql = (where: readonly string[]): string =>
  where.length > 0 ? `where ${where.join(' and ')}` : '';

function countImages(
  db: Database,
  filter: ImageFilter,
  judged: Judge | null,
  onlyScored: boolean,
): number {
  const { where, values } = conditionsOf(
    filter,
    judged?.thresholds ?? null,
    onlyScored ? 's.image' : 'i.id',
  );
  if (onlyScored) where.push('s.model = :model');
  if (where.length === 0) return db.prepare('select count(*) from image').pluck().get() as number;
  return db
    .prepare(`select count(*) ${onlyScored ? SCORED : EVERY} ${whereSql(where)}`)
    .pluck()
    .get({ ...values, model: judged?.model ?? null } satisfies Values) as number;
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
