import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { GoldenRates, GoldenSet } from '../../src-main/shared/api/golden.ts';
import type { Activation, VersionStorage } from '../../src-main/shared/api/versions.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';

/** What the view of detectors asks a person before it does it. */
export type Question =
  { what: 'activate'; detector: DetectorInfo } | { what: 'golden'; shift: number };

/** The versions of the open project's detector: which there are, which is looked at, which compared. */
export class Versions {
  /** Newest first; null until they have come. */
  list = $state.raw<DetectorInfo[] | null>(null);
  golden = $state.raw<GoldenSet | null>(null);
  rates = $state.raw<readonly GoldenRates[]>([]);
  activations = $state.raw<Activation[]>([]);
  storage = $state.raw<readonly VersionStorage[]>([]);
  problem = $state.raw<Problem | null>(null);
  chosen = $state<number | null>(null);
  /** Detectors whose trainings stand side by side, in the order in which they were taken. */
  compared = $state.raw<readonly number[]>([]);
  question = $state.raw<Question | null>(null);

  active = $derived(this.list?.find(({ state }) => state === 'active') ?? null);
  /** The one that is looked at: the chosen one, else the active one. */
  shown = $derived(
    this.list?.find(({ id }) => id === this.chosen) ?? this.active ?? this.list?.[0] ?? null,
  );
  /** The one that judged before the active one did. */
  previous = $derived.by(() => {
    const before = this.activations.find(({ detector }) => detector !== this.active?.id);
    return this.list?.find(({ id }) => id === before?.detector) ?? null;
  });

  #asked = 0;

  /** Reads everything again; an answer that a later question has overtaken is dropped. */
  async load({ detectors, versions }: api.Engine): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const [list, golden, rates, activations, storage] = await Promise.all([
        detectors.list(),
        versions.golden(),
        versions.goldenRates(),
        versions.activations(),
        versions.storage(),
      ]);
      if (asked !== this.#asked) return;
      this.list = list;
      this.golden = golden;
      this.rates = rates;
      this.activations = activations;
      this.storage = storage;
      this.compared = this.compared.filter((id) => list.some((detector) => detector.id === id));
      this.problem = null;
    } catch (error) {
      if (asked === this.#asked) this.problem = api.problemOf(error);
    }
  }

  close(): void {
    this.#asked += 1;
    this.list = null;
    this.golden = null;
    this.rates = [];
    this.activations = [];
    this.storage = [];
    this.chosen = null;
    this.compared = [];
    this.question = null;
    this.problem = null;
  }

  /** Looks at the next one down or up the list. */
  move(step: 1 | -1): void {
    const { list, shown } = this;
    if (!list || !shown) return;
    const at = list.findIndex(({ id }) => id === shown.id) + step;
    this.chosen = list[Math.max(0, Math.min(list.length - 1, at))]!.id;
  }

  toggleCompared(id: number): void {
    this.compared = this.compared.includes(id)
      ? this.compared.filter((other) => other !== id)
      : [...this.compared, id];
  }
}
