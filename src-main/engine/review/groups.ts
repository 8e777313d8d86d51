import type { Database } from '../../db/open.ts';
import type { ReviewGroup, ReviewGroups } from '../../shared/api/review.ts';
import { judge, type Label } from '../../shared/words.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { findFresh, provisional } from './queue.ts';

/** Groups of one image that stand in until a queue has been made: more than anybody waits for. */
const PROVISIONAL = 500;

interface Page {
  /** Images to fill the page with; it ends with a whole group. */
  images: number;
  /** `next` of the page before. */
  after?: string | undefined;
  /** An image whose group to begin at. */
  at?: number | undefined;
}

/** A page of the queue as a person works through it: answered groups keep their place. */
export function readGroups(
  db: Database,
  active: DetectorRow,
  shift: number | undefined,
  page: Page,
): ReviewGroups {
  const queue = findFresh(db, active.id, shift);
  if (queue === null) {
    const found = provisional(db, active, shift, PROVISIONAL);
    const groups = found.map((group) => describe(db, active, group));
    const start = found.findIndex(({ images }) => images[0] === page.at);
    return {
      provisional: true,
      total: groups.length,
      start: Math.max(0, start),
      groups,
      next: null,
    };
  }
  const { groups, next } = readPage(db, active, queue, page);
  return { provisional: false, ...countAndStart(db, queue, page.at), groups, next };
}

interface Row {
  id: number;
  place: number;
  reason: string;
  image: number;
  score: number;
  label: Label | null;
}

function readPage(
  db: Database,
  active: DetectorRow,
  queue: number,
  { images, after }: Page,
): { groups: ReviewGroup[]; next: string | null } {
  const [place, id] = after === undefined ? [-1, 0] : parseCursor(after);
  const rows = db
    .prepare(
      `select g.id, g.place, g.reason, i.image, s.score, l.label
       from queue_group g join queue_image i on i.queue_group = g.id
       join score s on s.model = :model and s.image = i.image
       left join label l on l.image = i.image
       where g.queue = :queue and (g.place, g.id) > (:place, :id)
       order by g.place, g.id, i.place`,
    )
    .iterate({ queue, model: active.model, place, id }) as IterableIterator<Row>;
  const { thresholds } = active.calibration;
  const groups: ReviewGroup[] = [];
  let [read, last] = [0, { id: 0, place: 0 }];
  for (const row of rows) {
    if (row.id !== last.id) {
      if (read >= images) return { groups, next: `${last.place}_${last.id}` };
      const columns = { images: [], scores: [], verdicts: [], labels: [] };
      groups.push({ id: `group-${row.id}`, reason: row.reason, ...columns });
    }
    const group = groups.at(-1)!;
    group.images.push(row.image);
    group.scores.push(row.score);
    group.verdicts.push(judge(row.score, thresholds));
    group.labels.push(row.label);
    read += 1;
    last = row;
  }
  return { groups, next: null };
}

function parseCursor(after: string): [number, number] {
  const [place, id] = after.split('_').map(Number);
  return [place!, id!];
}

function countAndStart(
  db: Database,
  queue: number,
  at: number | undefined,
): { total: number; start: number } {
  const count = db.prepare(
    `select count(*) from queue_group where queue = :queue and (place, id) < (:place, :id)`,
  );
  const total = count.pluck().get({ queue, place: Number.MAX_SAFE_INTEGER, id: 0 }) as number;
  const of = db.prepare(
    `select g.place, g.id from queue_image i join queue_group g on g.id = i.queue_group
     where i.image = ? and g.queue = ?`,
  );
  const left = db.prepare(
    `select place, id from queue_group g where g.queue = ? and exists (
       select 1 from queue_image i where i.queue_group = g.id
         and not exists (select 1 from label l where l.image = i.image))
     order by place, id limit 1`,
  );
  const first = (at && of.get(at, queue)) ?? left.get(queue);
  const start = first ? (count.pluck().get({ queue, ...first }) as number) : 0;
  return { total, start };
}

function describe(
  db: Database,
  { model, calibration }: DetectorRow,
  { id, reason, images }: { id: string; reason: string; images: number[] },
): ReviewGroup {
  const score = db.prepare('select score from score where model = ? and image = ?').pluck();
  const scores = images.map((image) => score.get(model, image) as number);
  return {
    id,
    reason,
    images,
    scores,
    verdicts: scores.map((value) => judge(value, calibration.thresholds)),
    labels: images.map(() => null),
  };
}
