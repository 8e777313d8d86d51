import type { EpochMetrics, TrainProgress } from '../worker/results.ts';

export type JobKind =
  | 'demo'
  | 'queue'
  | 'import'
  | 'train'
  | 'retrain'
  | 'score'
  | 'evaluate'
  | 'detect'
  | 'export'
  | 'experiment'
  | 'import-detector';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export interface JobProgress extends Omit<TrainProgress, 'phase'> {
  /** What is going on: `scanning`, `reading`, `training`, `scoring`, `calibrating`, `gate`. */
  phase: string;
  /** Of an experiment: which of its trainings this is, from 1. */
  run?: number;
  runs?: number;
}

export interface Job {
  id: number;
  kind: JobKind;
  state: JobState;
  parameters: unknown;
  progress: JobProgress | null;
  /** Live curve of a training job. */
  epochs: EpochMetrics[];
  result: unknown;
  error: { code: string; message: string } | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** Server-sent event: `id` counts up by one, so a client that missed some polls the job once. */
export interface JobEvent {
  id: number;
  job: Job;
}
