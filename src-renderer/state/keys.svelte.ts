import { t } from '../i18n/i18n.svelte.ts';
import { ACTIONS, capOf, KEYMAP, type Action, type Binding } from '../keys/keymap.ts';
import { holders, isFree, rebound, withKey, type Chosen, type Stroke } from '../keys/rebind.ts';
import { CHOSEN_BY, SETS, type KeySet } from '../keys/sets.ts';
import { stored } from './stored.ts';

/** The keys of this person on this machine. */
export class Keys {
  #chosen = $state.raw<Chosen<Action>>(readChosen());

  /** The table of keys as it counts now; drives handlers, hints and the sheet. */
  table: readonly Binding<Action>[] = $derived(rebound(KEYMAP, this.#chosen));
  /** The set of keys in use; null where a person has chosen keys one by one. */
  set: KeySet | null = $derived(
    SETS.find((set) => JSON.stringify(CHOSEN_BY[set]) === JSON.stringify(this.#chosen)) ?? null,
  );
  /** Actions that have lost or changed a key of the standard set. */
  changed: readonly Action[] = $derived(
    ACTIONS.filter((action) => {
      const strokes = (table: readonly Binding<Action>[]): string =>
        JSON.stringify(
          table.filter((binding) => binding.action === action).map(({ codes }) => codes),
        );
      return strokes(this.table) !== strokes(KEYMAP);
    }),
  );

  useSet(set: KeySet): void {
    this.#keep(CHOSEN_BY[set]);
  }

  /**
   * Gives an action a key, instead of those that it has.
   *
   * @returns the actions that had it, and have lost it; null for a key that cannot be given
   */
  give(action: Action, code: string, stroke: Stroke): Action[] | null {
    if (!isFree(code)) return null;
    const before = holders(this.table, action, stroke);
    this.#keep(withKey(KEYMAP, this.#chosen, action, stroke));
    return before;
  }

  /** What is printed on an action's first key; null where it has none. */
  cap(action: Action): string | null {
    const line = this.table.find((one) => one.action === action && one.codes.length > 0);
    return line ? capOf(line.codes[0]!, line.shift ?? false, { space: t('keys.space') }) : null;
  }

  /** The keys of some actions, as a sentence names them. */
  caps(...actions: Action[]): string {
    const caps = actions.flatMap((action) => this.cap(action) ?? []);
    return caps.length > 0 ? caps.join(', ') : t('rebind.none');
  }

  /** A text, and behind it the key that does what it says. */
  titled(text: string, action: Action): string {
    const cap = this.cap(action);
    return cap === null ? text : `${text} (${cap})`;
  }

  #keep(chosen: Chosen<Action>): void {
    this.#chosen = chosen;
    stored.write('keys', JSON.stringify(chosen));
  }
}

/** What was kept, as far as this version knows it: actions come and go. */
function readChosen(): Chosen<Action> {
  try {
    const kept = JSON.parse(stored.read('keys') ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(kept).filter(
        ([action, strokes]) =>
          ACTIONS.some((known) => known === action) &&
          Array.isArray(strokes) &&
          strokes.every((stroke) => typeof stroke === 'string'),
      ),
    );
  } catch {
    return {};
  }
}
