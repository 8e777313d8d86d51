import type { FinishRequest, WorkerRequest } from './requests.ts';
import type { EpochMetrics, TrainProgress, TrainSamples, WorkerResults } from './results.ts';

/**
 * What the engine and the detector's child process say to each other: one discriminated union each
 * way. The child gets paths and numbers and answers with metrics and files; it never sees the
 * database. Every request is answered by exactly one `done` or `failed` with the request's `id`.
 */

export type WorkerResponse =
  | { type: 'ready' }
  | { type: 'progress'; id: number; progress: TrainProgress }
  /** An epoch of a training has ended: a point of the live curve. */
  | { type: 'epoch'; id: number; metrics: EpochMetrics }
  /** Pictures to watch a training by; sent before their epoch's point. */
  | { type: 'samples'; id: number; samples: TrainSamples }
  /** A slice of a score request's answers, sent as they come so that they can be stored. */
  | { type: 'scores'; id: number; images: number[]; scores: number[] }
  | { type: 'done'; id: number; result: WorkerResults[keyof WorkerResults] }
  | { type: 'failed'; id: number; code: string; message: string };

/** A running child process, whichever host started it. */
export interface Child {
  post(request: WorkerRequest | FinishRequest): void;
  onMessage(listener: (response: WorkerResponse) => void): void;
  /** `code` is null where a signal ended it; `stderr` holds its last lines. */
  onExit(listener: (exit: { code: number | null; stderr: string }) => void): void;
  kill(): void;
}

/** Starts detector processes; passed in by the host. */
export interface Launcher {
  start(): Child;
}
