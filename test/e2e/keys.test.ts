import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { picture } from '../helpers/window.ts';

const stage = setStage();

async function openSheet(): Promise<Page> {
  const page = await stage.open('#/review?filter=all&by=image');
  await createReviewer(page, stage.app.api).ready();
  await page.keyboard.press('Shift+Slash');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  return page;
}

it('A key is changed by pressing it; hints, sheet and a reload follow, and the loser is named', async () => {
  const page = await openSheet();
  const reviewer = createReviewer(page, stage.app.api);
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  const line = sheet.getByRole('button', { name: /Leak$/ });
  await line.click();
  await reviewer.press('Escape');
  expect(await line.innerText()).toContain('L\n');
  await line.click();
  await reviewer.pressRussian('ь', 'KeyM');
  expect(await line.innerText()).toMatch(/^M\s+Leak$/);
  await line.click();
  await reviewer.press('n');
  expect(await sheet.getByRole('status').innerText()).toBe(
    'Leak: key changed. It was the key of: Normal.',
  );
  await line.click();
  await reviewer.press('Tab');
  expect(await sheet.getByRole('status').innerText()).toContain('cannot be given');
  await picture(page, 'keys-own');
  await reviewer.press('Escape');
  await sheet.waitFor({ state: 'hidden' });

  await page.reload();
  await reviewer.ready();
  expect(await page.locator('footer').innerText()).toMatch(/N\s+leak/);
  const image = await reviewer.image();
  await reviewer.press('n');
  await reviewer.stored(image, 'leak');
  await page.keyboard.press('Shift+Slash');
  await sheet.getByRole('button', { name: 'Standard' }).click();
  await reviewer.press('Escape');
  const next = await reviewer.image();
  await reviewer.press('n');
  await reviewer.stored(next, 'normal');
});

it('The left hand labels and moves with one click on its set, and types where one types', async () => {
  const page = await openSheet();
  const reviewer = createReviewer(page, stage.app.api);
  await page.getByRole('button', { name: 'Left hand' }).click();
  await picture(page, 'keys-left');
  await reviewer.press('Escape');
  await reviewer.ready();
  const first = await reviewer.image();
  await reviewer.press('s');
  await reviewer.stored(first, 'leak');
  await reviewer.reachesPosition(2);
  await reviewer.press('f');
  await reviewer.reachesPosition(3);
  await reviewer.press('w');
  await reviewer.reachesPosition(2);
  const second = await reviewer.image();
  await reviewer.pressRussian('ф', 'KeyA');
  await reviewer.stored(second, 'normal');

  await page.goto(`${stage.app.origin}/#/transfer`);
  const field = page.getByRole('textbox').first();
  await field.fill('');
  await field.pressSequentially('asdf');
  expect(await field.inputValue()).toBe('asdf');
});

it('What the page says of keys names those that a person has given', async () => {
  const page = await stage.open('#/review');
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  await page.keyboard.press('Shift+Slash');
  await page.getByRole('button', { name: 'Left hand' }).click();
  await reviewer.press('Escape');
  const rail = page.getByRole('navigation');
  expect(await rail.getByRole('link', { name: 'Wall' }).getAttribute('title')).toBe(
    'Wall (Shift + 3)',
  );
  const size = page.getByTestId('group-size');
  await eventually(async () => {
    if ((await size.innerText()).startsWith('1 ')) await reviewer.press('f');
    expect(await size.innerText()).not.toMatch(/^1 /);
  });
  await reviewer.press('b');
  const note = page.getByTestId('split');
  await note.getByText('Go to an image (W, F) and mark it (Space)').waitFor();
  await reviewer.press('Space');
  await note
    .getByText('Keys for the marked: A, S, D. For all the others: Shift + A, Shift + S, Shift + D.')
    .waitFor();
  await page.goto(`${stage.app.origin}/#/wall`);
  await eventually(async () =>
    expect(await page.locator('#wall-keys').innerText()).toContain(
      'Next image: F; Previous image: W;',
    ),
  );
});

it('The desktop menu does nothing to what lies behind an open dialog, and speaks all the same', async () => {
  const page = await stage.open('#/review?filter=all&by=image');
  // What the desktop's preload script puts there; the menu itself is tested with its window.
  await page.addInitScript(() => {
    const sent: Record<string, unknown> = {
      platform: 'linux',
      reboundKeys: () => undefined,
      onMenu: (listener: (command: string) => void) => (sent['menu'] = listener),
    };
    Object.assign(window, { lunka: sent });
  });
  await page.reload();
  const choose = (command: string): Promise<void> =>
    page.evaluate(
      (name) => (window as unknown as { lunka: { menu: (name: string) => void } }).lunka.menu(name),
      command,
    );
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  const first = await reviewer.image();
  await page.keyboard.press('Shift+Slash');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await sheet.waitFor();
  for (const command of ['label-leak', 'next', 'view-wall', 'project-close']) await choose(command);
  await choose('language-ru');
  await page.getByRole('dialog', { name: 'Клавиши' }).waitFor();
  await choose('language-en');
  await reviewer.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  expect(await reviewer.image()).toBe(first);
  await choose('label-normal');
  await reviewer.stored(first, 'normal');
});
