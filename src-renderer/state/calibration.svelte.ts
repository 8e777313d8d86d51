import {
  STANDING,
  type ScoreSet,
  type ShiftScores,
  type ShownSet,
} from '../../src-main/shared/api/calibration.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import { figuresOf } from '../../src-main/shared/figures.ts';
import { outcomesAt, type SortedClasses } from '../../src-main/shared/sweep.ts';
import { CHOOSING_STRATEGIES } from '../../src-main/shared/thresholds.ts';
import type { Calibration as Placed, Thresholds } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';
import type { CalibrateRequest } from '../api/calibration.ts';
import { cutsOf, nextCut, sameCuts, withCut, withoutCut, type Cut } from './cuts.ts';
import { stored } from './stored.ts';
import { defaultValues, Strategies, type AllValues } from './strategies.ts';

const NOTHING: SortedClasses = { normals: new Float64Array(), leaks: new Float64Array() };

/** Key presses from one end of the axis to the other. */
const STEPS = 400;
const FAR_STEPS = 20;

/** What a person sees of the active detector when they come to choose new cuts. */
export interface Judge extends Pick<Placed, 'strategy' | 'values' | 'thresholds'> {
  detector: number;
}

/**
 * The cuts under trial. Scores come from the engine once; every figure follows from sorted arrays,
 * so that a cut can be dragged over a million scores.
 */
export class Calibration {
  readonly #strategies = new Strategies();

  /** What strategies choose on. */
  placing = $state.raw(NOTHING);
  /** Scores held out of the fit. */
  held = $state.raw(NOTHING);
  /** The set that a person wants to see, and the one whose scores have come. */
  wanted = $state<ShownSet>('held-out');
  set = $state<ShownSet>('held-out');
  /** Scores of `set`. */
  shown = $state.raw(NOTHING);
  /** What rates are proven on, and its scores. */
  proofSet = $state<ScoreSet>('held-out');
  proving = $state.raw(NOTHING);
  shift = $state.raw<(Omit<ShiftScores, 'scores'> & { scores: Float64Array }) | null>(null);
  /** The detector whose scores these are, once they have come. */
  judge = $state.raw<Judge | null>(null);
  problem = $state.raw<Problem | null>(null);

  draft = $state.raw<Thresholds>({ upper: 0 });
  /** The strategy that the draft was taken from; null once a cut was moved by hand. */
  taken = $state<string | null>(null);
  chosen = $state<Cut>('upper');
  values = $state.raw<AllValues>(defaultValues());
  /** Place of the strategy under the cursor. */
  cursor = $state(0);
  /** Who calibrates at this machine. */
  author = $state(stored.read('author') ?? '');
  note = $state('');

  standing = $derived(STANDING[this.set]);
  outcomes = $derived(outcomesAt(this.shown, this.draft));
  figures = $derived(figuresOf(this.outcomes.confusion));
  proven = $derived(outcomesAt(this.proving, this.draft).confusion);
  answers = $derived(
    this.#strategies.ask(this.placing, this.held, this.shift?.scores, this.values),
  );
  changed = $derived(this.judge !== null && !sameCuts(this.draft, this.judge.thresholds));
  /** The axis: all scores, the active cuts and the trial's, with a little room at both ends. */
  range = $derived.by(() => {
    const cuts = [this.judge?.thresholds ?? this.draft, this.draft];
    const points = [
      ...cuts.flatMap((thresholds) => cutsOf(thresholds).map((cut) => thresholds[cut]!)),
      ...[this.shown.normals, this.shown.leaks].flatMap((scores) =>
        scores.length > 0 ? [scores[0]!, scores.at(-1)!] : [],
      ),
    ];
    const [min, max] = [Math.min(...points), Math.max(...points)];
    const room = (max - min || 1) * 0.02;
    return { min: min - room, max: max + room };
  });

  #engine: api.Engine | null = null;
  #abort = new AbortController();

  open(engine: api.Engine): void {
    this.close();
    this.#engine = engine;
  }

  close(): void {
    this.#abort.abort();
    this.#engine = null;
    this.judge = null;
    this.held = this.placing = this.shown = this.proving = NOTHING;
    this.set = this.wanted = 'held-out';
    this.shift = null;
    this.note = '';
    this.taken = null;
    this.values = defaultValues();
    this.cursor = 0;
    this.problem = null;
  }

  /**
   * From here on this detector's cuts are those that a trial is compared with, and the strategy that
   * chose them is the one looked at.
   */
  adopt(judge: Judge): void {
    this.judge = judge;
    const { strategy, values } = judge;
    const place = CHOOSING_STRATEGIES.indexOf(strategy);
    if (place >= 0) {
      this.cursor = place;
      this.values = { ...this.values, [strategy]: { ...this.values[strategy], ...values } };
    }
    this.reset();
  }

  /** Reads all scores again. The draft stays where they are still those of the same detector. */
  async load(active: Judge, shift: number | null, proofSet: ScoreSet): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const { calibration } = engine;
    const set = this.wanted;
    this.problem = null;
    try {
      const held = calibration.scores('held-out', signal);
      const read = (wanted: ScoreSet) =>
        wanted === 'held-out' ? held : calibration.scores(wanted, signal);
      const [{ detector, classes }, placing, shown, proving, measured] = await Promise.all([
        held,
        read('placing'),
        read(set),
        read(proofSet),
        calibration.shift(shift, signal),
      ]);
      if (signal.aborted || detector !== active.detector) return;
      this.held = classes;
      this.placing = placing.classes;
      this.shown = shown.classes;
      this.set = set;
      this.proving = proving.classes;
      this.proofSet = proofSet;
      this.shift = measured;
      if (this.judge?.detector !== active.detector) this.adopt(active);
      else if (this.taken !== null && !this.#draw(this.taken)) this.taken = null;
    } catch (error) {
      if (!signal.aborted) this.problem = api.problemOf(error);
    }
  }

  /** Back to the cuts that judge now. */
  reset(): void {
    if (!this.judge) return;
    this.draft = this.judge.thresholds;
    this.taken = null;
    if (this.draft[this.chosen] === undefined) this.chosen = 'upper';
  }

  move(cut: Cut, value: number): void {
    if (!Number.isFinite(value)) return;
    this.draft = withCut(this.draft, cut, value);
    this.chosen = cut;
    this.taken = null;
  }

  /** Moves the chosen cut by a step of the axis. */
  step(direction: 1 | -1, far = false): void {
    const { min, max } = this.range;
    const at = this.draft[this.chosen]! + (direction * (max - min)) / (far ? FAR_STEPS : STEPS);
    this.move(this.chosen, Math.max(min, Math.min(max, at)));
  }

  /** Moves the chosen cut past the next image. */
  stepImage(direction: 1 | -1): void {
    const at = nextCut(this.shown, this.draft[this.chosen]!, direction > 0);
    if (at !== null) this.move(this.chosen, at);
  }

  chooseNext(): void {
    const cuts = cutsOf(this.draft);
    this.chosen = cuts[(cuts.indexOf(this.chosen) + 1) % cuts.length]!;
  }

  /** Adds the zone of review or the lower cut, a tenth of the axis below, or takes it away. */
  toggle(cut: 'review' | 'lower'): void {
    this.taken = null;
    if (this.draft[cut] !== undefined) {
      this.draft = withoutCut(this.draft, cut);
      this.chosen = 'upper';
      return;
    }
    const { min, max } = this.range;
    const from = cut === 'review' ? this.draft.upper : (this.draft.review ?? this.draft.upper);
    this.draft = withCut(this.draft, cut, from - (max - min) / 10);
    this.chosen = cut;
  }

  /** Tries what a strategy chooses; false where it refuses. */
  take(name: string): boolean {
    if (!this.#draw(name)) return false;
    this.cursor = this.answers.findIndex((answer) => answer.name === name);
    return true;
  }

  /** Once scores have changed too: the engine chooses anew, and must store what is shown. */
  #draw(name: string): boolean {
    const thresholds = this.answers.find((answer) => answer.name === name)?.calibration?.thresholds;
    if (!thresholds) return false;
    this.draft = thresholds;
    this.taken = name;
    if (thresholds[this.chosen] === undefined) this.chosen = 'upper';
    return true;
  }

  moveCursor(by: 1 | -1): void {
    this.cursor = Math.max(0, Math.min(this.answers.length - 1, this.cursor + by));
  }

  /** Gives a strategy another number; what was taken from it follows. */
  setValue(strategy: string, parameter: string, value: number): void {
    this.values = {
      ...this.values,
      [strategy]: { ...this.values[strategy], [parameter]: value },
    };
    if (this.taken === strategy) this.take(strategy);
  }

  /** What to ask of the engine so that the draft becomes a version; null where nothing changed. */
  request(): CalibrateRequest | null {
    const { judge, taken, draft } = this;
    if (!judge || !this.changed) return null;
    stored.write('author', this.author.trim());
    const { name, value } = taken
      ? { name: taken, value: this.values[taken] ?? {} }
      : { name: 'manual', value: { ...draft } };
    return {
      strategy: name,
      value: value as Record<string, number>,
      from: judge.detector,
      ...(this.shift?.shift ? { shift: this.shift.shift.id } : {}),
      ...(this.author.trim() ? { author: this.author.trim() } : {}),
      ...(this.note.trim() ? { note: this.note.trim() } : {}),
    };
  }
}
