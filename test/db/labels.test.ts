import { describe, expect, it } from 'vitest';
import type { Label } from '../../src-main/shared/words.ts';
import { LABELS } from '../../src-main/shared/words.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import {
  giveLabels,
  newestRedoable,
  newestUndoable,
  undoBatch,
} from '../../src-main/engine/labels/log.ts';
import type { Database } from '../../src-main/db/open.ts';
import { newProject } from '../helpers/project.ts';

const IMAGES = 6;
const head = { author: 'test', at: '2026-01-01T00:00:00.000Z' };

async function projectWithImages(): Promise<Database> {
  const { db } = await newProject();
  const add = db.prepare(
    `insert into image (id, hash, bytes, width, height, format) values (?, ?, 1, 1, 1, 'jpeg')`,
  );
  for (let id = 1; id <= IMAGES; id++) add.run(id, `hash-${id}`);
  return db;
}

describe('the log of labels', () => {
  it('cannot be changed or shortened', async () => {
    const db = await projectWithImages();
    giveLabels(db, { ...head, origin: 'person' }, [{ image: 1, label: 'leak' }]);
    expect(() => db.exec(`update label_event set label = 'normal'`)).toThrow('append-only');
    expect(() => db.exec('delete from label_event')).toThrow('append-only');
  });

  it('takes no word that is not a label, and none for an image that is not there', async () => {
    const db = await projectWithImages();
    const give = (image: number, label: string) => () =>
      giveLabels(db, { ...head, origin: 'person' }, [
        { image: 1, label: 'leak' },
        { image, label: label as Label },
      ]);
    expect(give(2, 'crack')).toThrow('CHECK');
    expect(give(99, 'leak')).toThrow('FOREIGN KEY');
    expect(db.prepare('select count(*) from label_event').pluck().get()).toBe(0);
    expect(db.prepare('select count(*) from label_batch').pluck().get()).toBe(0);
  });

  it('agrees with the table of current labels after any sequence of give, undo and redo', async () => {
    const db = await projectWithImages();
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed);
      const pick = (n: number): number => Math.floor(random() * n);
      for (let step = 0; step < 20; step++) {
        const dice = random();
        if (dice < 0.5) {
          const images = Array.from({ length: IMAGES }, (_, i) => i + 1).filter(
            () => random() < 0.4,
          );
          const items = images.map((image) => ({ image, label: [...LABELS, null][pick(4)]! }));
          if (items.length > 0) giveLabels(db, { ...head, origin: 'person' }, items);
        } else {
          const batch = dice < 0.8 ? newestUndoable(db) : newestRedoable(db);
          if (batch) undoBatch(db, batch, head);
        }
      }
      const newest = db.prepare(
        `select image, label, origin from label_event e
         where id = (select max(id) from label_event where image = e.image) and label is not null
         order by image`,
      );
      const current = db.prepare('select image, label, origin from label order by image');
      expect(current.all(), `seed ${seed}`).toEqual(newest.all());
    }
  });

  it('is where it was after undoing everything, and where it had been after redoing everything', async () => {
    const db = await projectWithImages();
    const random = seededRandom(11);
    const state = (): unknown => db.prepare('select image, label from label order by image').all();
    const states = [state()];
    for (let step = 0; step < 12; step++) {
      const image = 1 + Math.floor(random() * 3);
      const label = LABELS[Math.floor(random() * 3)]!;
      giveLabels(db, { ...head, origin: 'person' }, [{ image, label }]);
      states.push(state());
    }
    for (let step = 11; step >= 0; step--) {
      undoBatch(db, newestUndoable(db)!, head);
      expect(state()).toEqual(states[step]);
    }
    expect(newestUndoable(db)).toBeNull();
    for (let step = 1; step <= 12; step++) {
      undoBatch(db, newestRedoable(db)!, head);
      expect(state()).toEqual(states[step]);
    }
    expect(newestRedoable(db)).toBeNull();
  });
});
