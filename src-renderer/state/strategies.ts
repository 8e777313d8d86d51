import type { ComparedStrategy } from '../../src-main/shared/api/calibration.ts';
import { outcomesAt, type SortedClasses } from '../../src-main/shared/sweep.ts';
import {
  askStrategy,
  CHOOSING_STRATEGIES,
  STRATEGIES,
  type Costs,
  type StrategyValues,
} from '../../src-main/shared/thresholds.ts';

/** Numbers that a person has given, by strategy. */
export type AllValues = Readonly<Record<string, StrategyValues>>;

/** What every strategy starts with. */
export function defaultValues(): AllValues {
  return Object.fromEntries(
    STRATEGIES.map(({ name, parameters }) => [
      name,
      Object.fromEntries(
        parameters.flatMap((p) => (p.default === undefined ? [] : [[p.name, p.default]])),
      ),
    ]),
  );
}

/** The costs that `least-cost` goes by. */
export function costsOf(values: AllValues): Costs {
  return values['least-cost'] as unknown as Costs;
}

/** The strategies' answers; with other numbers for one, the rest are not asked again. */
export class Strategies {
  #placing: SortedClasses | null = null;
  #held: SortedClasses | null = null;
  #shift: Float64Array | undefined;
  readonly #known = new Map<
    string,
    { values: StrategyValues | undefined; answer: ComparedStrategy }
  >();

  /**
   * @param placing what they choose on
   * @param held what their cuts are counted on
   */
  ask(
    placing: SortedClasses,
    held: SortedClasses,
    shift: Float64Array | undefined,
    values: AllValues,
  ): ComparedStrategy[] {
    const same = placing === this.#placing && held === this.#held && shift === this.#shift;
    if (!same) this.#known.clear();
    this.#placing = placing;
    this.#held = held;
    this.#shift = shift;
    return CHOOSING_STRATEGIES.map((name) => {
      const known = this.#known.get(name);
      if (known && known.values === values[name]) return known.answer;
      const asked = askStrategy(name, { ...placing, shift }, values[name]);
      const thresholds = asked.calibration?.thresholds;
      const counts = thresholds ? outcomesAt(held, thresholds).confusion : null;
      const answer = { ...asked, counts };
      this.#known.set(name, { values: values[name], answer });
      return answer;
    });
  }
}
