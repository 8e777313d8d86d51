import type { Database } from '../../db/open.ts';
import type { Label, LabelOrigin, LabelReason } from '../../shared/words.ts';
import type { LabelBatch, LabelEvent } from '../../shared/api/labels.ts';
import { LunkaError } from '../../shared/errors.ts';

/** One line of a decision; null takes the label back. */
export interface LabelItem {
  image: number;
  label: Label | null;
}

export interface BatchHead {
  origin: LabelOrigin;
  author: string;
  at: string;
  /** The detector on whose verdict the person looked, if any. */
  detector?: number | null;
  reason?: LabelReason | undefined;
  undoes?: number;
  /** The page's key of this decision, if it gave one. */
  request?: string | undefined;
}

/** Whose word a label is; an undo has none of its own. */
type Standing = Exclude<LabelOrigin, 'undo'>;

interface Current {
  label: Label;
  origin: Standing;
}

/** An item together with whose word it is. */
interface Word extends LabelItem {
  origin: Standing;
}

/** What counts for an image now. */
export function currentLabel(db: Database, image: number): Current | null {
  const row = db.prepare('select label, origin from label where image = ?').get(image);
  return (row as Current | undefined) ?? null;
}

/** The newest word on an image, one that took its label back included. */
export function newestWord(db: Database, image: number): Omit<Word, 'image'> | null {
  const row = db
    .prepare('select label, origin from label_event where image = ? order by id desc limit 1')
    .get(image);
  return (row as Omit<Word, 'image'> | undefined) ?? null;
}

export function openBatch(db: Database, head: BatchHead): number {
  const { lastInsertRowid } = db
    .prepare(
      `insert into label_batch (origin, author, at, detector, undoes, reason, request)
       values (:origin, :author, :at, :detector, :undoes, :reason, :request)`,
    )
    .run({
      ...head,
      detector: head.detector ?? null,
      undoes: head.undoes ?? null,
      reason: head.reason ?? null,
      request: head.request ?? null,
    });
  return Number(lastInsertRowid);
}

/** Appends to an open batch; the caller holds the transaction. */
export function append(db: Database, batch: number, words: Iterable<Word>): void {
  const insert = db.prepare(
    'insert into label_event (batch, image, label, origin) values (?, ?, ?, ?)',
  );
  for (const { image, label, origin } of words) insert.run(batch, image, label, origin);
}

/**
 * Stores one decision, all or nothing; it is on the disk when this returns.
 *
 * @param items each image once
 * @returns the batch
 */
export function giveLabels(
  db: Database,
  head: BatchHead & { origin: Standing },
  items: LabelItem[],
): LabelBatch {
  return db.transaction(() => {
    const batch = openBatch(db, head);
    append(
      db,
      batch,
      items.map((item) => ({ ...item, origin: head.origin })),
    );
    return findBatch(db, batch)!;
  })();
}

/**
 * Takes a batch back, or, given an undo, takes that one back: every image of the decision gets the
 * newest word that still counts. So images that somebody has labelled since keep the newer word, and
 * one undo after the other walks back through the decisions on one image.
 *
 * @throws LunkaError `already-undone`
 */
export function undoBatch(db: Database, undone: LabelBatch, head: Omit<BatchHead, 'origin'>) {
  if (undone.undone) {
    throw new LunkaError(
      'already-undone',
      409,
      `Expected a batch that still counts, received batch ${undone.id}, which was undone already.`,
    );
  }
  return db.transaction(() => {
    const batch = openBatch(db, { ...head, origin: 'undo', undoes: undone.id });
    const words = countingWords(db, undone.undoes ?? undone.id).filter(
      ({ image, label, origin }) => {
        const current = currentLabel(db, image);
        return label !== (current?.label ?? null) || (current && origin !== current.origin);
      },
    );
    append(db, batch, words);
    return turned(db, findBatch(db, batch)!);
  })();
}

/** What an undo or a redo took back, and which labels that changed. */
export function turned(db: Database, batch: LabelBatch) {
  const images = db
    .prepare('select image, label from label_event where batch = ? order by image')
    .all(batch.id) as LabelItem[];
  return { batch, undone: findBatch(db, batch.undoes!)!, images };
}

/** An undo counts unless it was undone itself (that is a redo, which is an undo of an undo). */
export const UNDONE = `exists (select 1 from label_batch u where u.undoes = b.id
  and not exists (select 1 from label_batch r where r.undoes = u.id))`;

/** For each image of a decision the newest word of all decisions that were not undone. */
function countingWords(db: Database, decision: number): Word[] {
  return db
    .prepare(
      `select d.image, e.label, coalesce(e.origin, 'person') as origin
       from label_event d left join label_event e on e.id = (
         select max(c.id) from label_event c join label_batch b on b.id = c.batch
         where c.image = d.image and b.origin != 'undo' and not ${UNDONE})
       where d.batch = ? order by d.image`,
    )
    .all(decision) as Word[];
}

// An undo may have found nothing left to change: a batch without events is a batch all the same.
const BATCH = `select b.id, b.origin, b.author, b.at, b.detector, b.reason, b.undoes, ${UNDONE} as undone,
    count(e.id) as images, min(e.label) as first, max(e.label) as last, count(e.label) as given,
    min(e.image) as sample
  from label_batch b left join label_event e on e.batch = b.id`;

interface BatchRow extends Omit<LabelBatch, 'undone' | 'label'> {
  undone: number;
  first: Label | null;
  last: Label | null;
  given: number;
}

function toBatch({ first, last, given, undone, ...row }: BatchRow): LabelBatch {
  const one = first === last && given === row.images;
  return { ...row, undone: undone === 1, label: one ? first : null };
}

export function findBatch(db: Database, id: number): LabelBatch | null {
  const row = db.prepare(`${BATCH} where b.id = ? group by b.id`).get(id);
  return row ? toBatch(row as BatchRow) : null;
}

/**
 * Newest first, people's decisions and CSV files only: imports are not a person's to undo by key.
 *
 * @param before only batches older than this one
 */
export function listBatches(
  db: Database,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): LabelBatch[] {
  const rows = db
    .prepare(
      `${BATCH} where b.origin != 'import' and b.id < :before
       group by b.id order by b.id desc limit :limit`,
    )
    .all({ limit, before });
  return (rows as BatchRow[]).map(toBatch);
}

/** The decision that an undo key means: the newest of a person that still counts. */
export function newestUndoable(db: Database): LabelBatch | null {
  const row = db
    .prepare(
      `select b.id from label_batch b where b.origin in ('person', 'file') and not ${UNDONE}
       order by b.id desc limit 1`,
    )
    .get() as { id: number } | undefined;
  return row ? findBatch(db, row.id) : null;
}

/** The undo that a redo key means: the newest that still counts, if no decision came after it. */
export function newestRedoable(db: Database): LabelBatch | null {
  const row = db
    .prepare(
      `select b.id from label_batch b where b.origin = 'undo' and not ${UNDONE}
         and (select origin from label_batch where id = b.undoes) != 'undo'
         and b.id > coalesce((select max(id) from label_batch where origin in ('person', 'file')), 0)
       order by b.id desc limit 1`,
    )
    .get() as { id: number } | undefined;
  return row ? findBatch(db, row.id) : null;
}

/** All that was ever said of an image, oldest first. */
export function history(db: Database, image: number): LabelEvent[] {
  return db
    .prepare(
      `select e.id, e.batch, e.label, b.author, b.origin, b.detector, b.reason, b.at
       from label_event e join label_batch b on b.id = e.batch where e.image = ? order by e.id`,
    )
    .all(image) as LabelEvent[];
}
