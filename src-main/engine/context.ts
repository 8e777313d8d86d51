import type { Database } from '../db/open.ts';
import type { ProjectInfo } from '../shared/api/project.ts';
import type { Launcher } from '../shared/worker/process.ts';
import type { Events } from './events.ts';
import type { Jobs } from './jobs/queue.ts';

/** What a host hands to the engine; there is no other way in for the outside world. */
export interface EngineDeps {
  /** An open, migrated database; the engine closes it. */
  db: Database;
  project: ProjectInfo;
  launcher: Launcher;
  clock: () => Date;
  /** One line for the host's log; never for the person at the screen. */
  log: (line: string) => void;
  version: string;
}

/** What every domain of the engine is given. */
export interface Context extends EngineDeps {
  events: Events;
  jobs: Jobs;
  /** The clock as ISO 8601 in UTC. */
  now: () => string;
}
