import type { JobLine, JobSamples } from '../../src-main/shared/api/watch.ts';
import type { Engine } from '../api.ts';

/** What a running training shows besides its curve: pictures epoch by epoch, and its log. */
export class Watch {
  samples = $state.raw<JobSamples | null>(null);
  lines = $state.raw<readonly JobLine[]>([]);
  /** The epoch that is looked at; null follows the newest. */
  pinned = $state<number | null>(null);
  shown = $derived(
    this.samples?.epochs.find(({ epoch }) => epoch === this.pinned) ??
      this.samples?.epochs.at(-1) ??
      null,
  );

  #job = 0;
  #asking = false;

  /** Reads what has come since; what fails is asked for again with the next epoch. */
  async follow({ watch }: Engine, job: number): Promise<void> {
    if (job !== this.#job) {
      this.#job = job;
      this.samples = null;
      this.lines = [];
      this.pinned = null;
    }
    if (this.#asking) return;
    this.#asking = true;
    try {
      const known = this.samples?.epochs ?? [];
      const [samples, lines] = await Promise.all([
        watch.samples(job, known.at(-1)?.epoch ?? 0),
        watch.lines(job),
      ]);
      if (job !== this.#job) return;
      this.lines = lines;
      if (samples) this.samples = { ...samples, epochs: [...known, ...samples.epochs] };
    } catch {
      // A picture less; the progress bar says whether the engine answers at all.
    } finally {
      this.#asking = false;
    }
  }
}
