import type { Job } from '../shared/api/jobs.ts';
import type { LabelBatch } from '../shared/api/labels.ts';

/** What the engine tells everyone who listens; sent on as server-sent events. */
export type EngineEvent =
  | { type: 'job'; job: Job }
  | { type: 'labels'; batch: LabelBatch }
  | { type: 'detector'; id: number }
  | { type: 'golden'; version: number };

/** `id` counts up by one, so that a listener sees when it has missed some. */
export type Numbered = EngineEvent & { id: number };

export interface Events {
  emit(event: EngineEvent): void;
  /** @returns the function that ends the subscription */
  subscribe(listener: (event: Numbered) => void): () => void;
  /** Aborted when the engine closes: nothing will be told any more. */
  readonly ended: AbortSignal;
  end(): void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: Numbered) => void>();
  const ending = new AbortController();
  let id = 0;
  return {
    ended: ending.signal,
    end: () => ending.abort(),
    emit(event) {
      id += 1;
      for (const listener of listeners) listener({ ...event, id });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
