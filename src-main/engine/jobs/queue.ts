import type { Job, JobKind, JobProgress } from '../../shared/api/jobs.ts';
import { LunkaError, toProblem } from '../../shared/errors.ts';
import type { JobLine, JobSamples } from '../../shared/api/watch.ts';
import type { EpochMetrics, TrainSamples } from '../../shared/worker/results.ts';
import type { Database } from '../../db/open.ts';
import type { Events } from '../events.ts';
import { notFound } from '../http.ts';
import * as rows from './queries.ts';
import { insertLine, listLines, SampleAlbum } from './watch.ts';

/** A job as its handler sees it. */
export interface RunningJob {
  id: number;
  parameters: unknown;
  /** Aborted by a cancel and by the engine's end; the handler must leave a whole project. */
  signal: AbortSignal;
  progress(progress: JobProgress): void;
  epoch(metrics: EpochMetrics): void;
  /** Aborted when a person has seen enough of a training and wants its best epoch. */
  finish: AbortSignal;
  samples(samples: TrainSamples): void;
  /** A line for the log; `code` is put into words by the page. */
  say(code: string, parameters?: JobLine['parameters']): void;
}

/** Does the work and returns the result as JSON data. */
export type JobHandler = (job: RunningJob) => Promise<unknown>;

export interface Jobs {
  /** Says how jobs of a kind are done; once a kind. */
  handle(kind: JobKind, handler: JobHandler): void;
  add(kind: JobKind, parameters: unknown): Job;
  get(id: number): Job;
  list(limit: number): Job[];
  /** The running job, or the next one queued. */
  current(): Job | null;
  cancel(id: number): Promise<Job>;
  /** Lets the running training end after its epoch. */
  finish(id: number): Job;
  /** Pictures of the newest training; null where it was another or shows none. */
  samples(id: number, after: number): JobSamples | null;
  lines(id: number): JobLine[];
  restart(id: number): Job;
  /** Cancels what runs as `interrupted` and resolves when nothing runs any more. */
  close(): Promise<void>;
}

interface Deps {
  db: Database;
  events: Events;
  now: () => string;
  log: (line: string) => void;
}

/** Progress reaches listeners at most this often, and the database at most once a second. */
const EMIT_EVERY_MS = 150;
const STORE_EVERY_MS = 1000;

/**
 * A queue of one: heavy work would only fight for the same cores. Jobs live in the database, so
 * what was queued when the power went is still known afterwards: as `interrupted`, to be restarted
 * by a person.
 */
export function createJobs({ db, events, now, log }: Deps): Jobs {
  const handlers = new Map<JobKind, JobHandler>();
  let running: {
    job: Job;
    abort: AbortController;
    finish: AbortController;
    ended: Promise<void>;
  } | null = null;
  const album = new SampleAlbum();
  let closing = false;

  rows.interruptLeftOvers(db, now());

  function startNext(): void {
    if (running || closing) return;
    let job: Job;
    try {
      const next = rows.nextQueued(db);
      if (!next) return;
      job = { ...next, state: 'running', startedAt: now() };
      rows.store(db, job);
    } catch (error) {
      // Nobody waits for this call: thrown here, a full disk would end the process. The job stays
      // queued until the next one comes.
      log(`the next job could not be started: ${(error as Error).message}`);
      return;
    }
    const abort = new AbortController();
    const finish = new AbortController();
    running = { job, abort, finish, ended: Promise.resolve() };
    announce(job);
    running.ended = run(job, abort.signal, finish.signal).finally(() => {
      running = null;
      startNext();
    });
  }

  async function run(job: Job, signal: AbortSignal, finish: AbortSignal): Promise<void> {
    let emitted = 0;
    let stored = 0;
    const changed = (urgent: boolean): void => {
      const time = performance.now();
      if (urgent || time - stored > STORE_EVERY_MS) {
        rows.store(db, job);
        stored = time;
      }
      if (urgent || time - emitted > EMIT_EVERY_MS) {
        announce(job);
        emitted = time;
      }
    };
    const say: RunningJob['say'] = (code, parameters = {}) =>
      insertLine(db, job.id, { at: now(), code, parameters });
    try {
      const handler = handlers.get(job.kind);
      if (!handler) throw new Error(`No handler for jobs of kind ${job.kind}`);
      // Lets the request that queued the job be answered before the work begins.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      job.result = await handler({
        id: job.id,
        parameters: job.parameters,
        signal,
        finish,
        say,
        samples: (samples) => album.add(job.id, samples),
        progress(progress) {
          const phaseChanged = job.progress?.phase !== progress.phase;
          if (phaseChanged) say('phase', { phase: progress.phase });
          job.progress = progress;
          changed(phaseChanged);
        },
        epoch(metrics) {
          job.epochs = [...job.epochs, metrics];
          changed(true);
        },
      });
      job.state = 'done';
    } catch (error) {
      if (signal.aborted) {
        job.state = closing ? 'interrupted' : 'cancelled';
      } else {
        const problem = toProblem(error);
        job.state = 'failed';
        job.error = { code: problem.code, message: problem.detail };
        log(`job ${job.id} (${job.kind}) failed: ${(error as Error).stack ?? String(error)}`);
      }
    }
    job.endedAt = now();
    try {
      changed(true);
    } catch (error) {
      // A full disk must not end the process; at the next start the job counts as interrupted.
      log(`the end of job ${job.id} could not be stored: ${(error as Error).message}`);
    }
  }

  function announce(job: Job): void {
    events.emit({ type: 'job', job: { ...job } });
  }

  function get(id: number): Job {
    if (running?.job.id === id) return { ...running.job };
    const job = rows.find(db, id);
    if (!job) throw notFound('job', id);
    return job;
  }

  function add(kind: JobKind, parameters: unknown): Job {
    const job = rows.insert(db, kind, parameters, now());
    announce(job);
    // Not at once: the caller's answer, and a restart of many, come first.
    setImmediate(startNext);
    return job;
  }

  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`A handler for ${kind} is there already`);
      handlers.set(kind, handler);
    },
    add,
    get,
    list: (limit) =>
      rows.list(db, limit).map((job) => (running?.job.id === job.id ? { ...running.job } : job)),
    current: () => (running ? { ...running.job } : rows.nextQueued(db)),
    async cancel(id) {
      if (running?.job.id === id) {
        const { abort, ended } = running;
        abort.abort();
        await ended;
        return get(id);
      }
      const job = get(id);
      if (job.state !== 'queued') {
        throw new LunkaError(
          'job-ended',
          409,
          `Expected a queued or running job, received job ${id}, which is ${job.state}.`,
        );
      }
      const cancelled: Job = { ...job, state: 'cancelled', endedAt: now() };
      rows.store(db, cancelled);
      announce(cancelled);
      return cancelled;
    },
    finish(id) {
      const job = get(id);
      const trains = job.kind === 'train' || job.kind === 'retrain';
      if (running?.job.id !== id || !trains) {
        throw new LunkaError(
          'job-not-training',
          409,
          `Expected a training that runs, received job ${id} (${job.kind}), which is ${job.state}.`,
        );
      }
      if (!running.finish.signal.aborted) {
        insertLine(db, id, { at: now(), code: 'finishing', parameters: {} });
        running.finish.abort();
      }
      return get(id);
    },
    samples: (id, after) => album.of(get(id).id, after),
    lines: (id) => listLines(db, get(id).id),
    restart(id) {
      const job = get(id);
      if (job.state === 'queued' || job.state === 'running' || job.state === 'done') {
        throw new LunkaError(
          'job-not-ended',
          409,
          `Expected an interrupted, failed or cancelled job, received job ${id}, which is ${job.state}.`,
        );
      }
      return add(job.kind, job.parameters);
    },
    async close() {
      closing = true;
      running?.abort.abort();
      await running?.ended;
    },
  };
}
