import type { Database } from '../../db/open.ts';
import type { ImageColumns } from '../../shared/api/images.ts';
import { judge, type Label } from '../../shared/words.ts';
import type { DetectorRow } from '../detectors/queries.ts';

/** Images in the order given, with what the detector says of them and the labels that count. */
export function columnsOf(
  db: Database,
  active: DetectorRow | null,
  images: readonly number[],
): ImageColumns {
  const rows = db
    .prepare(
      `select j.value as id, s.score, l.label from json_each(:images) j
       left join score s on s.model = :model and s.image = j.value
       left join label l on l.image = j.value order by j.key`,
    )
    .all({ images: JSON.stringify(images), model: active?.model ?? null }) as {
    id: number;
    score: number | null;
    label: Label | null;
  }[];
  return {
    total: rows.length,
    ids: rows.map(({ id }) => id),
    scores: rows.map(({ score }) => score),
    verdicts: rows.map(({ score }) =>
      score === null || !active ? null : judge(score, active.calibration.thresholds),
    ),
    labels: rows.map(({ label }) => label),
    next: null,
  };
}
