import { z } from 'zod';
import type { Database } from '../../db/open.ts';
import type { DetectorInfo } from '../../shared/api/detectors.ts';
import type { Activation } from '../../shared/api/versions.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { requireWeights } from '../versions/pruned.ts';
import * as models from './models.ts';
import * as queries from './queries.ts';

export const activateBody = z.object({
  author: z.string().trim().min(1).max(200).default('engineer'),
  note: z.string().trim().max(2000).default(''),
  /** Has read why the gate refused the detector, and wants it all the same. */
  despiteGate: z.boolean().default(false),
});

/**
 * Lets a detector judge because a person says so. One that the gate refused needs a word more, the
 * first time.
 *
 * @throws LunkaError `not-found`, `detector-pruned`, `gate-refused` with the gate's reason
 */
export function activateByHand(
  { db, events, jobs, now }: Context,
  id: number,
  { author, note, despiteGate }: z.infer<typeof activateBody>,
): DetectorInfo {
  const detector = queries.requireDetector(db, id);
  requireWeights(models.requireModel(db, detector.model), id);
  const { state } = queries.detectorInfo(db, detector);
  if (state === 'active') return queries.detectorInfo(db, detector);
  const refused = state === 'candidate' && detector.gate?.passed === false ? detector.gate : null;
  if (refused && !despiteGate) {
    throw new LunkaError(
      'gate-refused',
      409,
      `Expected a detector that passed the gate, received v${id}, which did not. ${refused.reason} To activate it all the same, say so ("activate --despite-gate"); your name is kept with it.`,
    );
  }
  const reason = refused ? `despite the gate: ${refused.reason}` : 'chosen by hand';
  queries.activate(db, id, { author, reason, note, at: now() });
  events.emit({ type: 'detector', id });
  // Images that came while another detector judged are news to this one.
  if (models.unscored(db, detector.model).length > 0) jobs.add('score', {});
  return queries.detectorInfo(db, detector);
}

/** Who judged when and by whose word, newest first; as many as a page shows. */
export function listActivations(db: Database): Activation[] {
  return db
    .prepare(
      'select id, detector, author, reason, note, at from activation order by id desc limit 200',
    )
    .all() as Activation[];
}
