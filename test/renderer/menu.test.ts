import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { KEYMAP } from '../../src-renderer/keys/keymap.ts';

const NOTHING = { send() {}, newProject() {}, openProject() {}, speak() {} };

function items(of: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return of.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
}

/** A key as the menu writes it: `Shift+Z`, `Right`. */
function accelerator(code: string, shift: boolean): string {
  if (code === 'Slash') return '?';
  return (shift ? 'Shift+' : '') + code.replace(/^(Key|Digit|Arrow)/, '');
}

describe.each(['en-GB', 'ru-RU'])('The desktop menu, %s', (locale) => {
  const menu = items(menuTemplate({ locale, rebound: [] }, 'linux', NOTHING));

  it('shows the keys that the page listens to', () => {
    const keyed = menu.filter(({ registerAccelerator }) => registerAccelerator === false);
    expect(keyed.length).toBeGreaterThan(30);
    for (const { id, accelerator: shown } of keyed) {
      const keys = KEYMAP.filter(({ action }) => action === id).flatMap(
        ({ codes, shift }: { codes: readonly string[]; shift?: boolean }) =>
          codes.map((code) => accelerator(code, shift ?? false)),
      );
      expect(keys, id).toContain(shown);
    }
  });

  it('has every command once', () => {
    const ids = menu.flatMap(({ id }) => (id ? [id] : []));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'log',
        'list-suspects',
        'narrow',
        'detector-activate',
        'golden-grow',
      ]),
    );
  });
});
