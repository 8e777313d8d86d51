import { hc } from 'hono/client';
import { readMigrations } from '../db/migrate.ts';
import { createEngine, type EngineRoutes } from '../engine/engine.ts';
import { createProject, openProject, type OpenProject } from '../engine/project/folder.ts';
import type { Job } from '../shared/api/jobs.ts';
import type { ProjectSummary } from '../shared/api/project.ts';
import { LunkaError, type Problem } from '../shared/errors.ts';
import { createNodeLauncher } from './launcher.ts';
import { places, version } from './places.ts';
import type { Terminal } from './terminal.ts';

export type Client = ReturnType<typeof hc<EngineRoutes>>['api'];

/** A project opened for one command; talks to the engine as every other client does. */
export interface Session {
  api: Client;
  project: OpenProject['project'];
  /** The answer's JSON, or its problem thrown as a LunkaError. */
  ask<T>(answer: Promise<Answer>): Promise<T>;
  /** Queues a job, shows its progress and returns its result; Ctrl-C cancels it. */
  run<T>(answer: Promise<Answer>): Promise<T>;
  /** Waits for what an answer has set going besides, such as a scoring after a roll back. */
  settle(): Promise<void>;
}

/** As the typed client gives it; which of the answers it is shows at run time only. */
interface Answer {
  ok: boolean;
  json(): Promise<unknown>;
}

/** How often a running job is asked after; in process, so it costs nothing. */
const POLL_MS = 100;

export function openSession(
  folder: string,
  terminal: Terminal,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  return withEngine(openProject(folder, readMigrations(places.migrations)), terminal, work);
}

export function createSession(
  folder: string,
  name: string | undefined,
  terminal: Terminal,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const at = new Date().toISOString();
  const opened = createProject(folder, name, readMigrations(places.migrations), at);
  return withEngine(opened, terminal, work);
}

async function withEngine(
  opened: OpenProject,
  terminal: Terminal,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const engine = createEngine({
    ...opened,
    launcher: createNodeLauncher(places.worker),
    clock: () => new Date(),
    log: () => {},
    version,
  });
  const { api } = hc<EngineRoutes>('http://lunka', {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => engine.fetch(new Request(input, init)),
  });
  const session: Session = {
    api,
    project: opened.project,
    ask: async <T>(answer: Promise<Answer>) => unwrap<T>(await answer),
    run: async <T>(answer: Promise<Answer>) => {
      const queued = await unwrap<Job>(await answer);
      return (await follow(api, queued, terminal)).result as T;
    },
    async settle() {
      for (;;) {
        const { job } = await unwrap<ProjectSummary>(await api.project.$get());
        if (!job) return;
        await follow(api, job, terminal);
      }
    },
  };
  try {
    await work(session);
  } finally {
    terminal.endProgress();
    await engine.close();
  }
}

async function unwrap<T>(answer: Answer): Promise<T> {
  const body = await answer.json();
  if (answer.ok) return body as T;
  const { code, status, detail } = body as Problem;
  throw new LunkaError(code, status, detail);
}

/** Waits for a job's end; the first Ctrl-C cancels it and lets it leave a whole project. */
async function follow(api: Client, queued: Job, terminal: Terminal): Promise<Job> {
  const param = { id: String(queued.id) };
  const onInterrupt = (): void => void api.jobs[':id'].$delete({ param });
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  try {
    for (;;) {
      const job = await unwrap<Job>(await api.jobs[':id'].$get({ param }));
      terminal.progress(job);
      if (job.state === 'done') return job;
      if (job.state === 'failed') {
        throw new LunkaError(job.error!.code, 422, job.error!.message);
      }
      if (job.state === 'cancelled' || job.state === 'interrupted') {
        throw new LunkaError(
          'interrupted',
          409,
          'Interrupted. The project is whole; run the command again to go on.',
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    terminal.endProgress();
  }
}
