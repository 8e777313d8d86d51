import type { Job, JobEvent } from '../../src-main/shared/api/jobs.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';

const POLL_MS = 1500;
/** With a running job the stream speaks more often than this; silence means that it is dead. */
const SILENCE_MS = 4000;

export const isLive = (job: Job) => job.state === 'running' || job.state === 'queued';

interface JobListeners {
  ended(job: Job): void;
  labelsChanged(): void;
  detectorChanged(): void;
}

/** Jobs of the open project: told by server-sent events, asked for where the stream is silent. */
export class Jobs {
  list = $state.raw<Job[]>([]);
  /** The job to show in the top line: the running one, else the next in the queue. */
  current = $derived(
    this.list.find((job) => job.state === 'running') ??
      this.list.findLast((job) => job.state === 'queued') ??
      null,
  );
  training = $derived(
    this.list.some((job) => isLive(job) && (job.kind === 'train' || job.kind === 'retrain')),
  );

  /** Why the engine cannot be reached at present, if so. */
  unreachable = $state.raw<Problem | null>(null);

  #engine: api.Engine | null = null;
  #listeners: JobListeners;
  #stop: (() => void) | null = null;
  #streaming = false;
  #lastEvent = 0;
  #lastHeard = 0;

  constructor(listeners: JobListeners) {
    this.#listeners = listeners;
  }

  /** Loads the jobs and follows them until `close`. */
  async open(engine: api.Engine): Promise<void> {
    this.close();
    this.#engine = engine;
    const list = await engine.jobs.list();
    if (engine !== this.#engine) return;
    this.list = list;
    const stopListening = api.listen({
      event: (name, id, data) => this.#hear(name, id, data),
      connected: (yes) => {
        this.#streaming = yes;
        if (!yes) return;
        this.unreachable = null;
        // What happened before the stream stood was told to nobody.
        void this.#reload();
      },
    });
    const timer = setInterval(() => void this.#poll(), POLL_MS);
    this.#stop = () => {
      stopListening();
      clearInterval(timer);
    };
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#engine = null;
    this.list = [];
    this.unreachable = null;
    this.#lastEvent = 0;
    this.#streaming = false;
  }

  /** Takes in what an answer or an event says of a job. */
  take(job: Job): void {
    const known = this.list.find((other) => other.id === job.id);
    // An answer that was overtaken by an event must not bring an ended job back to life.
    if (known && !isLive(known) && isLive(job) && known.startedAt === job.startedAt) return;
    this.list = known
      ? this.list.map((other) => (other.id === job.id ? job : other))
      : [job, ...this.list];
    if (!isLive(job) && (!known || isLive(known))) this.#listeners.ended(job);
  }

  async cancel(id: number): Promise<void> {
    await this.#ask(async ({ jobs }) => [await jobs.cancel(id)]);
  }

  async restart(id: number): Promise<void> {
    await this.#ask(async ({ jobs }) => [await jobs.restart(id)]);
  }

  /** Takes in what the engine answers, unless the project was left meanwhile. */
  async #ask(question: (engine: api.Engine) => Promise<Job[]>): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const answer = await question(engine);
    if (engine === this.#engine) for (const job of answer) this.take(job);
  }

  #hear(name: 'job' | 'labels' | 'detector' | 'golden', id: number, data: unknown): void {
    const missed = this.#lastEvent > 0 && id > this.#lastEvent + 1;
    this.#lastEvent = id;
    this.#lastHeard = Date.now();
    this.#streaming = true;
    if (name === 'job') this.take((data as JobEvent).job);
    else if (name === 'labels') this.#listeners.labelsChanged();
    else this.#listeners.detectorChanged();
    if (missed) void this.#reload();
  }

  async #poll(): Promise<void> {
    const silent = Date.now() - this.#lastHeard > SILENCE_MS;
    if (this.#streaming && !(this.current && silent)) return;
    const engine = this.#engine;
    const { current } = this;
    let problem: Problem | null = null;
    try {
      await this.#ask(async ({ jobs }) => (current ? [await jobs.one(current.id)] : jobs.list(1)));
    } catch (error) {
      problem = api.problemOf(error);
    }
    if (engine === this.#engine) this.unreachable = problem;
  }

  async #reload(): Promise<void> {
    try {
      await this.#ask(async ({ jobs }) => (await jobs.list()).toReversed());
      this.#listeners.labelsChanged();
    } catch {
      // As above: the stream reconnects or the poll asks again.
    }
  }
}
