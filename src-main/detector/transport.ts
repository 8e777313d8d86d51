import type { FinishRequest, WorkerRequest } from '../shared/worker/requests.ts';
import type { WorkerResponse } from '../shared/worker/process.ts';

/** The line to the parent process, whichever host started this one. */
export interface Transport {
  post(response: WorkerResponse): void;
  onRequest(listener: (request: WorkerRequest | FinishRequest) => void): void;
}

/** Electron's `process.parentPort` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * Electron's utility process where there is one, else the channel of `child_process.fork`.
 *
 * @throws Error where this process was started in neither way
 */
export function connectToParent(): Transport {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  if (parentPort) {
    return {
      post: (response) => parentPort.postMessage(response),
      onRequest: (listener) =>
        parentPort.on('message', ({ data }) => listener(data as WorkerRequest)),
    };
  }
  if (!process.send) throw new Error('Expected to be started by a parent process; use the CLI.');
  // Electron ends its utility processes itself; a forked one must notice that nobody listens.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C in a terminal reaches every process of its group; what it means is the parent's to say.
  process.on('SIGINT', () => {});
  return {
    // Between the parent's end and the word of it a message may find the channel closed.
    post: (response) =>
      void process.send?.(response, undefined, undefined, (error) => {
        if (error) process.exit(0);
      }),
    onRequest: (listener) => process.on('message', (message) => listener(message as WorkerRequest)),
  };
}
