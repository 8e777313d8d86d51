import type { Database } from '../../db/open.ts';
import type { QueueGroup } from '../../shared/api/review.ts';
import { judge, type Thresholds } from '../../shared/words.ts';
import type { QueueResult } from '../../shared/worker/results.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { flaggedSql } from '../images/filter.ts';

/** Trainings don't count: they score with a model of their own, which is another detector's. */
function newestScoring(db: Database): number {
  return db
    .prepare(`select coalesce(max(id), 0) from job where kind = 'score' and state != 'queued'`)
    .pluck()
    .get() as number;
}

/** The id of the stored queue that still fits the detector and its scores, if there is one. */
export function findFresh(db: Database, detector: number, shift: number | undefined) {
  const id = db
    .prepare(
      `select id from queue where detector = ? and shift is ? and scored_by = ?
       order by id desc limit 1`,
    )
    .pluck()
    .get(detector, shift ?? null, newestScoring(db));
  return (id as number | undefined) ?? null;
}

export function countGroups(db: Database, queue: number): number {
  return db
    .prepare('select count(*) from queue_group where queue = ?')
    .pluck()
    .get(queue) as number;
}

/** Images that a person has not spoken about yet, with their scores. */
export function unanswered(
  db: Database,
  model: number,
  shift: number | undefined,
): { image: number; score: number }[] {
  // From the shift's images to their scores: a project may hold a hundred times as many.
  const ofShift = shift === undefined ? 'shift is not null' : 'shift = :shift';
  return db
    .prepare(
      `select s.image, s.score from (select distinct image from occurrence where ${ofShift}) i
         cross join score s on s.model = :model and s.image = i.image
       where not exists (select 1 from label l where l.image = s.image) order by s.image`,
    )
    .all({ model, shift }) as {
    image: number;
    score: number;
  }[];
}

/** Replaces the queues of this shift: only the active detector's is ever asked for. */
export function storeQueue(
  db: Database,
  head: { detector: number; shift: number | undefined; at: string },
  groups: QueueResult['groups'],
): void {
  const addGroup = db
    .prepare('insert into queue_group (queue, place, reason) values (?, ?, ?) returning id')
    .pluck();
  const addImage = db.prepare(
    'insert into queue_image (queue_group, place, image) values (?, ?, ?)',
  );
  db.transaction(() => {
    db.prepare('delete from queue where shift is ?').run(head.shift ?? null);
    const queue = db
      .prepare(
        'insert into queue (detector, shift, scored_by, made_at) values (?, ?, ?, ?) returning id',
      )
      .pluck()
      .get(head.detector, head.shift ?? null, newestScoring(db), head.at);
    groups.forEach(({ images, reason }, place) => {
      const group = addGroup.get(queue, place, reason);
      images.forEach((image, index) => addImage.run(group, index, image));
    });
  })();
}

/**
 * What a person should look at, most urgent first. Labelled images don't come again. Until a queue
 * has been made it is provisional: flagged images alone, the surest leaks first.
 *
 * @param limit groups at most
 */
export function readQueue(
  db: Database,
  active: DetectorRow,
  shift: number | undefined,
  limit: number,
): { groups: QueueGroup[]; provisional: boolean } {
  const queue = findFresh(db, active.id, shift);
  const { thresholds } = active.calibration;
  const describe = describer(db, active.model, thresholds, shift);
  if (queue === null) {
    const groups = describe(provisional(db, active, shift, limit));
    return { groups, provisional: true };
  }
  const rows = db
    .prepare(
      `select g.id, g.reason, i.image from queue_group g join queue_image i on i.queue_group = g.id
       where g.queue = ? and not exists (select 1 from label l where l.image = i.image)
       order by g.place, g.id, i.place`,
    )
    .iterate(queue) as IterableIterator<{ id: number; reason: string; image: number }>;
  const groups: Group[] = [];
  for (const { id, reason, image } of rows) {
    const last = groups.at(-1);
    if (last?.id === `group-${id}`) last.images.push(image);
    else if (groups.length === limit) break;
    else groups.push({ id: `group-${id}`, reason, images: [image] });
  }
  return { groups: describe(groups), provisional: false };
}

interface Group {
  id: string;
  reason: string;
  images: number[];
}

/** Flagged images that nobody has answered, the surest leaks first. */
export function provisional(
  db: Database,
  active: DetectorRow,
  shift: number | undefined,
  limit: number,
): Group[] {
  const ofShift = shift === undefined ? 'o.shift is not null' : 'o.shift = :shift';
  const rows = db
    .prepare(
      `select s.image from score s
       where s.model = :model and ${flaggedSql(active.calibration.thresholds)}
         and not exists (select 1 from label l where l.image = s.image)
         and exists (select 1 from occurrence o where o.image = s.image and ${ofShift})
       order by s.score desc, s.image limit :limit`,
    )
    .pluck()
    .all({ model: active.model, limit, shift }) as number[];
  return rows.map((image) => ({ id: `image-${image}`, reason: 'flagged', images: [image] }));
}

/** Names every file of a group's images: byte-identical copies are one image with several. */
function describer(
  db: Database,
  model: number,
  thresholds: Thresholds,
  shift: number | undefined,
): (groups: Group[]) => QueueGroup[] {
  const score = db.prepare('select score from score where model = ? and image = ?').pluck();
  const files = db
    .prepare(
      `select file from occurrence where image = :image and shift is not null
         and (:shift is null or shift = :shift) order by id`,
    )
    .pluck();
  return (groups) =>
    groups.map((group) => ({
      ...group,
      images: group.images.flatMap((image) => {
        const value = score.get(model, image) as number;
        const verdict = judge(value, thresholds);
        const names = files.all({ image, shift: shift ?? null }) as string[];
        return names.map((file) => ({ id: image, file, score: value, verdict }));
      }),
    }));
}
