import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import type { LabelBatch } from '../../shared/api/labels.ts';
import { LunkaError } from '../../shared/errors.ts';
import { findBatch, type LabelItem } from './log.ts';

/** The key of one decision, made where the decision was made; see migration 0012. */
export const requestKey = z.uuid().optional();

/**
 * What was stored under a key already, if anything.
 *
 * @param same whether that is what is asked for now
 * @throws LunkaError `request-reused`
 */
export function storedUnder(
  db: Database,
  request: string | undefined,
  same: (stored: LabelBatch) => boolean,
): LabelBatch | null {
  if (request === undefined) return null;
  const id = db.prepare('select id from label_batch where request = ?').pluck().get(request);
  if (id === undefined) return null;
  const stored = findBatch(db, id as number)!;
  requireSame(same(stored));
  return stored;
}

/** Whether a batch gave these labels to these images and no others. */
export function gave(db: Database, batch: LabelBatch, items: LabelItem[]): boolean {
  if (batch.origin !== 'person' || batch.images !== items.length) return false;
  const given = db.prepare('select label from label_event where batch = ? and image = ?').pluck();
  return items.every(({ image, label }) => given.get(batch.id, image) === label);
}

/** Whether a batch is an undo: one of a decision, or, taken back itself, of an undo. */
export function tookBack(db: Database, batch: LabelBatch, what: 'decision' | 'undo'): boolean {
  if (batch.undoes === null) return false;
  return (findBatch(db, batch.undoes)!.origin === 'undo') === (what === 'undo');
}

/** @throws LunkaError `request-reused` where a key was spent on another decision than this */
export function requireSame(same: boolean): void {
  if (same) return;
  throw new LunkaError(
    'request-reused',
    409,
    'Expected a new key for a new decision, received one that another decision was stored under. Nothing was stored; send it once more with a key of its own.',
  );
}
