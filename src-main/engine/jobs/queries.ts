import type { Database } from '../../db/open.ts';
import type { Job, JobKind } from '../../shared/api/jobs.ts';

interface Row {
  id: number;
  kind: string;
  state: string;
  parameters: string;
  progress: string | null;
  epochs: string;
  result: string | null;
  error: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export function insert(db: Database, kind: JobKind, parameters: unknown, at: string): Job {
  const row = db
    .prepare(
      `insert into job (kind, state, parameters, created_at) values (?, 'queued', ?, ?) returning *`,
    )
    .get(kind, JSON.stringify(parameters), at) as Row;
  return toJob(row);
}

export function store(db: Database, job: Job): void {
  db.prepare(
    `update job set state = ?, progress = ?, epochs = ?, result = ?, error = ?, started_at = ?,
       ended_at = ? where id = ?`,
  ).run(
    job.state,
    toText(job.progress),
    JSON.stringify(job.epochs),
    toText(job.result),
    toText(job.error),
    job.startedAt,
    job.endedAt,
    job.id,
  );
}

export function find(db: Database, id: number): Job | null {
  const row = db.prepare('select * from job where id = ?').get(id) as Row | undefined;
  return row ? toJob(row) : null;
}

export function list(db: Database, limit: number): Job[] {
  const found = db.prepare('select * from job order by id desc limit ?').all(limit) as Row[];
  return found.map(toJob);
}

export function nextQueued(db: Database): Job | null {
  const row = db.prepare(`select * from job where state = 'queued' order by id limit 1`).get() as
    Row | undefined;
  return row ? toJob(row) : null;
}

/** Jobs that a crash left behind cannot be running: nobody else has the project open. */
export function interruptLeftOvers(db: Database, at: string): void {
  db.prepare(
    `update job set state = 'interrupted', ended_at = ? where state in ('queued', 'running')`,
  ).run(at);
}

function toText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function toJob(row: Row): Job {
  const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return {
    id: row.id,
    kind: row.kind as Job['kind'],
    state: row.state as Job['state'],
    parameters: parse(row.parameters),
    progress: parse(row.progress) as Job['progress'],
    epochs: parse(row.epochs) as Job['epochs'],
    result: parse(row.result),
    error: parse(row.error) as Job['error'],
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
