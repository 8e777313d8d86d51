import { utilityProcess } from 'electron';
import type { Child, Launcher, WorkerResponse } from '../shared/worker/process.ts';

/** How much of a dying child's last words is kept, in characters. */
const STDERR_KEPT = 2000;
/** How long the exit waits for them; a grandchild may hold the pipe open for ever. */
const LAST_WORDS_MS = 500;

/**
 * Starts detector processes as Electron's utility processes.
 *
 * @param worker path of the bundle of detector/worker.ts
 */
export function createUtilityLauncher(worker: string): Launcher {
  return {
    start(): Child {
      const child = utilityProcess.fork(worker, [], {
        stdio: ['ignore', 'ignore', 'pipe'],
        serviceName: 'Lunka detector',
      });
      const { stderr: words } = child;
      let stderr = '';
      const keep = (chunk: Buffer | string): void => {
        stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
      };
      words?.on('data', keep);
      child.on('error', (type, location, report) => keep(`${type} at ${location}\n${report}\n`));
      return {
        post: (request) => child.postMessage(request),
        onMessage: (listener) =>
          void child.on('message', (message) => listener(message as WorkerResponse)),
        onExit(listener) {
          child.once('exit', (code) => {
            const timer = setTimeout(tell, LAST_WORDS_MS);
            // Electron takes all listeners off the stream when it has told of the exit, while the
            // last words may still be in the pipe.
            process.nextTick(() => words?.on('data', keep).once('end', tell));
            function tell(): void {
              clearTimeout(timer);
              words?.off('data', keep).off('end', tell);
              listener({ code, stderr });
            }
          });
        },
        kill: () => void child.kill(),
      };
    },
  };
}
