/**
 * The one table of keys. It drives the handlers, the hints in the footer, the help sheet and the
 * names of the desktop menu's commands. Keys are physical (`event.code`), so that a Russian layout
 * works as an English one does.
 */

import { MOVES } from './virtual.ts';

export const ACTIONS = [
  'label-normal',
  'label-leak',
  'label-unsure',
  'label-clear',
  ...MOVES,
  'undo',
  'redo',
  'blink',
  'pixels',
  'filter',
  'retrain',
  'help',
  'view-shift',
  'view-review',
  'view-detectors',
  'view-transfer',
] as const;
export type Action = (typeof ACTIONS)[number];

export type KeyGroup = 'label' | 'move' | 'look' | 'app';

export interface Binding {
  action: Action;
  /** Physical keys, any of which fires; the first is the one shown as a hint. */
  codes: string[];
  /** Wanted state of Shift; a binding without it wants Shift up. */
  shift?: boolean;
  /** Fires with Ctrl (or Cmd) as well as without: what every editor has taught people. */
  mod?: boolean;
  /** Held down it repeats; a label never does, or a leaning hand would label a shift. */
  repeats?: boolean;
  /** `review`: only in that view; `any`: everywhere. */
  where: 'review' | 'any';
  group: KeyGroup;
  /** Stands in the footer. */
  hint?: boolean;
}

export const KEYMAP: readonly Binding[] = [
  {
    action: 'label-normal',
    codes: ['KeyN', 'Digit1', 'Numpad1'],
    where: 'review',
    group: 'label',
    hint: true,
  },
  {
    action: 'label-leak',
    codes: ['KeyL', 'Digit2', 'Numpad2'],
    where: 'review',
    group: 'label',
    hint: true,
  },
  {
    action: 'label-unsure',
    codes: ['KeyU', 'Digit3', 'Numpad3'],
    where: 'review',
    group: 'label',
    hint: true,
  },
  {
    action: 'label-clear',
    codes: ['Backspace', 'Delete', 'Digit0'],
    where: 'review',
    group: 'label',
  },
  { action: 'undo', codes: ['KeyZ'], mod: true, where: 'any', group: 'label', hint: true },
  { action: 'redo', codes: ['KeyZ'], shift: true, mod: true, where: 'any', group: 'label' },
  {
    action: 'next',
    codes: ['ArrowRight', 'KeyJ'],
    repeats: true,
    where: 'review',
    group: 'move',
    hint: true,
  },
  {
    action: 'previous',
    codes: ['ArrowLeft', 'KeyK'],
    repeats: true,
    where: 'review',
    group: 'move',
    hint: true,
  },
  { action: 'row-down', codes: ['ArrowDown'], repeats: true, where: 'review', group: 'move' },
  { action: 'row-up', codes: ['ArrowUp'], repeats: true, where: 'review', group: 'move' },
  { action: 'page-down', codes: ['PageDown'], repeats: true, where: 'review', group: 'move' },
  { action: 'page-up', codes: ['PageUp'], repeats: true, where: 'review', group: 'move' },
  { action: 'first', codes: ['Home'], where: 'review', group: 'move' },
  { action: 'last', codes: ['End'], where: 'review', group: 'move' },
  { action: 'blink', codes: ['Space'], where: 'review', group: 'look', hint: true },
  { action: 'pixels', codes: ['KeyX'], where: 'review', group: 'look' },
  { action: 'filter', codes: ['KeyF'], where: 'review', group: 'look' },
  { action: 'retrain', codes: ['KeyR'], where: 'any', group: 'app', hint: true },
  { action: 'view-shift', codes: ['Digit1'], shift: true, where: 'any', group: 'app' },
  { action: 'view-review', codes: ['Digit2'], shift: true, where: 'any', group: 'app' },
  { action: 'view-detectors', codes: ['Digit3'], shift: true, where: 'any', group: 'app' },
  { action: 'view-transfer', codes: ['Digit4'], shift: true, where: 'any', group: 'app' },
  { action: 'help', codes: ['Slash'], shift: true, where: 'any', group: 'app', hint: true },
  { action: 'help', codes: ['Slash'], where: 'any', group: 'app' },
];

export interface KeyStroke {
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

/** The action that a key stroke means in a view, or null where it means none. */
export function actionFor(stroke: KeyStroke, view: string): Action | null {
  const mod = stroke.ctrlKey || stroke.metaKey;
  if (stroke.altKey) return null;
  for (const binding of KEYMAP) {
    if (!binding.codes.includes(stroke.code)) continue;
    if ((binding.shift ?? false) !== stroke.shiftKey) continue;
    if (mod && !binding.mod) continue;
    if (stroke.repeat && !binding.repeats) continue;
    if (binding.where !== 'any' && binding.where !== view) continue;
    return binding.action;
  }
  return null;
}

/** Whether an action means anything in a view: nobody labels an image that isn't shown. */
export function worksIn(action: Action, view: string): boolean {
  return KEYMAP.some(
    (binding) => binding.action === action && (binding.where === 'any' || binding.where === view),
  );
}

/** What the focus rests on, as far as keys are concerned; see `takesKey`. */
export interface Focus {
  tag: string;
  type?: string;
  role?: string | null;
  editable?: boolean;
}

const TYPED_INTO = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
const PRESSED = new Set(['BUTTON', 'SUMMARY']);

/**
 * Whether the focused element wants the key for itself: text fields and lists want every key,
 * buttons want Space and Enter, links want Enter, a box to tick wants Space.
 */
export function takesKey(focus: Focus, code: string): boolean {
  if (focus.editable) return true;
  if (focus.tag === 'INPUT' && (focus.type === 'checkbox' || focus.type === 'radio')) {
    return code === 'Space' || (focus.type === 'radio' && code.startsWith('Arrow'));
  }
  if (TYPED_INTO.has(focus.tag)) return true;
  if (PRESSED.has(focus.tag) || focus.role === 'button') {
    return code === 'Space' || code === 'Enter';
  }
  if (focus.tag === 'A') return code === 'Enter';
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
};

/**
 * What is printed on a key, Latin letters as on every Russian keyboard too. `space` and `shift` are
 * words of the language in use.
 */
export function capOf(code: string, shift: boolean, words: { space: string }): string {
  if (code === 'Slash') return '?';
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  const numpad = /^Numpad(.)$/.exec(code)?.[1];
  const cap =
    letter ?? (numpad ? `Num ${numpad}` : code === 'Space' ? words.space : (CAPS[code] ?? code));
  return shift ? `Shift + ${cap}` : cap;
}

/** Bindings for the help sheet: one line an action, in the table's order. */
export function helpLines(): {
  action: Action;
  group: KeyGroup;
  keys: { code: string; shift: boolean }[];
}[] {
  const lines = new Map<
    Action,
    { action: Action; group: KeyGroup; keys: { code: string; shift: boolean }[] }
  >();
  for (const { action, group, codes, shift } of KEYMAP) {
    const line = lines.get(action) ?? { action, group, keys: [] };
    for (const code of codes) {
      // '?' is one cap whether or not Shift is needed for it.
      if (code === 'Slash' && line.keys.length > 0) continue;
      line.keys.push({ code, shift: (shift ?? false) && code !== 'Slash' });
    }
    lines.set(action, line);
  }
  return [...lines.values()];
}
