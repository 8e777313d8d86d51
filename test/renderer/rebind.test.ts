import { describe, expect, it } from 'vitest';
import { ACTIONS, actionFor, KEYMAP, type Action } from '../../src-renderer/keys/keymap.ts';
import {
  holders,
  isFree,
  rebound,
  strokeOf,
  withKey,
  type Chosen,
} from '../../src-renderer/keys/rebind.ts';
import { CHOSEN_BY, SETS } from '../../src-renderer/keys/sets.ts';

const nothingHeld = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false }; // prettier-ignore

/** What a key means in the review with the keys that were chosen. */
function means(chosen: Chosen<Action>, code: string, held = {}): Action | null {
  return actionFor({ code, ...nothingHeld, ...held }, 'review', rebound(KEYMAP, chosen));
}

/** Keys that would mean two things in one view. */
function clashes(chosen: Chosen<Action>): string[] {
  const table = rebound(KEYMAP, chosen);
  return table.flatMap(({ action, codes, shift = false }) =>
    codes
      .filter((code) => holders(table, action, strokeOf(code, shift)).length > 0)
      .map((code) => `${action}: ${code}`),
  );
}

describe('choosing keys', () => {
  it('changes nothing where nothing was chosen', () => {
    expect(rebound(KEYMAP, {}).map(({ codes }) => codes)).toEqual(KEYMAP.map(({ codes }) => codes));
  });

  it('gives an action its key instead of the old ones, with what was true of it', () => {
    const chosen = withKey(KEYMAP, {}, 'undo', 'KeyM');
    expect(means(chosen, 'KeyM')).toBe('undo');
    expect(means(chosen, 'KeyM', { ctrlKey: true })).toBe('undo');
    expect(means(chosen, 'KeyZ')).toBeNull();
    expect(means(chosen, 'KeyZ', { shiftKey: true })).toBe('redo');
    expect(means(withKey(KEYMAP, {}, 'next', 'KeyM'), 'KeyM', { repeat: true })).toBe('next');
  });

  it('takes a key from the action that had it, and gives it back when the choice is undone', () => {
    const chosen = withKey(KEYMAP, {}, 'label-leak', 'KeyN');
    expect(holders(KEYMAP, 'label-leak', 'KeyN')).toEqual(['label-normal']);
    expect(means(chosen, 'KeyN')).toBe('label-leak');
    expect(means(chosen, 'Digit1')).toBe('label-normal');
    const { 'label-leak': _, ...back } = chosen;
    expect(means(back, 'KeyN')).toBe('label-normal');
  });

  it('takes a chosen key from an action that chose it before, which is left without one', () => {
    const both = withKey(KEYMAP, withKey(KEYMAP, {}, 'filter', 'KeyM'), 'heat', 'KeyM');
    expect(means(both, 'KeyM')).toBe('heat');
    expect(rebound(KEYMAP, both).find(({ action }) => action === 'filter')!.codes).toEqual([]);
    expect(clashes(both)).toEqual([]);
  });

  it('tells a key from the same key with Shift', () => {
    const chosen = withKey(KEYMAP, {}, 'label-unsure', 'Shift+KeyN');
    expect(means(chosen, 'KeyN')).toBe('label-normal');
    expect(means(chosen, 'KeyN', { shiftKey: true })).toBe('label-unsure');
  });

  it('gives a key in every view in which the action means something', () => {
    const chosen = withKey(KEYMAP, {}, 'zoom-in', 'KeyM');
    expect(means(chosen, 'KeyM')).toBe('zoom-in');
    expect(actionFor({ code: 'KeyM', ...nothingHeld }, 'wall', rebound(KEYMAP, chosen))).toBe(
      'zoom-in',
    );
    expect(clashes(chosen)).toEqual([]);
  });

  it('keeps one hint an action, also where its keys are with and without Shift', () => {
    const table = rebound(KEYMAP, { 'label-leak': ['Shift+KeyM', 'KeyM'] });
    const hints = table.filter(({ action, hint }) => hint && action === 'label-leak');
    expect(hints.map(({ codes, shift }) => [codes, shift])).toEqual([[['KeyM'], true]]);
  });

  it('gives nobody the keys that move the focus, close a sheet or modify others', () => {
    for (const code of [
      'Tab',
      'Escape',
      'ShiftLeft',
      'ControlRight',
      'AltLeft',
      'MetaLeft',
      'CapsLock',
      'F5',
      '',
    ]) {
      expect(isFree(code), code).toBe(false);
    }
    for (const code of ['KeyA', 'Space', 'Enter', 'Numpad5', 'F2', 'Backquote']) {
      expect(isFree(code), code).toBe(true);
    }
  });
});

describe.each(SETS)('the set %s', (set) => {
  it('speaks of actions that there are, and of no key twice', () => {
    expect(Object.keys(CHOSEN_BY[set]).filter((name) => !ACTIONS.some((a) => a === name))).toEqual(
      [],
    );
    expect(clashes(CHOSEN_BY[set])).toEqual([]);
  });

  it('leaves no action without a key', () => {
    const table = rebound(KEYMAP, CHOSEN_BY[set]);
    const without = ACTIONS.filter((action) =>
      table.every((binding) => binding.action !== action || binding.codes.length === 0),
    );
    expect(without).toEqual([]);
  });
});
