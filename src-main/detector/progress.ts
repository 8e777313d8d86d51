import { setImmediate } from 'node:timers/promises';
import type { EpochMetrics, TrainProgress, TrainSamples } from '../shared/worker/results.ts';

export interface Progress {
  /** Reports progress now and then; `describe` is called only when a report is due. */
  (describe: () => TrainProgress): Promise<void>;
  /** Reports every epoch as it ends. */
  epoch?(metrics: EpochMetrics): void;
  /** Shows what the net makes of a few images. */
  samples?(samples: TrainSamples): void;
  /** Whether a person wants the fit to end after this epoch. */
  finishing?(): boolean;
}

const INTERVAL_MS = 200;

/**
 * At most five reports a second, the first at once. At each it lets the event loop turn: training
 * holds it otherwise, and the process would not notice that its parent has gone.
 */
export function createProgress(
  send: (progress: TrainProgress) => void,
  rest: Pick<Progress, 'epoch' | 'samples' | 'finishing'>,
): Progress {
  let last = -Infinity;
  const report = async (describe: () => TrainProgress): Promise<void> => {
    const now = performance.now();
    if (now - last < INTERVAL_MS) return;
    last = now;
    send(describe());
    await setImmediate();
  };
  return Object.assign(report, rest);
}
