import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { ReviewGroup, ReviewGroups } from '../../src-main/shared/api/review.ts';
import type { ApiClient } from './client.ts';
import { eventually } from './reviewer.ts';

/** A person at the review of groups, what the screen tells them, and what the engine says. */
export function createGroupReviewer(page: Page, api: ApiClient) {
  const card = page.getByTestId('group');

  /** The queue as the engine has it. */
  const queue = async (): Promise<ReviewGroup[]> =>
    (await api.get<ReviewGroups>('review/groups?shift=1')).groups;

  /** Id of the group on screen. */
  const group = async (): Promise<string> => (await card.getAttribute('data-group'))!;

  return {
    queue,
    group,
    /** Until a group of the queue is on screen, with the keyboard on its members. */
    ready: async (): Promise<void> => {
      await card.waitFor();
      await eventually(async () => {
        expect(await group()).toMatch(/^group-/);
        expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe(
          'listbox',
        );
      });
    },
    press: (key: string): Promise<void> => page.keyboard.press(key),
    reaches: (id: string): Promise<void> => eventually(async () => expect(await group()).toBe(id)),
    /** Steps on by so many groups. */
    async skip(groups: number): Promise<void> {
      for (let i = 0; i < groups; i++) {
        const id = await group();
        await page.keyboard.press('ArrowRight');
        await eventually(async () => expect(await group()).not.toBe(id));
      }
    },
    /** Steps on to the first group that holds at least so many images. */
    async skipTo(size: number): Promise<ReviewGroup> {
      const groups = await queue();
      for (;;) {
        const id = await group();
        const found = groups.find((one) => one.id === id)!;
        if (found.images.length >= size) return found;
        await page.keyboard.press('ArrowRight');
        await eventually(async () => expect(await group()).not.toBe(id));
      }
    },
    /** Until the page says that everything is saved, and then: the engine's labels of a group. */
    async labelsOf(id: string): Promise<ReviewGroup['labels']> {
      await page.getByTestId('saving').getByText('All saved').waitFor();
      return (await queue()).find((one) => one.id === id)!.labels;
    },
  };
}

export type GroupReviewer = ReturnType<typeof createGroupReviewer>;

/**
 * Calls images normal until one of the answers comes back. Which do, chance has decided with the
 * project's key.
 */
export async function untilOneComesBack(
  api: ApiClient,
  images: readonly number[],
): Promise<Recheck> {
  for (;;) {
    await api.post('labels', { items: images.map((image) => ({ image, label: 'normal' })) });
    for (let i = 0; i < 20; i++) {
      await api.post('labels', { items: [{ image: images[0]!, label: 'normal' }] });
    }
    const { due } = await api.get<{ due: Recheck[] }>('review/rechecks?shift=1');
    if (due[0]) return due[0];
  }
}
