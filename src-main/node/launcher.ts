import { fork } from 'node:child_process';
import type { Child, Launcher, WorkerResponse } from '../shared/worker/process.ts';

/** How much of a dying child's last words is kept, in characters. */
const STDERR_KEPT = 2000;

/**
 * Starts detector processes with Node's own `fork`.
 *
 * @param worker path of detector/worker.ts, or of its bundle
 */
export function createNodeLauncher(worker: string): Launcher {
  return {
    start(): Child {
      const child = fork(worker, {
        // Typed arrays cross as they are.
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      let stderr = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(-STDERR_KEPT);
      });
      return {
        post: (request) => void child.send(request, () => {}),
        onMessage: (listener) => void child.on('message', (m) => listener(m as WorkerResponse)),
        onExit(listener) {
          child.on('close', (code) => listener({ code, stderr }));
          child.on('error', (error) => listener({ code: null, stderr: error.message }));
        },
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
}
