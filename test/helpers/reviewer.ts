import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { Label } from '../../src-main/shared/words.ts';
import type { ApiClient } from './client.ts';

/** Waits until the assertions hold; the last failure is the one that is told. */
export const eventually = <T>(check: () => Promise<T>, timeout = 20_000): Promise<T> =>
  vi.waitFor(check, { timeout, interval: 50 });

/** A person at the review screen, and what the screen tells them. */
export function createReviewer(page: Page, api: ApiClient) {
  const selected = page.locator('[role=option][aria-selected=true]');

  /** Id of the image under the cursor. */
  async function image(): Promise<number> {
    return Number((await selected.getAttribute('id'))!.replace('image-', ''));
  }

  async function position(): Promise<{ at: number; of: number }> {
    const text = await page.getByTestId('position').innerText();
    const [at, of] = text.match(/\d[\d\s,]*/g)!.map((number) => Number(number.replace(/\D/g, '')));
    return { at: at!, of: of! };
  }

  return {
    image,
    position,
    /** Until the list has the keyboard and an image. */
    ready: async (): Promise<void> => {
      await selected.waitFor();
      await eventually(async () => {
        expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe(
          'listbox',
        );
      });
    },
    press: (key: string): Promise<void> => page.keyboard.press(key),
    /** A key of the Russian layout: the letter is Cyrillic, the place on the keyboard is not. */
    async pressRussian(key: string, code: string): Promise<void> {
      const session = await page.context().newCDPSession(page);
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key });
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
      await session.detach();
    },
    /** Until the cursor is on another image than this. */
    leaves: (from: number): Promise<void> =>
      eventually(async () => expect(await image()).not.toBe(from)),
    /** Until the cursor is on this image. */
    reaches: (id: number): Promise<void> => eventually(async () => expect(await image()).toBe(id)),
    reachesPosition: (at: number): Promise<void> =>
      eventually(async () => expect((await position()).at).toBe(at)),
    /** Until the screen shows a label as saved, and then: what the engine says. */
    async stored(id: number, label: Label | null): Promise<void> {
      const shown = page.locator(`#image-${id}[data-label=${label ?? 'none'}][data-saving=saved]`);
      await shown.waitFor({ state: 'attached' });
      expect((await api.get<ImageDetail>(`images/${id}`)).label).toBe(label);
    },
  };
}

export type Reviewer = ReturnType<typeof createReviewer>;
