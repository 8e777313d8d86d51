import { createContext } from 'svelte';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type {
  ProjectInfo,
  ProjectSummary,
  WorkbenchInfo,
} from '../../src-main/shared/api/project.ts';
import type { TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { TakenIn } from '../../src-main/shared/api/taken-in.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';
import type { Key } from '../i18n/en.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Mode } from '../keys/keymap.ts';
import { Calibration } from './calibration.svelte.ts';
import { Counts } from './counts.svelte.ts';
import { Drift } from './drift.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Keys } from './keys.svelte.ts';
import { Labels } from './labels.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { rememberedImage } from './remembered.ts';
import { Review } from './review.svelte.ts';
import { Route } from './route.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { OF_A_PROJECT } from './url.ts';
import { Versions } from './versions.svelte.ts';
import { Wall } from './wall.svelte.ts';

/** Everything that one window knows. Made once in App.svelte; components find it in their context. */
export class Session {
  readonly settings = new Settings();
  readonly keys = new Keys();
  readonly notices = new Notices();
  readonly route = new Route();
  readonly jobs = new Jobs({
    ended: (job) => this.#jobEnded(job),
    labelsChanged: () => this.counts.refresh(),
    detectorChanged: () => this.detectorChanged(),
  });
  readonly labels = new Labels({
    saved: (images) => {
      if (this.labels.failures === 0) this.notices.settled('doing.label');
      this.counts.refresh();
      const { current, inspection } = this.review;
      if (current !== null && images.includes(current)) void inspection.refresh(current);
    },
    failed: (thrown) => this.notices.problem(thrown, 'doing.label'),
  });
  readonly review = new Review(this.labels);
  readonly calibration = new Calibration();
  readonly drift = new Drift();
  readonly wall = new Wall(this.labels);
  readonly versions = new Versions();
  readonly groups = new Groups(this.review, this.labels);
  readonly counts = new Counts(this.notices, () => this.#counted());

  info = $state.raw<WorkbenchInfo | null>(null);
  /** The engine of `project`; null where there is none. */
  engine = $state.raw<api.Engine | null>(null);
  /** Why nothing could be loaded at all. */
  problem = $state.raw<Problem | null>(null);
  helpOpen = $state(false);
  logOpen = $state(false);
  /** Whether the panel is open in which a list is narrowed. */
  narrowOpen = $state(false);
  /** The last training that ended while this window was open, until the person closes it. */
  outcome = $state.raw<TrainOutcome | null>(null);
  /** Counts up when detectors changed, for views that show them. */
  detectorEdition = $state(0);

  get project(): ProjectSummary | null {
    return this.counts.project;
  }

  /** The shift in the address; where none is given the newest with work left, else the newest. */
  shift = $derived.by((): api.ShiftId => {
    const chosen = this.route.place.shift;
    if (chosen === 'all') return null;
    // Newest first, as the engine says which that is.
    const shifts = this.project?.shifts ?? [];
    if (shifts.some((shift) => shift.id === chosen)) return chosen;
    return (shifts.find((shift) => shift.flaggedLeft > 0) ?? shifts[0])?.id ?? null;
  });
  shiftInfo = $derived(this.project?.shifts.find((shift) => shift.id === this.shift) ?? null);

  /** What the keys of the review act on. */
  mode = $derived.by((): Mode => {
    if (this.route.place.by === 'image') return 'image';
    return this.groups.split.active ? 'split' : 'group';
  });

  #following = false;
  #opening: Promise<unknown> = Promise.resolve();

  async start(): Promise<void> {
    try {
      await this.#inTurn(async () => {
        this.info = await api.workbench.info();
        if (this.info.project) await this.#enter(this.info.project.key);
      });
      this.problem = null;
    } catch (error) {
      this.problem = api.problemOf(error);
    }
  }

  openProject = (folder: string) => this.#change('doing.open', () => api.workbench.open(folder));

  createProject = (folder: string, name?: string) =>
    this.#change('doing.create', () => api.workbench.create(folder, name));

  openDemo = () => this.#change('doing.demo', async () => (await api.workbench.demo()).project);

  async closeProject(): Promise<void> {
    const meant = this.project?.key;
    try {
      await this.#inTurn(async () => {
        await this.labels.idle();
        // What another tab has opened meanwhile is not what the person saw.
        if (this.project?.key !== meant || (await this.#catchUp())) return;
        await api.workbench.close();
        this.#leave();
        this.info = await api.workbench.info();
      });
    } catch (error) {
      this.notices.problem(error);
    }
  }

  /** Runs something that may fail and says so where it does. */
  async attempt(doing: Key, task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      this.notices.settled(doing);
      return true;
    } catch (error) {
      this.notices.problem(error, doing);
      return false;
    }
  }

  async #change(doing: Key, ask: () => Promise<ProjectInfo>): Promise<boolean> {
    return this.attempt(doing, () =>
      this.#inTurn(async () => {
        await this.labels.idle();
        const { key } = await ask();
        this.notices.clear();
        this.info = await api.workbench.info();
        await this.#enter(key);
      }),
    );
  }

  /**
   * Projects are opened and closed one after the other: an answer that comes late would bring back
   * one that was left meanwhile.
   */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#opening.then(task);
    this.#opening = turn.catch(() => undefined);
    return turn;
  }

  /** Leaves the project that is shown, if any, once the one with this key has answered. */
  async #enter(key: string): Promise<void> {
    const engine = api.engineOf(key, () => {
      // A late refusal may speak of a project that this page has left already.
      if (engine === this.engine) void this.#follow();
    });
    const [project, proof] = await Promise.all([engine.summary(), engine.calibration.proof()]);
    this.#leave();
    this.engine = engine;
    this.counts.open(engine, project, proof);
    this.labels.open(engine);
    this.review.open(engine, rememberedImage(key));
    this.calibration.open(engine);
    this.wall.open(engine);
    this.groups.open(engine);
    this.#pinShift();
    // Before anything is waited for: a person may have gone elsewhere by then.
    if (project.images === 0) this.route.go({ view: 'transfer' }, true);
    await this.jobs.open(engine);
    await this.counts.countDoubted(engine);
  }

  /** Another tab opened another project: this page must not go on showing the one before. */
  async #follow(): Promise<void> {
    if (this.#following) return;
    this.#following = true;
    await this.attempt('doing.open', async () => {
      await this.#inTurn(() => this.#catchUp());
    });
    this.#following = false;
  }

  /** @returns whether another project than the one shown is open; it is shown from here on */
  async #catchUp(): Promise<boolean> {
    this.info = await api.workbench.info();
    const { project } = this.info;
    if (project?.key === this.project?.key) return false;
    if (project) {
      await this.#enter(project.key);
      this.notices.info(t('notice.other-project', { name: project.name }));
    } else this.#leave();
    return true;
  }

  /** Writes the default shift into the address, so that finishing it doesn't jump to another. */
  #pinShift(): void {
    if (this.shift !== null) this.route.go({ shift: this.shift }, true);
  }

  #leave(): void {
    this.jobs.close();
    this.groups.close();
    this.review.close();
    this.calibration.close();
    this.wall.close();
    this.versions.close();
    this.drift.close();
    this.labels.close();
    // What a reload brings along stays.
    if (this.project) this.route.go(OF_A_PROJECT, true);
    this.engine = null;
    this.counts.close();
    this.outcome = null;
    // The decisions in it are this project's, and could be taken back in the next.
    this.logOpen = false;
  }

  /** Other scores, another cut: whatever shows them is out of date. */
  detectorChanged(): void {
    this.detectorEdition += 1;
    this.counts.refresh();
    this.counts.readProof();
    this.#reloadReview();
  }

  /** With new counts, what else they are shown beside. */
  async #counted(): Promise<void> {
    this.#pinShift();
    if (this.route.place.view === 'review') void this.groups.readSummary(this.shift);
    await this.review.readHistogram();
  }

  /** Scores have changed, and with them what to look at. */
  #reloadReview(): void {
    if (this.mode === 'image') return void this.review.reload();
    this.review.inspection.forget();
    this.#reloadGroups();
  }

  /** Elsewhere they are loaded when the review is shown again. */
  #reloadGroups(): void {
    const { view, by } = this.route.place;
    // Without a detector nothing is grouped; the view loads its groups when there is one.
    if (view === 'review' && by === 'group' && this.project?.active) void this.groups.reload();
  }

  #jobEnded(job: Job): void {
    const doing = `job.${job.kind}` as const;
    const kind = t(doing);
    if (job.state === 'failed' && job.error) {
      const { code, message } = job.error;
      this.notices.problem(
        new api.ApiError({ type: 'about:blank', title: code, status: 0, code, detail: message }),
        doing,
      );
    } else if (job.state === 'done') {
      this.notices.settled(doing);
      // The queue is made by itself; that it is there shows, and nobody asked for it.
      if (job.kind !== 'queue') this.notices.say(t('notice.done', { kind }));
      if (job.kind === 'train' || job.kind === 'retrain') this.#trained(job.result as TrainOutcome);
      else if (job.kind === 'score') this.#reloadReview();
      else if (job.kind === 'queue') this.#reloadGroups();
      else if (job.kind === 'import' || job.kind === 'demo') this.#imported(job);
      else if (job.kind === 'import-detector') this.#detectorImported(job.result as TakenIn);
    } else if (job.state === 'cancelled') {
      this.notices.info(t('notice.cancelled', { kind }));
    }
    this.detectorEdition += 1;
    this.counts.refresh();
  }

  #trained(outcome: TrainOutcome): void {
    this.outcome = outcome;
    // Where the stream of events is down, nobody else tells that another one judges.
    if (outcome.activated) this.detectorChanged();
  }

  #detectorImported({ known, name }: TakenIn): void {
    if (known) this.notices.info(t('notice.detector-known', { name }));
  }

  #imported(job: Job): void {
    const { added, dryRun } = job.result as ImportResult;
    if (dryRun) return;
    this.notices.info(t('notice.imported', { n: added }));
    if (job.kind === 'demo') this.route.go({ view: 'review' });
    this.#reloadReview();
  }
}

export const [getSession, setSession] = createContext<Session>();
