import { Hono } from 'hono';
import { z } from 'zod';
import { LABELS, LABEL_REASONS } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { bodyId, idSchema, notFound, valid } from '../http.ts';
import { drawRechecks } from '../review/rechecks.ts';
import { requireImages } from '../images/queries.ts';
import { resolveFiles } from './files.ts';
import * as log from './log.ts';
import { gave, requestKey, storedUnder, tookBack } from './requests.ts';

const author = z.string().trim().min(1).max(200).default('engineer');
const label = z.enum(LABELS);

const giveBody = z.object({
  items: z
    .array(z.object({ image: bodyId, label: label.nullable() }))
    .min(1)
    .max(1_000_000)
    .refine(
      (items) => new Set(items.map(({ image }) => image)).size === items.length,
      'expected each image once',
    ),
  author,
  reason: z.enum(LABEL_REASONS).optional(),
  request: requestKey,
});

const filesBody = z.object({
  rows: z
    .array(z.object({ file: z.string().min(1), label }))
    .min(1)
    .max(1_000_000),
  author,
  dryRun: z.boolean().default(false),
});

const undoBody = z.object({ batch: bodyId.optional(), author, request: requestKey });
const redoBody = undoBody.omit({ batch: true });

const batchesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  before: idSchema.optional(),
});

export function labelRoutes({ db, events, now, project }: Context) {
  const detector = () => activeDetector(db)?.id ?? null;

  return new Hono()
    .post('/labels', valid('json', giveBody), (c) => {
      const { items, author, reason, request } = c.req.valid('json');
      const stored = storedUnder(db, request, (batch) => gave(db, batch, items));
      if (stored) return c.json({ batch: stored });
      requireImages(
        db,
        items.map(({ image }) => image),
      );
      const head = {
        origin: 'person',
        author,
        at: now(),
        detector: detector(),
        reason,
        request,
      } as const;
      // One transaction: what is answered with an error has left nothing behind.
      const batch = db.transaction(() => {
        const given = log.giveLabels(db, head, items);
        // An answer to a re-check is asked no third time.
        if (reason !== 're-check') drawRechecks(db, given.id, project.key, now());
        return given;
      })();
      events.emit({ type: 'labels', batch });
      return c.json({ batch });
    })
    .post('/labels/files', valid('json', filesBody), (c) => {
      const { rows, author, dryRun } = c.req.valid('json');
      const items = resolveFiles(db, rows);
      const changed = items.filter(({ image, label }) => {
        const current = log.currentLabel(db, image);
        // An import's label that a person confirms becomes the person's.
        return current?.label !== label || current.origin === 'import';
      });
      const answer = { images: changed.length, unchanged: items.length - changed.length };
      if (dryRun || changed.length === 0) return c.json({ batch: null, ...answer });
      const head = { origin: 'file', author, at: now(), detector: detector() } as const;
      const batch = log.giveLabels(db, head, changed);
      events.emit({ type: 'labels', batch });
      return c.json({ batch, ...answer });
    })
    .post('/labels/undo', valid('json', undoBody), (c) => {
      const { batch: id, author, request } = c.req.valid('json');
      const stored = storedUnder(
        db,
        request,
        (batch) => tookBack(db, batch, 'decision') && (id ?? batch.undoes) === batch.undoes,
      );
      if (stored) return c.json(log.turned(db, stored));
      const undone = id ? log.findBatch(db, id) : log.newestUndoable(db);
      if (!undone && id) throw notFound('batch of labels', id);
      if (!undone) throw nothingTo('undo');
      if (undone.origin === 'undo') throw notADecision(undone.id);
      const answer = log.undoBatch(db, undone, { author, at: now(), request });
      events.emit({ type: 'labels', batch: answer.batch });
      return c.json(answer);
    })
    .post('/labels/redo', valid('json', redoBody), (c) => {
      const { author, request } = c.req.valid('json');
      const stored = storedUnder(db, request, (batch) => tookBack(db, batch, 'undo'));
      if (stored) return c.json(log.turned(db, stored));
      const undo = log.newestRedoable(db);
      if (!undo) throw nothingTo('redo');
      const answer = log.undoBatch(db, undo, { author, at: now(), request });
      events.emit({ type: 'labels', batch: answer.batch });
      return c.json(answer);
    })
    .get('/labels/batches', valid('query', batchesQuery), (c) => {
      const { limit, before } = c.req.valid('query');
      return c.json(log.listBatches(db, limit, before));
    });
}

function notADecision(id: number): LunkaError {
  return new LunkaError(
    'not-a-decision',
    409,
    `Expected a batch of labels that somebody gave, received batch ${id}, which is an undo. Use redo to take it back.`,
  );
}

function nothingTo(what: 'undo' | 'redo'): LunkaError {
  return new LunkaError(`nothing-to-${what}`, 409, `There is no decision left to ${what}.`);
}
