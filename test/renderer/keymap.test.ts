import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  actionFor,
  capOf,
  helpLines,
  KEYMAP,
  takesKey,
  worksIn,
  type KeyStroke,
  type Mode,
} from '../../src-renderer/keys/keymap.ts';
import { VIEWS } from '../../src-renderer/state/url.ts';

const MODES: readonly Mode[] = ['image', 'group', 'split'];

function stroke(code: string, held: Partial<KeyStroke> = {}): KeyStroke {
  return {
    code,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    ...held,
  };
}

describe('the table of keys', () => {
  it('labels, moves, undoes and retrains by physical key', () => {
    expect(actionFor(stroke('KeyN'), 'review')).toBe('label-normal');
    expect(actionFor(stroke('Numpad2'), 'review')).toBe('label-leak');
    expect(actionFor(stroke('Digit3'), 'review')).toBe('label-unsure');
    expect(actionFor(stroke('KeyJ'), 'review')).toBe('next');
    expect(actionFor(stroke('KeyR'), 'review')).toBe('retrain');
    expect(actionFor(stroke('Slash', { shiftKey: true }), 'review')).toBe('help');
  });

  it('tells undo from redo by Shift, with and without Ctrl or Cmd', () => {
    expect(actionFor(stroke('KeyZ'), 'review')).toBe('undo');
    expect(actionFor(stroke('KeyZ', { ctrlKey: true }), 'review')).toBe('undo');
    expect(actionFor(stroke('KeyZ', { shiftKey: true }), 'review')).toBe('redo');
    expect(actionFor(stroke('KeyZ', { shiftKey: true, metaKey: true }), 'review')).toBe('redo');
  });

  it('leaves the browser its own shortcuts', () => {
    expect(actionFor(stroke('KeyR', { ctrlKey: true }), 'review')).toBeNull();
    expect(actionFor(stroke('KeyN', { metaKey: true }), 'review')).toBeNull();
    expect(actionFor(stroke('ArrowLeft', { altKey: true }), 'review')).toBeNull();
  });

  it('does not label outside of the review', () => {
    expect(actionFor(stroke('KeyL'), 'detectors')).toBeNull();
    expect(actionFor(stroke('Space'), 'shift')).toBeNull();
  });

  it('lets the menu label in the review alone, and undo everywhere', () => {
    expect(worksIn('label-leak', 'review')).toBe(true);
    expect(worksIn('label-leak', 'detectors')).toBe(false);
    expect(worksIn('undo', 'detectors')).toBe(true);
  });

  it('does not label, undo or retrain while a key is held down, but moves on', () => {
    for (const code of ['KeyN', 'KeyL', 'KeyU', 'KeyZ', 'KeyR', 'Space']) {
      expect(actionFor(stroke(code, { repeat: true }), 'review')).toBeNull();
    }
    expect(actionFor(stroke('ArrowRight', { repeat: true }), 'review')).toBe('next');
  });

  it('goes to views with Shift and digit, which without Shift are labels', () => {
    expect(actionFor(stroke('Digit2', { shiftKey: true }), 'review')).toBe('view-review');
    expect(actionFor(stroke('Digit2'), 'review')).toBe('label-leak');
  });

  it('has no key that means two things in one view', () => {
    for (const view of VIEWS) {
      for (const mode of view === 'review' ? MODES : (['image'] as const)) {
        const seen = new Map<string, string>();
        for (const { codes, shift, action, where, mode: modes } of KEYMAP) {
          if (where !== 'any' && !where.includes(view)) continue;
          if (modes && !modes.includes(mode)) continue;
          for (const code of codes) {
            const stroke = `${view} ${mode} ${shift ? 'Shift+' : ''}${code}`;
            expect(seen.get(stroke) ?? action, stroke).toBe(action);
            seen.set(stroke, action);
          }
        }
      }
    }
  });

  it('means the group, its members or one image, whatever is under review', () => {
    const meant = (code: string, held: Partial<KeyStroke> = {}): (string | null)[] =>
      MODES.map((mode) => actionFor(stroke(code, held), 'review', KEYMAP, mode));
    expect(meant('KeyL')).toEqual(['label-leak', 'label-leak', 'label-leak']);
    expect(meant('ArrowRight')).toEqual(['next', 'skip', 'next']);
    expect(meant('ArrowLeft')).toEqual(['previous', 'back', 'previous']);
    expect(meant('Space')).toEqual(['blink', 'blink', 'mark']);
    expect(meant('Enter')).toEqual([null, 'accept', 'part']);
    expect(meant('KeyS')).toEqual([null, 'split', 'split-end']);
    expect(meant('Escape')).toEqual([null, null, 'split-end']);
    expect(meant('KeyN', { shiftKey: true })).toEqual(['lot-normal', null, 'rest-normal']);
    expect(worksIn('accept', 'review', 'group')).toBe(true);
    expect(worksIn('accept', 'review', 'image')).toBe(false);
    expect(actionFor(stroke('Enter'), 'detectors', KEYMAP, 'group')).toBeNull();
  });

  it('gives every action a key and a line on the help sheet', () => {
    expect(new Set(KEYMAP.map(({ action }) => action))).toEqual(new Set(ACTIONS));
    expect(helpLines().map(({ action }) => action)).toEqual([
      ...new Set(KEYMAP.map(({ action }) => action)),
    ]);
  });

  it('shows the question mark once on the help sheet', () => {
    const help = helpLines().find(({ action }) => action === 'help')!;
    expect(help.keys).toEqual([{ code: 'Slash', shift: false }]);
  });
});

describe('the focused element', () => {
  it('keeps every key where one types', () => {
    for (const tag of ['INPUT', 'TEXTAREA', 'SELECT']) {
      expect(takesKey({ tag }, 'KeyN')).toBe(true);
    }
    expect(takesKey({ tag: 'DIV', editable: true }, 'KeyL')).toBe(true);
  });

  it('keeps Space and Enter on a button, and nothing else', () => {
    expect(takesKey({ tag: 'BUTTON' }, 'Space')).toBe(true);
    expect(takesKey({ tag: 'DIV', role: 'button' }, 'Enter')).toBe(true);
    expect(takesKey({ tag: 'BUTTON' }, 'NumpadEnter')).toBe(true);
    expect(takesKey({ tag: 'BUTTON' }, 'KeyN')).toBe(false);
  });

  it('keeps Enter but not Space on a link', () => {
    expect(takesKey({ tag: 'A' }, 'Enter')).toBe(true);
    expect(takesKey({ tag: 'A' }, 'NumpadEnter')).toBe(true);
    expect(takesKey({ tag: 'A' }, 'Space')).toBe(false);
  });

  it('keeps Space on a box to tick but lets letters through', () => {
    expect(takesKey({ tag: 'INPUT', type: 'checkbox' }, 'Space')).toBe(true);
    expect(takesKey({ tag: 'INPUT', type: 'checkbox' }, 'KeyN')).toBe(false);
  });

  it('keeps arrows on a slider but lets letters and Space through', () => {
    const slider = { tag: 'INPUT', type: 'range' };
    expect(takesKey(slider, 'ArrowRight')).toBe(true);
    expect(takesKey(slider, 'Home')).toBe(true);
    expect(takesKey(slider, 'KeyN')).toBe(false);
    expect(takesKey(slider, 'Space')).toBe(false);
  });

  it('keeps nothing on a list of images', () => {
    expect(takesKey({ tag: 'DIV', role: 'listbox' }, 'Space')).toBe(false);
  });
});

describe('the cap of a key', () => {
  it.each([
    ['KeyN', false, 'N'],
    ['Digit1', false, '1'],
    ['Digit1', true, 'Shift + 1'],
    ['Numpad2', false, 'Num 2'],
    ['Space', false, 'Пробел'],
    ['ArrowRight', false, '→'],
    ['Slash', true, '?'],
    ['Home', false, 'Home'],
  ])('of %s, Shift %s, is %s', (code, shift, cap) => {
    expect(capOf(code, shift, { space: 'Пробел' })).toBe(cap);
  });
});
