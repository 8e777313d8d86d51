import { createContext } from 'svelte';
import type {
  DetectorInfo,
  ImportResult,
  Job,
  ProjectInfo,
  ProjectSummary,
  TrainOutcome,
  WorkbenchInfo,
} from '../../src-main/shared/api.ts';
import type { ProofBasis } from '../../src-main/shared/api/calibration.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';
import type { Demands } from '../../src-main/shared/proof.ts';
import type { ActivationWords } from '../api/versions.ts';
import { i18n, t } from '../i18n/i18n.svelte.ts';
import type { Mode } from '../keys/keymap.ts';
import { Calibration } from './calibration.svelte.ts';
import { Groups } from './groups.svelte.ts';
import { Drift } from './drift.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Keys } from './keys.svelte.ts';
import { Labels } from './labels.svelte.ts';
import { SUSPECTS } from './listing.ts';
import { Notices } from './notices.svelte.ts';
import { Review } from './review.svelte.ts';
import { Route } from './route.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { stored } from './stored.ts';
import { Wall } from './wall.svelte.ts';
import { Versions } from './versions.svelte.ts';

const REFRESH_MS = 250;
const PROOF_MS = 1500;

/** Everything that one window knows. Made once in main.ts; components find it in their context. */
export class Session {
  readonly settings = new Settings();
  readonly keys = new Keys();
  readonly notices = new Notices();
  readonly route = new Route();
  readonly jobs = new Jobs({
    ended: (job) => this.#jobEnded(job),
    labelsChanged: () => this.refresh(),
    detectorChanged: () => this.#detectorChanged(),
  });
  readonly labels = new Labels({
    saved: (images) => {
      if (this.labels.failures === 0) this.notices.settled(t('doing.label'));
      this.refresh();
      const { current, inspection } = this.review;
      if (current !== null && images.includes(current)) void inspection.refresh(current);
    },
    failed: (thrown) => this.notices.problem(thrown, t('doing.label')),
  });
  readonly review = new Review(this.labels);
  readonly calibration = new Calibration();
  readonly drift = new Drift();
  readonly wall = new Wall(this.labels);
  readonly versions = new Versions();
  readonly groups = new Groups(this.review, this.labels);

  info = $state.raw<WorkbenchInfo | null>(null);
  project = $state.raw<ProjectSummary | null>(null);
  /** The engine of `project`; null where there is none. */
  engine = $state.raw<api.Engine | null>(null);
  /** What the active detector's rates are proven on; null until it is known. */
  proof = $state.raw<ProofBasis | null>(null);
  /** Why nothing could be loaded at all. */
  problem = $state.raw<Problem | null>(null);
  helpOpen = $state(false);
  logOpen = $state(false);
  /** Whether the panel is open in which a list is narrowed. */
  narrowOpen = $state(false);
  /** The last training that ended while this window was open, until the person closes it. */
  outcome = $state.raw<TrainOutcome | null>(null);
  /** Labels among the most suspicious that something contradicts: to be confirmed before a training. */
  doubted = $state(0);
  /** Counts up when detectors changed, for views that show them. */
  detectorEdition = $state(0);

  /** The shift in the address; where none is given the newest with work left, else the newest. */
  shift = $derived.by((): api.ShiftId => {
    const chosen = this.route.place.shift;
    if (chosen === 'all') return null;
    const shifts = this.project?.shifts ?? [];
    if (shifts.some((shift) => shift.id === chosen)) return chosen;
    const newest = shifts.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
    return (newest.find((shift) => shift.flaggedLeft > 0) ?? newest[0])?.id ?? null;
  });
  shiftInfo = $derived(this.project?.shifts.find((shift) => shift.id === this.shift) ?? null);

  /** What the keys of the review act on. */
  mode = $derived.by((): Mode => {
    if (this.route.place.by === 'image') return 'image';
    return this.groups.split.active ? 'split' : 'group';
  });

  #timer: ReturnType<typeof setTimeout> | undefined;
  #proofTimer: ReturnType<typeof setTimeout> | undefined;
  #following = false;

  async start(): Promise<void> {
    try {
      this.info = await api.workbench.info();
      if (this.info.project) await this.#enter(this.info.project.key);
      this.problem = null;
    } catch (error) {
      this.problem = api.problemOf(error);
    }
  }

  openProject = (folder: string) => this.#change(t('doing.open'), () => api.workbench.open(folder));

  createProject = (folder: string, name?: string) =>
    this.#change(t('doing.create'), () => api.workbench.create(folder, name));

  openDemo = () => this.#change(t('doing.demo'), async () => (await api.workbench.demo()).project);

  async closeProject(): Promise<void> {
    try {
      await this.labels.idle();
      await api.workbench.close();
      this.#leave();
      this.info = await api.workbench.info();
    } catch (error) {
      this.notices.problem(error);
    }
  }

  /** Reads the counts again, soon; many calls in a row make one request. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#readProject(), REFRESH_MS);
  }

  /** The one button: trains the first detector, or retrains on what people decided since. */
  async retrain(): Promise<void> {
    const { engine, project } = this;
    if (!engine || !project || this.jobs.training) return;
    this.outcome = null;
    await this.attempt(t('doing.train'), async () => {
      this.jobs.take(
        await (project.active ? engine.detectors.retrain() : engine.detectors.train()),
      );
    });
  }

  /** Activates a detector at once, but asks first where the gate refused it. */
  askToActivate(detector: DetectorInfo): void {
    if (detector.state === 'candidate' && detector.gate?.passed === false) {
      this.versions.question = { what: 'activate', detector };
    } else if (detector.state !== 'active') {
      void this.activate(detector.id);
    }
  }

  async activate(id: number, words?: ActivationWords): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    await this.attempt(t('doing.activate'), async () => {
      const detector = await engine.versions.activate(id, words);
      this.notices.info(t('notice.activated', { name: detector.name }));
      this.outcome = null;
      this.#detectorChanged();
    });
  }

  /** Makes the cuts under trial a version of the active detector. */
  async calibrate(): Promise<void> {
    const { engine } = this;
    const request = this.calibration.request();
    if (!engine || !request) return;
    await this.attempt(t('doing.calibrate'), async () => {
      const detector = await engine.calibration.apply(request);
      this.calibration.note = '';
      // At once: who goes back with the next key must not find the trial standing.
      const { thresholds } = detector.calibration;
      this.calibration.adopt({ detector: detector.id, thresholds });
      this.notices.info(t('notice.activated', { name: detector.name }));
      this.#detectorChanged();
    });
  }

  /** Activates the version that the active one came from. */
  async goBack(): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    await this.attempt(t('doing.activate'), async () => {
      // What this page knows may be from before the newest version: one key must not miss it.
      const parent = (await engine.summary()).active?.parent;
      if (parent != null) await this.activate(parent);
    });
  }

  async demand(demands: Partial<Demands>): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    await this.attempt(t('doing.demand'), async () => {
      this.proof = await engine.calibration.demand(demands);
    });
  }

  /** Runs something that may fail and says so where it does. */
  async attempt(doing: string, task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      this.notices.settled(doing);
      return true;
    } catch (error) {
      this.notices.problem(error, doing);
      return false;
    }
  }

  async #change(doing: string, ask: () => Promise<ProjectInfo>): Promise<boolean> {
    return this.attempt(doing, async () => {
      await this.labels.idle();
      const { key } = await ask();
      this.notices.clear();
      this.info = await api.workbench.info();
      await this.#enter(key);
    });
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
    this.project = project;
    this.proof = proof;
    this.labels.open(engine);
    this.review.open(engine, Number(stored.read(`image.${key}`)) || null);
    this.calibration.open(engine);
    this.wall.open(engine);
    this.groups.open(engine);
    this.#pinShift();
    // Before anything is waited for: a person may have gone elsewhere by then.
    if (project.images === 0) this.route.go({ view: 'transfer' }, true);
    await this.jobs.open(engine);
    await this.#countDoubted(engine);
  }

  /** Another tab opened another project: this page must not go on showing the one before. */
  async #follow(): Promise<void> {
    if (this.#following) return;
    this.#following = true;
    await this.attempt(t('doing.open'), async () => {
      this.info = await api.workbench.info();
      const { project } = this.info;
      if (project?.key === this.project?.key) return;
      if (!project) return this.#leave();
      await this.#enter(project.key);
      this.notices.info(t('notice.other-project', { name: project.name }));
    });
    this.#following = false;
  }

  /** Writes the default shift into the address, so that finishing it doesn't jump to another. */
  #pinShift(): void {
    if (this.shift !== null) this.route.go({ shift: this.shift }, true);
  }

  /** So that a window opened again, after a crash too, goes on at the same image. */
  rememberImage(): void {
    const { project, review } = this;
    // Not in the address: browsers limit how often that may change, and a held key is faster.
    if (project && review.current !== null) {
      stored.write(`image.${project.key}`, String(review.current));
    }
  }

  #leave(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#proofTimer);
    this.jobs.close();
    this.groups.close();
    this.review.close();
    this.calibration.close();
    this.wall.close();
    this.versions.close();
    this.drift.close();
    this.labels.close();
    // The shift in the address is this project's own; one that a reload brings along stays.
    if (this.project) this.route.go({ shift: null }, true);
    this.engine = null;
    this.project = null;
    this.proof = null;
    this.doubted = 0;
    this.outcome = null;
    // The decisions in it are this project's, and could be taken back in the next.
    this.logOpen = false;
  }

  async #readProject(): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    try {
      const project = await engine.summary();
      if (engine !== this.engine) return;
      this.project = project;
      this.#pinShift();
      await this.#countDoubted(engine);
      if (this.route.place.view === 'review') void this.groups.readSummary();
      this.#readProofSoon();
      await this.review.readHistogram();
      this.notices.settled(t('doing.summary'));
    } catch (error) {
      // Of a project that was left meanwhile nobody wants counts any more.
      const left = ['other-project', 'no-project'].includes(api.problemOf(error).code);
      if (engine === this.engine && !left) this.notices.problem(error, t('doing.summary'));
    }
  }

  /** Once a row of labels has paused: it counts every held-out image. */
  #readProofSoon(): void {
    clearTimeout(this.#proofTimer);
    this.#proofTimer = setTimeout(() => void this.#readProof(), PROOF_MS);
  }

  async #readProof(): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    try {
      const proof = await engine.calibration.proof();
      if (engine === this.engine) this.proof = proof;
    } catch (error) {
      const left = ['other-project', 'no-project'].includes(api.problemOf(error).code);
      if (engine === this.engine && !left) this.notices.problem(error, t('doing.summary'));
    }
  }

  async #countDoubted(engine: api.Engine): Promise<void> {
    const suspects = await engine.checks.suspects(SUSPECTS);
    if (engine !== this.engine) return;
    this.doubted = suspects.filter(({ reason }) => reason !== 'near').length;
  }

  #detectorChanged(): void {
    this.detectorEdition += 1;
    this.refresh();
    void this.#readProof();
    this.#reloadReview();
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
    const kind = t(`job.${job.kind}`);
    if (job.state === 'failed' && job.error) {
      const { code, message } = job.error;
      this.notices.problem(
        new api.ApiError({ type: 'about:blank', title: code, status: 0, code, detail: message }),
        kind,
      );
    } else if (job.state === 'done') {
      this.notices.settled(kind);
      // The queue is made by itself; that it is there shows, and nobody asked for it.
      if (job.kind !== 'queue') this.notices.say(t('notice.done', { kind }));
      if (job.kind === 'train' || job.kind === 'retrain') this.outcome = job.result as TrainOutcome;
      else if (job.kind === 'score') this.#reloadReview();
      else if (job.kind === 'queue') this.#reloadGroups();
      else if (job.kind === 'import' || job.kind === 'demo') this.#imported(job);
    } else if (job.state === 'cancelled') {
      this.notices.info(t('notice.cancelled', { kind }));
    }
    this.detectorEdition += 1;
    this.refresh();
  }

  #imported(job: Job): void {
    const { added, dryRun } = job.result as ImportResult;
    if (dryRun) return;
    this.notices.info(t('notice.imported', { n: added }));
    if (job.kind === 'demo') this.route.go({ view: 'review' });
    this.#reloadReview();
  }

  /** Has the queue of groups made for the shift at hand. */
  async makeQueue(): Promise<void> {
    const { engine, groups, shift } = this;
    if (!engine) return;
    groups.asked = true;
    await this.attempt(t('job.queue'), async () => {
      this.jobs.take(await engine.review.makeQueue(shift));
    });
  }

  /** Puts an image on the screen of the review; false where what is under review has it not. */
  async goTo(image: number): Promise<boolean> {
    if (this.mode !== 'image' && !(await this.groups.goTo(image))) return false;
    return this.review.goTo(image);
  }

  /** Spoken after a label: what was said and how much is left. */
  announce(what: string): void {
    this.notices.say(t('spoken.labelled', { label: what, left: i18n.number(this.review.left) }));
  }
}

export const [getSession, setSession] = createContext<Session>();
