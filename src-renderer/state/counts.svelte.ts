import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { ProofBasis } from '../../src-main/shared/api/calibration.ts';
import * as api from '../api.ts';
import { countContradicted, SUSPECTS } from './listing.ts';
import type { Notices } from './notices.svelte.ts';

const REFRESH_MS = 250;
const PROOF_MS = 1500;

/** What the engine counts of the open project: read again soon after something has changed it. */
export class Counts {
  project = $state.raw<ProjectSummary | null>(null);
  /** What the active detector's rates are proven on; null until it is known. */
  proof = $state.raw<ProofBasis | null>(null);
  /** Labels among the most suspicious that something contradicts: to be confirmed before a training. */
  doubted = $state(0);

  #engine: api.Engine | null = null;
  #notices: Notices;
  /** Told when the project was read again, before the slower counts are. */
  #changed: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #proofTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(notices: Notices, changed: () => Promise<void>) {
    this.#notices = notices;
    this.#changed = changed;
  }

  /** From here on this project is counted; its first counts have come already. */
  open(engine: api.Engine, project: ProjectSummary, proof: ProofBasis): void {
    this.close();
    this.#engine = engine;
    this.project = project;
    this.proof = proof;
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#proofTimer);
    this.#engine = null;
    this.project = null;
    this.proof = null;
    this.doubted = 0;
  }

  /** Reads the counts again, soon; many calls in a row make one request. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.#read((engine) => this.#readProject(engine)),
      REFRESH_MS,
    );
  }

  /** It counts every held-out image. */
  readProof(): void {
    void this.#read(async (engine) => {
      const proof = await engine.calibration.proof();
      if (engine === this.#engine) this.proof = proof;
    });
  }

  async countDoubted(engine: api.Engine): Promise<void> {
    const suspects = await engine.checks.suspects(SUSPECTS);
    if (engine !== this.#engine) return;
    this.doubted = countContradicted(suspects);
  }

  async #readProject(engine: api.Engine): Promise<void> {
    const project = await engine.summary();
    if (engine !== this.#engine) return;
    this.project = project;
    clearTimeout(this.#proofTimer);
    // Once a row of labels has paused.
    this.#proofTimer = setTimeout(() => this.readProof(), PROOF_MS);
    await this.#changed();
    await this.countDoubted(engine);
    this.#notices.settled('doing.summary');
  }

  async #read(task: (engine: api.Engine) => Promise<void>): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    try {
      await task(engine);
    } catch (error) {
      // Of a project that was left meanwhile nobody wants counts any more.
      const left = ['other-project', 'no-project'].includes(api.problemOf(error).code);
      if (engine === this.#engine && !left) this.#notices.problem(error, 'doing.summary');
    }
  }
}
