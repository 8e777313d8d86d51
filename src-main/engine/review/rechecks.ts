import { createHash } from 'node:crypto';
import type { Database } from '../../db/open.ts';
import type { LabelBatch } from '../../shared/api/labels.ts';
import type { Consistency, Disagreement, Recheck } from '../../shared/api/rechecks.ts';
import { cohensKappa } from '../../shared/agreement.ts';
import { LunkaError } from '../../shared/errors.ts';
import { clopperPearson } from '../../shared/statistics.ts';
import type { Label } from '../../shared/words.ts';
import { findBatch, giveLabels } from '../labels/log.ts';
import { requireSame } from '../labels/requests.ts';
import { notFound } from '../http.ts';

/** Share of a person's answers that come back. */
const SHARE = 0.02;

/** Decisions that lie between an answer and its coming back, at least. */
const DISTANCE = 20;

/** Answers below which kappa says nothing. */
const ENOUGH = 30;

interface Head {
  author: string;
  at: string;
  /** The page's key of this answer, if it gave one; see migration 0012. */
  request?: string | undefined;
}

/**
 * Draws from a batch what is to come back. A hash of the event decides: nobody can foresee it, and
 * it needs no state of its own.
 *
 * @param key the project's
 */
export function drawRechecks(db: Database, batch: number, key: string, at: string): void {
  const events = db
    .prepare('select id, image from label_event where batch = ? and label is not null')
    .all(batch) as { id: number; image: number }[];
  const add = db.prepare('insert into recheck (image, event, drawn_at) values (?, ?, ?)');
  db.transaction(() => {
    for (const { id, image } of events) if (comesBack(key, id)) add.run(image, id, at);
  })();
}

/** Whether an answer comes back, as a function of the project's key and the event. */
export function comesBack(key: string, event: number): boolean {
  const hash = createHash('sha256').update(`${key}:${event}`).digest();
  return hash.readUInt32BE() / 2 ** 32 < SHARE;
}

/** What waits to be asked again; long enough ago, and only where the first answer still counts. */
export function dueRechecks(
  db: Database,
  model: number | null,
  shift: number | undefined,
  limit: number,
): Omit<Recheck, 'verdict'>[] {
  return db
    .prepare(
      `select r.id, r.image, s.score
       from recheck r join label_event e on e.id = r.event
         join label l on l.image = r.image and l.event = r.event
         left join score s on s.model = :model and s.image = r.image
       where not exists (select 1 from recheck_answer a where a.recheck = r.id)
         and e.batch <= (select id from label_batch where origin = 'person'
           order by id desc limit 1 offset ${DISTANCE})
         and (:shift is null or exists (
           select 1 from occurrence o where o.image = r.image and o.shift = :shift))
       order by r.id limit :limit`,
    )
    .all({ model, shift: shift ?? null, limit }) as Omit<Recheck, 'verdict'>[];
}

/**
 * Keeps what a person says the second time; the label stays as it is. Asked once more under the same
 * key it stores nothing and answers as before.
 *
 * @returns what the two answers were, where they differ; else null
 * @throws LunkaError `not-found`, `recheck-answered`, `recheck-obsolete`, `request-reused`
 */
export function answerRecheck(
  db: Database,
  id: number,
  label: Label,
  { author, at, request }: Head,
): Disagreement | null {
  const row = db
    .prepare(
      `select a.label as answered, a.request, l.event is not null as counts
       from recheck r left join recheck_answer a on a.recheck = r.id
         left join label l on l.image = r.image and l.event = r.event
       where r.id = ?`,
    )
    .get(id) as { answered: Label | null; request: string | null; counts: number } | undefined;
  if (!row) throw notFound('re-check', id);
  if (row.answered !== null && request !== undefined && row.request === request) {
    requireSame(row.answered === label);
    return findDisagreement(db, id);
  }
  if (row.answered !== null) {
    throw new LunkaError(
      'recheck-answered',
      409,
      `Expected a re-check that waits, received ${id}, which was answered.`,
    );
  }
  if (row.counts === 0) {
    throw new LunkaError(
      'recheck-obsolete',
      409,
      `Expected a re-check whose first answer still counts, received ${id}: the image was labelled anew since. Label it as any other.`,
    );
  }
  db.prepare(
    'insert into recheck_answer (recheck, label, author, at, request) values (?, ?, ?, ?, ?)',
  ).run(id, label, author, at, request ?? null);
  return findDisagreement(db, id);
}

const DIFFERING = `select r.id, r.image, e.label as firstLabel, b.author as firstAuthor,
    b.at as firstAt, a.label, a.author, a.at
  from recheck_answer a join recheck r on r.id = a.recheck
    join label_event e on e.id = r.event join label_batch b on b.id = e.batch
  where a.label != e.label`;

interface DifferingRow {
  id: number;
  image: number;
  firstLabel: Label;
  firstAuthor: string;
  firstAt: string;
  label: Label;
  author: string;
  at: string;
}

const toDisagreement = (row: DifferingRow): Disagreement => {
  const { id, image, firstLabel, firstAuthor, firstAt, ...second } = row;
  return { id, image, first: { label: firstLabel, author: firstAuthor, at: firstAt }, second };
};

/** The two answers of a re-check where they differ, decided or not. */
function findDisagreement(db: Database, id: number): Disagreement | null {
  const row = db.prepare(`${DIFFERING} and r.id = ?`).get(id) as DifferingRow | undefined;
  return row ? toDisagreement(row) : null;
}

/** Answers unlike the first that nobody has decided on, and whose first answer still counts. */
export function disagreements(db: Database): Disagreement[] {
  const rows = db
    .prepare(
      `${DIFFERING}
         and exists (select 1 from label l where l.image = r.image and l.event = r.event)
         and not exists (select 1 from recheck_decision d where d.recheck = r.id)
       order by r.id`,
    )
    .all() as DifferingRow[];
  return rows.map(toDisagreement);
}

/**
 * What was decided on a re-check under this key already, if anything.
 *
 * @throws LunkaError `request-reused` where the opposite was
 */
export function decisionUnder(
  db: Database,
  id: number,
  keep: boolean,
  request: string | undefined,
): { batch: LabelBatch | null } | null {
  const row = db
    .prepare('select batch from recheck_decision where recheck = ? and request = ?')
    .get(id, request ?? null) as { batch: number | null } | undefined;
  if (!row) return null;
  requireSame((row.batch === null) === keep);
  return { batch: row.batch === null ? null : findBatch(db, row.batch) };
}

/**
 * Decides which of two answers counts: the first stays, or the second becomes the label, by a batch
 * that can be undone like any other.
 *
 * @returns the batch, or null where the first was kept
 * @throws LunkaError `not-found` where nothing is to be decided
 */
export function decideRecheck(
  db: Database,
  id: number,
  keep: boolean,
  { author, at, detector, request }: Head & { detector: number | null },
): LabelBatch | null {
  const open = disagreements(db).find((disagreement) => disagreement.id === id);
  if (!open) throw notFound('disagreement', id);
  return db.transaction(() => {
    const head = { origin: 'person', author, at, detector, reason: 're-check' } as const;
    const { image, second } = open;
    const batch = keep ? null : giveLabels(db, head, [{ image, label: second.label }]);
    db.prepare(
      'insert into recheck_decision (recheck, batch, author, at, request) values (?, ?, ?, ?, ?)',
    ).run(id, batch?.id ?? null, author, at, request ?? null);
    return batch;
  })();
}

/** How each person agrees with themselves. */
export function consistencies(db: Database): Consistency[] {
  const rows = db
    .prepare(
      `select a.author, e.label as first, a.label as second
       from recheck_answer a join recheck r on r.id = a.recheck
         join label_event e on e.id = r.event join label_batch b on b.id = e.batch
       where b.author = a.author order by a.author`,
    )
    .all() as { author: string; first: Label; second: Label }[];
  return [...Map.groupBy(rows, ({ author }) => author)].map(([author, answers]) => {
    const agreed = answers.filter(({ first, second }) => first === second).length;
    const pairs = answers.map(({ first, second }) => [first, second] as const);
    return {
      author,
      answered: answers.length,
      agreed,
      ...clopperPearson(agreed, answers.length),
      kappa: answers.length < ENOUGH ? null : cohensKappa(pairs),
    };
  });
}
