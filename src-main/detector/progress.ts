import { setImmediate } from 'node:timers/promises';
import type { TrainProgress } from '../shared/worker.ts';

/** Reports progress now and then; `describe` is called only when a report is due. */
export type Progress = (describe: () => TrainProgress) => Promise<void>;

const INTERVAL_MS = 200;

/**
 * At most five reports a second, the first at once. At each it lets the event loop turn: training
 * holds it otherwise, and the process would not notice that its parent has gone.
 */
export function createProgress(send: (progress: TrainProgress) => void): Progress {
  let last = -Infinity;
  return async (describe) => {
    const now = performance.now();
    if (now - last < INTERVAL_MS) return;
    last = now;
    send(describe());
    await setImmediate();
  };
}
