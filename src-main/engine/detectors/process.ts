import { LunkaError } from '../../shared/errors.ts';
import type { Child, Launcher, WorkerResponse } from '../../shared/worker/process.ts';
import type {
  EpochMetrics,
  TrainProgress,
  TrainSamples,
  WorkerResults,
} from '../../shared/worker/results.ts';
import type { WorkerRequest } from '../../shared/worker/requests.ts';

type Result<Request extends { type: keyof WorkerResults }> = WorkerResults[Request['type']];

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

export interface Listeners {
  progress?: (progress: TrainProgress) => void;
  epoch?: (metrics: EpochMetrics) => void;
  samples?: (samples: TrainSamples) => void;
  /** Once aborted, a training ends after its epoch and keeps the best one. */
  finish?: AbortSignal;
  scores?: (images: number[], scores: number[]) => void;
  signal?: AbortSignal;
}

export interface DetectorProcess {
  request<R extends WithoutId<WorkerRequest>>(
    request: R,
    listeners?: Listeners,
  ): Promise<Result<R>>;
  /** Ends the process; a request still under way is rejected. */
  close(): void;
  readonly closed: boolean;
}

interface Waiting {
  listeners: Listeners;
  resolve: (result: WorkerResults[keyof WorkerResults]) => void;
  reject: (error: unknown) => void;
}

/**
 * A detector's child process as promises. It is disposable: an aborted signal kills it, and with it
 * whatever memory or half-done work it held.
 */
export function startProcess(launcher: Launcher): DetectorProcess {
  const child: Child = launcher.start();
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let closed = false;
  /** Why a request that comes too late, or is cut off, has no answer. */
  let ended = new LunkaError('detector-stopped', 503, 'The detector process was stopped.');

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  }

  function rejectAll(error: unknown): void {
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    child.kill();
    rejectAll(ended);
  }

  /** What cannot be stored (a full disk) fails the request; thrown here it would end this process. */
  function tell(id: number, how: (listeners: Listeners) => void): void {
    const listeners = waiting.get(id)?.listeners;
    if (!listeners) return;
    try {
      how(listeners);
    } catch (error) {
      settle(id)?.reject(error);
      close();
    }
  }

  child.onMessage((response: WorkerResponse) => {
    switch (response.type) {
      case 'ready':
        return;
      case 'progress':
        tell(response.id, ({ progress }) => progress?.(response.progress));
        return;
      case 'epoch':
        tell(response.id, ({ epoch }) => epoch?.(response.metrics));
        return;
      case 'samples':
        tell(response.id, ({ samples }) => samples?.(response.samples));
        return;
      case 'scores':
        tell(response.id, ({ scores }) => scores?.(response.images, response.scores));
        return;
      case 'done':
        settle(response.id)?.resolve(response.result);
        return;
      case 'failed':
        settle(response.id)?.reject(new LunkaError(response.code, 422, response.message));
    }
  });
  child.onExit(({ code, stderr }) => {
    closed = true;
    ended = new LunkaError(
      'detector-died',
      500,
      `Expected the detector process to finish, but it ended with ${code === null ? 'a signal' : `code ${code}`}.${stderr ? ` Its last words: ${stderr.trim()}` : ''} Run "lunka doctor" to see whether TensorFlow works here.`,
    );
    rejectAll(ended);
  });

  return {
    request(request, listeners = {}) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        listeners.signal?.throwIfAborted();
        if (closed) throw ended;
        const onAbort = (): void => {
          settle(id)?.reject(listeners.signal!.reason);
          close();
        };
        const onFinish = (): void => child.post({ type: 'finish', id });
        const forget = (): void => {
          listeners.signal?.removeEventListener('abort', onAbort);
          listeners.finish?.removeEventListener('abort', onFinish);
        };
        listeners.signal?.addEventListener('abort', onAbort, { once: true });
        waiting.set(id, {
          listeners,
          resolve: (result) => {
            forget();
            resolve(result as never);
          },
          reject: (error) => {
            forget();
            reject(error);
          },
        });
        child.post({ ...request, id } as WorkerRequest);
        if (listeners.finish?.aborted) onFinish();
        else listeners.finish?.addEventListener('abort', onFinish, { once: true });
      });
    },
    close,
    get closed() {
      return closed;
    },
  };
}

/** Runs work in a process of its own and ends the process whatever happens. */
export async function withProcess<T>(
  launcher: Launcher,
  work: (process: DetectorProcess) => Promise<T>,
): Promise<T> {
  const process = startProcess(launcher);
  try {
    return await work(process);
  } finally {
    process.close();
  }
}
