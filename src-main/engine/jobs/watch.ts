import type { Database } from '../../db/open.ts';
import type { JobLine, JobSamples } from '../../shared/api/watch.ts';
import type { TrainSamples } from '../../shared/worker/results.ts';

/** Epochs whose pictures are kept in memory: some 40 kB each. */
const MOST_EPOCHS = 200;

/** What the running training shows beside its progress; gone when the next one begins. */
export class SampleAlbum {
  #job = 0;
  #shown: TrainSamples[] = [];

  add(job: number, samples: TrainSamples): void {
    if (job !== this.#job) this.#shown = [];
    this.#job = job;
    this.#shown.push(samples);
    // The first is of the images themselves.
    if (this.#shown.length > MOST_EPOCHS) this.#shown.splice(1, 1);
  }

  /** @param after epochs up to this one are left out: whoever asks has them */
  of(job: number, after: number): JobSamples | null {
    const [first, ...epochs] = job === this.#job ? this.#shown : [];
    if (!first) return null;
    return {
      width: first.width,
      height: first.height,
      wanted: first.pictures.map(toBase64),
      epochs: epochs
        .filter(({ epoch }) => epoch > after)
        .map(({ epoch, pictures }) => ({ epoch, pictures: pictures.map(toBase64) })),
    };
  }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Appends a line to what a job has said. */
export function insertLine(
  db: Database,
  job: number,
  { at, code, parameters }: Omit<JobLine, 'id'>,
): void {
  db.prepare(
    `insert into job_line (job, id, at, code, parameters)
     select :job, coalesce(max(id), 0) + 1, :at, :code, :parameters from job_line where job = :job`,
  ).run({ job, at, code, parameters: JSON.stringify(parameters) });
}

export function listLines(db: Database, job: number): JobLine[] {
  const rows = db
    .prepare('select id, at, code, parameters from job_line where job = ? order by id')
    .all(job) as (Omit<JobLine, 'parameters'> & { parameters: string })[];
  return rows.map((row) => ({
    ...row,
    parameters: JSON.parse(row.parameters) as JobLine['parameters'],
  }));
}
