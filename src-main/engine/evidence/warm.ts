import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { startProcess, type DetectorProcess } from '../detectors/process.ts';

/** After this long without a question the process is let go, and its memory with it. */
const IDLE_MS = 120_000;

/** One detector process that is kept while somebody looks at images. */
export interface WarmProcess {
  ask: DetectorProcess['request'];
  close(): void;
}

/** Starts the process at the first question; one that died is started anew at the next. */
export function createWarmProcess({ launcher }: Pick<Context, 'launcher'>): WarmProcess {
  let warm: DetectorProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  /** Questions under way: the process is let go after the last of them. */
  let asked = 0;
  let ended = false;

  function letGo(): void {
    clearTimeout(idle);
    warm?.close();
    warm = null;
  }

  return {
    async ask(request, listeners) {
      // A process started now would outlive the engine, and keep the program from ending.
      if (ended) throw new LunkaError('project-closed', 409, 'The project has been closed.');
      clearTimeout(idle);
      asked += 1;
      try {
        if (!warm || warm.closed) warm = startProcess(launcher);
        return await warm.request(request, listeners);
      } finally {
        asked -= 1;
        if (asked === 0 && !ended) idle = setTimeout(letGo, IDLE_MS).unref();
      }
    },
    close() {
      ended = true;
      letGo();
    },
  };
}
