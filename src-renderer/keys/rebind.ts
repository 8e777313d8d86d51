import type { Binding } from './binding.ts';

/** A physical key with or without Shift: `KeyN`, `Shift+KeyN`. */
export type Stroke = string;

/** The keys that a person wants for actions, instead of those of the table. */
export type Chosen<Name extends string = string> = Readonly<
  Partial<Record<Name, readonly Stroke[]>>
>;

export function strokeOf(code: string, shift: boolean): Stroke {
  return shift ? `Shift+${code}` : code;
}

function parse(stroke: Stroke): { code: string; shift: boolean } {
  const shift = stroke.startsWith('Shift+');
  return { code: shift ? stroke.slice('Shift+'.length) : stroke, shift };
}

/** Keys that are somebody else's: they move the focus, close sheets, or only modify others. */
const KEPT = /^(Shift|Control|Alt|Meta|OS|Caps|Num|Scroll)(Left|Right|Lock)?$/;
const KEPT_TOO = new Set(['Tab', 'Escape', 'ContextMenu', 'F5', 'F11', 'F12', 'Unidentified', '']);

/** Whether a key may be given to an action. */
export function isFree(code: string): boolean {
  return !KEPT.test(code) && !KEPT_TOO.has(code);
}

/** Whether two lines of the table can mean something at the same time. */
function meet(a: Binding, b: Binding): boolean {
  if (a.where === 'any' || b.where === 'any') return true;
  const apart = a.mode && b.mode && !a.mode.some((mode) => b.mode!.includes(mode));
  return a.where.some((view) => b.where.includes(view) && !(view === 'review' && apart));
}

/**
 * The table with what a person chose. A chosen key is taken from every other action that it would
 * mean as well, so that no key ever means two things; such an action may be left without one.
 */
export function rebound<Name extends string>(
  table: readonly Binding<Name>[],
  chosen: Chosen<Name>,
): Binding<Name>[] {
  const taken = table.flatMap((binding) =>
    (chosen[binding.action] ?? []).map((stroke) => ({ binding, stroke })),
  );
  const seen = new Set<string>();
  return table.flatMap((binding) => {
    const { action, codes, shift = false } = binding;
    const own = chosen[action];
    if (!own) {
      const left = codes.filter(
        (code) =>
          !taken.some((by) => by.stroke === strokeOf(code, shift) && meet(by.binding, binding)),
      );
      return [{ ...binding, codes: left }];
    }
    // The first line of an action in a place stands for all that it has there.
    const place = JSON.stringify([action, binding.where, binding.mode]);
    if (seen.has(place)) return [];
    seen.add(place);
    return [false, true].flatMap((wanted) => {
      const held = own.map(parse).filter(({ shift }) => shift === wanted);
      if (held.length === 0 && (wanted || own.some((stroke) => parse(stroke).shift))) return [];
      const hint = (binding.hint ?? false) && parse(own[0] ?? '').shift === wanted;
      return [{ ...binding, shift: wanted, hint, codes: held.map(({ code }) => code) }];
    });
  });
}

/** The actions whose key a stroke is now, where it could not be this action's as well. */
export function holders<Name extends string>(
  table: readonly Binding<Name>[],
  action: Name,
  stroke: Stroke,
): Name[] {
  const { code, shift } = parse(stroke);
  const own = table.filter((binding) => binding.action === action);
  return table
    .filter(
      (binding) =>
        binding.action !== action &&
        (binding.shift ?? false) === shift &&
        binding.codes.includes(code) &&
        own.some((mine) => meet(mine, binding)),
    )
    .map((binding) => binding.action);
}

/** Gives a key to an action and takes it from those that were given it before. */
export function withKey<Name extends string>(
  table: readonly Binding<Name>[],
  chosen: Chosen<Name>,
  action: Name,
  stroke: Stroke,
): Chosen<Name> {
  const others = holders(rebound(table, chosen), action, stroke);
  const next: Partial<Record<Name, readonly Stroke[]>> = { ...chosen, [action]: [stroke] };
  for (const other of others) {
    const given = next[other];
    if (given) next[other] = given.filter((one) => one !== stroke);
  }
  return next;
}
