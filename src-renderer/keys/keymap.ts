/**
 * The one table of keys. It drives the handlers, the hints in the footer, the help sheet and the
 * names of the desktop menu's commands. Keys are physical (`event.code`), so that a Russian layout
 * works as an English one does.
 */

import type { View } from '../state/url.ts';
import { APP_KEYS } from './app.ts';
import type { Binding, KeyGroup, Mode } from './binding.ts';
import { CALIBRATE_KEYS } from './calibrate.ts';
import { EVIDENCE_KEYS } from './evidence.ts';
import { DETECTOR_KEYS } from './detectors.ts';
import { GROUP_KEYS } from './groups.ts';
import { REVIEW_KEYS } from './review.ts';
import { SHIFT_KEYS } from './shift.ts';
import { WALL_KEYS } from './wall.ts';

export type { Binding, KeyGroup, Mode } from './binding.ts';

const TABLES = [
  ...REVIEW_KEYS,
  ...GROUP_KEYS,
  ...CALIBRATE_KEYS,
  ...EVIDENCE_KEYS,
  ...WALL_KEYS,
  ...DETECTOR_KEYS,
  ...SHIFT_KEYS,
  ...APP_KEYS,
] as const;

export type Action = (typeof TABLES)[number]['action'];

export const KEYMAP: readonly Binding<Action>[] = TABLES;

export const ACTIONS: readonly Action[] = [...new Set(KEYMAP.map(({ action }) => action))];

export interface KeyStroke {
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

/**
 * The action that a key stroke means in a view, or null where it means none.
 *
 * @param table with the keys that a person chose; see keys/rebind.ts
 * @param mode of the review; of no account in other views
 */
export function actionFor(
  stroke: KeyStroke,
  view: View,
  table: readonly Binding<Action>[] = KEYMAP,
  mode: Mode = 'image',
): Action | null {
  const mod = stroke.ctrlKey || stroke.metaKey;
  if (stroke.altKey) return null;
  for (const binding of table) {
    if (!binding.codes.includes(stroke.code)) continue;
    if ((binding.shift ?? false) !== stroke.shiftKey) continue;
    if (mod && !binding.mod) continue;
    if (stroke.repeat && !binding.repeats) continue;
    if (!holdsIn(binding, view, mode)) continue;
    return binding.action;
  }
  return null;
}

/** Whether an action means anything in a view: nobody labels an image that isn't shown. */
export function worksIn(action: Action, view: View, mode: Mode = 'image'): boolean {
  return KEYMAP.some((binding) => binding.action === action && holdsIn(binding, view, mode));
}

function holdsIn({ where, mode: modes }: Binding, view: View, mode: Mode): boolean {
  if (where === 'any') return true;
  return where.includes(view) && (view !== 'review' || (modes?.includes(mode) ?? true));
}

/** What the focus rests on, as far as keys are concerned; see `takesKey`. */
interface Focus {
  tag: string;
  type?: string;
  role?: string | null;
  editable?: boolean;
}

const TYPED_INTO = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const PRESSED = new Set(['BUTTON', 'SUMMARY']);
/** Both keys of that name press what has the focus. */
const ENTERS = /^(Numpad)?Enter$/;

/**
 * Whether the focused element wants the key for itself: text fields and lists want every key,
 * buttons want Space and Enter, links want Enter, a box to tick wants Space, a slider wants arrows.
 */
export function takesKey(focus: Focus, code: string): boolean {
  if (focus.editable) return true;
  if (focus.tag === 'INPUT' && (focus.type === 'checkbox' || focus.type === 'radio')) {
    return code === 'Space' || (focus.type === 'radio' && code.startsWith('Arrow'));
  }
  if (focus.tag === 'INPUT' && focus.type === 'range') {
    return /^(Arrow|Page|Home|End)/.test(code);
  }
  if (TYPED_INTO.has(focus.tag)) return true;
  if (PRESSED.has(focus.tag) || focus.role === 'button') {
    return code === 'Space' || ENTERS.test(code);
  }
  if (focus.tag === 'A') return ENTERS.test(code);
  return false;
}

const CAPS: Record<string, string> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Delete: 'Del',
  Escape: 'Esc',
  Equal: '+',
  Minus: '−',
  BracketLeft: '[',
  BracketRight: ']',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num −',
  NumpadMultiply: 'Num *',
  NumpadDivide: 'Num /',
  NumpadDecimal: 'Num .',
  NumpadEnter: 'Num Enter',
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Semicolon: ';',
  Quote: "'",
  Backslash: '\\',
};

/**
 * What is printed on a key, Latin letters as on every Russian keyboard too. `words` are of
 * the language in use.
 */
export function capOf(code: string, shift: boolean, words: { space: string }): string {
  if (code === 'Slash') return '?';
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  const numpad = /^Numpad(\d)$/.exec(code)?.[1];
  const cap =
    letter ?? (numpad ? `Num ${numpad}` : code === 'Space' ? words.space : (CAPS[code] ?? code));
  return shift ? `Shift + ${cap}` : cap;
}

/** Bindings for the help sheet: one line an action, in the table's order. */
export function helpLines(table: readonly Binding<Action>[] = KEYMAP): {
  action: Action;
  group: KeyGroup;
  keys: { code: string; shift: boolean }[];
}[] {
  const lines = new Map<
    Action,
    { action: Action; group: KeyGroup; keys: { code: string; shift: boolean }[] }
  >();
  for (const { action, group, codes, shift } of table) {
    const line = lines.get(action) ?? { action, group, keys: [] };
    for (const code of codes) {
      // '?' and '+' are one cap whether or not Shift is needed for them.
      if (line.keys.some((key) => key.code === code)) continue;
      line.keys.push({ code, shift: (shift ?? false) && code !== 'Slash' });
    }
    lines.set(action, line);
  }
  return [...lines.values()];
}
