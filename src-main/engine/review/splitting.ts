import type { Database } from '../../db/open.ts';
import { LunkaError } from '../../shared/errors.ts';
import { notFound } from '../http.ts';

interface Group {
  queue: number;
  place: number;
  reason: string;
}

/**
 * Makes some of a group's images a group of their own, right behind it: what a person has parted
 * stays parted over a restart. No label is given by it.
 *
 * @param images members of the group, not all of them
 * @returns the id of the new group
 * @throws LunkaError `not-found` for a group of a queue that was made anew meanwhile, `invalid-split`
 */
export function splitGroup(db: Database, group: number, images: readonly number[]): string {
  return db.transaction(() => {
    const found = requireGroup(db, group);
    const members = new Set(
      db.prepare('select image from queue_image where queue_group = ?').pluck().all(group),
    );
    const strangers = images.filter((image) => !members.has(image));
    if (strangers.length > 0 || images.length >= members.size) {
      throw new LunkaError(
        'invalid-split',
        409,
        strangers.length > 0
          ? `Expected images of group ${group}, received image ${strangers[0]}, which is not in it.`
          : `Expected some images of group ${group}, received all ${members.size}.`,
      );
    }
    const part = db
      .prepare(
        `insert into queue_group (queue, place, reason)
         values (@queue, @place, @reason) returning id`,
      )
      .pluck()
      .get(found) as number;
    // Each keeps its place, and has it again if the split is taken back.
    const move = db.prepare('update queue_image set queue_group = ? where queue_group = ? and image = ?'); // prettier-ignore
    for (const image of images) move.run(part, group, image);
    return `group-${part}`;
  })();
}

/**
 * Takes a split back: a part's images stand in the group again where they stood before.
 *
 * @throws LunkaError `not-found` for groups of a queue that was made anew meanwhile, `invalid-join`
 */
export function joinGroups(db: Database, group: number, part: number): void {
  db.transaction(() => {
    const [whole, other] = [requireGroup(db, group), requireGroup(db, part)];
    const taken = db
      .prepare(
        `select 1 from queue_image a join queue_image b on b.place = a.place
         where a.queue_group = ? and b.queue_group = ? limit 1`,
      )
      .get(group, part);
    if (whole.queue !== other.queue || whole.place !== other.place || taken) {
      throw new LunkaError(
        'invalid-join',
        409,
        `Expected a part of group ${group}, received group ${part}, which was not split from it.`,
      );
    }
    db.prepare('update queue_image set queue_group = ? where queue_group = ?').run(group, part);
    db.prepare('delete from queue_group where id = ?').run(part);
  })();
}

function requireGroup(db: Database, group: number): Group {
  const found = db.prepare('select queue, place, reason from queue_group where id = ?').get(group);
  if (!found) throw notFound('group', group);
  return found as Group;
}
