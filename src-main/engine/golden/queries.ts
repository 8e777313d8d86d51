import type { Database } from '../../db/open.ts';
import type { GoldenSet, GoldenVersion } from '../../shared/api/golden.ts';
import type { Label } from '../../shared/words.ts';
import { HONEST } from '../detectors/honest.ts';

type Class = Exclude<Label, 'unsure'>;

export interface GoldenItem {
  image: number;
  label: Class;
}

/** The set as it stands now, with its growth, newest version first. */
export function goldenSet(db: Database): GoldenSet {
  const versions = db
    .prepare(
      `select v.id, v.author, v.note, v.at, coalesce(sum(g.label = 'normal'), 0) as normal,
         coalesce(sum(g.label = 'leak'), 0) as leak
       from golden_version v left join golden_image g on g.version = v.id
       group by v.id order by v.id desc`,
    )
    .all() as (Omit<GoldenVersion, 'added'> & { normal: number; leak: number })[];
  const counts = db
    .prepare(
      `select coalesce(sum(l.label = 'normal'), 0) as normal, coalesce(sum(l.label = 'leak'), 0) as leak,
         coalesce(sum(l.label is null or l.label = 'unsure'), 0) as unlabelled,
         coalesce(sum(l.label is not g.label), 0) as relabelled
       from golden_image g left join label l on l.image = g.image`,
    )
    .get() as GoldenSet['images'] & { relabelled: number };
  const { relabelled, ...images } = counts;
  return {
    version: versions[0]?.id ?? 0,
    images,
    relabelled,
    alike: db
      .prepare(
        'select count(*) from golden_alike where image not in (select image from golden_image)',
      )
      .pluck()
      .get() as number,
    versions: versions.map(({ normal, leak, ...version }) => ({
      ...version,
      added: { normal, leak },
    })),
  };
}

/** Which of these images are in the set already. */
export function alreadyGolden(db: Database, images: readonly number[]): Set<number> {
  return new Set(
    db
      .prepare('select image from golden_image where image in (select value from json_each(?))')
      .pluck()
      .all(JSON.stringify(images)) as number[],
  );
}

/** Images of a shift with the label that counts; null where there is none. */
export function imagesOfShift(
  db: Database,
  shift: number,
): { image: number; label: Label | null }[] {
  return db
    .prepare(
      `select distinct o.image, l.label from occurrence o left join label l on l.image = o.image
       where o.shift = ? order by o.image`,
    )
    .all(shift) as { image: number; label: Label | null }[];
}

/**
 * Images that stand in one group of a review queue with some of these, and are none of them: one
 * decision serves a whole group, so its images are never parted between teaching and judging.
 */
export function lookAlikes(db: Database, images: readonly number[]): number[] {
  return db
    .prepare(
      `select distinct other.image from json_each(:images) j
         join queue_image own on own.image = j.value
         join queue_image other on other.queue_group = own.queue_group
       where other.image not in (select value from json_each(:images))
         and other.image not in (select image from kept_apart)`,
    )
    .pluck()
    .all({ images: JSON.stringify(images) }) as number[];
}

/** How many of these images a model was made from. */
export function learnedBy(db: Database, model: number, images: readonly number[]): number {
  return db
    .prepare(
      `select count(*) from model_image
       where model = ? and image in (select value from json_each(?))`,
    )
    .pluck()
    .get(model, JSON.stringify(images)) as number;
}

/** Appends a version with its images and their look-alikes. To be called in a transaction. */
export function insertVersion(
  db: Database,
  head: { author: string; note: string; at: string },
  items: readonly GoldenItem[],
  alike: readonly number[],
): number {
  const version = db
    .prepare('insert into golden_version (author, note, at) values (?, ?, ?) returning id')
    .pluck()
    .get(head.author, head.note, head.at) as number;
  const add = db.prepare('insert into golden_image (image, version, label) values (?, ?, ?)');
  for (const { image, label } of items) add.run(image, version, label);
  const keep = db.prepare('insert or ignore into golden_alike (image, version) values (?, ?)');
  for (const image of alike) keep.run(image, version);
  return version;
}

export interface GoldenScore extends GoldenItem {
  /**
   * What the model says of an image that it never saw, or the honest score of one that it learned
   * from; null where it has not scored the image, or was fitted on it for good.
   */
  score: number | null;
  /** Whether the model learned from the image before it became golden. */
  learned: boolean;
}

/** The set with the label that counts now and a model's honest scores. */
export function goldenScores(db: Database, model: number): GoldenScore[] {
  const rows = db
    .prepare(
      `select g.image, l.label, m.image is not null as learned,
         ${HONEST} as score
       from golden_image g join label l on l.image = g.image and l.label != 'unsure'
         left join score s on s.model = :model and s.image = g.image
         left join model_image m on m.model = :model and m.image = g.image
       order by g.image`,
    )
    .all({ model }) as (Omit<GoldenScore, 'learned'> & { learned: 0 | 1 })[];
  return rows.map((row) => ({ ...row, learned: row.learned === 1 }));
}
