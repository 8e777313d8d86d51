import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { JobLine, JobSamples } from '../../src-main/shared/api/watch.ts';
import type { Http } from './http.ts';

/** Looking on while a job runs. */
export const watchOf = ({ get, post }: Http) => ({
  /** Lets a training end after its epoch. */
  finish: (job: number) => post<Job>(`/api/jobs/${job}/finish`),
  samples: (job: number, after: number) =>
    get<JobSamples | null>(`/api/jobs/${job}/samples`, { after }),
  lines: (job: number) => get<JobLine[]>(`/api/jobs/${job}/lines`),
});
