import type { Database } from '../../db/open.ts';
import type { QueueGroup } from '../../shared/api.ts';
import { judge, type Thresholds } from '../../shared/words.ts';
import { flaggedSql } from '../images/queries.ts';

/**
 * Flagged images without a label, the surest leaks first. A group is one image with all its
 * byte-identical copies: one answer serves them all, since a label belongs to the bytes.
 *
 * @param limit groups at most
 */
export function flaggedImages(
  db: Database,
  { model, thresholds }: { model: number; thresholds: Thresholds },
  shift: number | undefined,
  limit: number,
): QueueGroup[] {
  const rows = db
    .prepare(
      `select s.image, s.score from score s
       where s.model = :model and ${flaggedSql(thresholds)}
         and not exists (select 1 from label l where l.image = s.image)
         and exists (select 1 from occurrence o where o.image = s.image and o.shift is not null
           and (:shift is null or o.shift = :shift))
       order by s.score desc, s.image limit :limit`,
    )
    .all({ model, shift: shift ?? null, limit }) as { image: number; score: number }[];
  const files = db
    .prepare(
      `select file from occurrence where image = :image and shift is not null
         and (:shift is null or shift = :shift) order by id`,
    )
    .pluck();
  return rows.map(({ image, score }) => ({
    id: `image-${image}`,
    reason: 'flagged',
    images: (files.all({ image, shift: shift ?? null }) as string[]).map((file) => ({
      id: image,
      file,
      score,
      verdict: judge(score, thresholds),
    })),
  }));
}
