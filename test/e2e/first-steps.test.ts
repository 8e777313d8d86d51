import { mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createReviewer } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow } from '../helpers/window.ts';

const stage = setStage();

it('A folder that holds no project is refused with what to do; the refusal goes when one opens', async () => {
  await stage.app.api.post('workbench/close').catch(() => undefined);
  const page = await openWindow(stage.browser, stage.app.address);
  const empty = newPath(stage);
  await mkdir(empty);
  const card = page.locator('form').filter({ hasText: 'Open a project' });
  await card.getByLabel('Folder').fill(empty);
  await card.getByRole('button', { name: 'Open' }).click();
  const alert = page.getByRole('alert');
  expect(await alert.innerText()).toContain('Choose another or make a new one.');
  await card.getByLabel('Folder').fill(await stage.trained.copy());
  await card.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('navigation').waitFor();
  expect(await alert.count()).toBe(0);
});

it('A new project says that it has no images and where to get some', async () => {
  const page = await openWindow(stage.browser, stage.app.address);
  await stage.app.api.post('workbench/create', { folder: newPath(stage) });
  await page.reload();
  await page.getByRole('navigation').waitFor();
  for (const view of ['review', 'wall', 'shift'] as const) {
    await page.goto(`${stage.app.origin}/#/${view}`);
    await page.locator(`nav a[aria-current=page][href^="#/${view}"]`).waitFor();
    await page.locator('main').getByRole('button', { name: 'Import images' }).first().waitFor();
  }
});

it('A label that could not be stored is said so until it is, whatever else is said, in either language', async () => {
  const page = await stage.open('#/review?filter=all&by=image');
  const reviewer = createReviewer(page, stage.app.api);
  await page.route('**/api/labels', (route) => route.abort());
  // A page that is already loaded may slip past a route; a new one cannot.
  await page.reload();
  await reviewer.ready();
  const image = await reviewer.image();
  await reviewer.press('n');
  const alert = page.getByRole('alert');
  await alert.getByText('The label was not saved').waitFor({ timeout: 40_000 });
  await reviewer.press('Shift+Digit3');
  await page.getByTestId('wall').waitFor();
  // The last of all is in no group: each key says so once more.
  for (const key of ['End', 'g', 'g', 'g', 'g', 'g']) await reviewer.press(key);
  await page.getByText('This image is in no group of the queue.').nth(2).waitFor();
  await page.getByRole('button', { name: 'Русский' }).click();
  await alert.getByText('Метка не сохранена').waitFor();
  await reviewer.press('Shift+Digit2');
  await reviewer.ready();
  await page.unroute('**/api/labels');
  await reviewer.press('Home');
  await reviewer.reaches(image);
  await reviewer.press('n');
  await reviewer.stored(image, 'normal');
  await alert.waitFor({ state: 'detached' });
});
