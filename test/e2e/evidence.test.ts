import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Neighbours } from '../../src-main/shared/api/evidence.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { picture } from '../helpers/window.ts';

const stage = setStage();

/** The review of images one by one, with all the evidence of the first. */
async function openEvidence(hash = ''): Promise<Page> {
  const page = await stage.open(`#/review?filter=all&by=image${hash}`);
  await createReviewer(page, stage.app.api).ready();
  await allThere(page);
  return page;
}

async function allThere(page: Page): Promise<void> {
  await eventually(async () => expect(await page.locator('.stage canvas').count()).toBe(3));
  await page.getByTestId('near-leak').getByRole('button').first().waitFor();
}

const transforms = (page: Page): Promise<string[]> =>
  page
    .locator('.stage .picture')
    .evaluateAll((all) => all.map((element) => (element as HTMLElement).style.transform));

it('The nearest sound cells and leaks of an image stand below it, and beside it when asked', async () => {
  const page = await openEvidence();
  const reviewer = createReviewer(page, stage.app.api);
  const image = await reviewer.image();
  for (const kind of ['normal', 'leak'] as const) {
    const { neighbours } = await stage.app.api.get<Neighbours>(
      `images/${image}/neighbours?of=${kind}&limit=4`,
    );
    const shown = await page
      .getByTestId(`near-${kind}`)
      .locator('img')
      .evaluateAll((all) =>
        all.map((img) => /images\/(\d+)/.exec((img as HTMLImageElement).src)![1]),
      );
    expect(shown.map(Number)).toEqual(neighbours.map(({ id }) => id));
  }
  await page.getByTestId('near-leak').getByRole('button').first().click();
  expect(await page.getByTestId('compared').innerText()).toMatch(/^Leak at a distance of [\d.]+$/);
  await picture(page, 'evidence-compared');
  await reviewer.press('e');
  expect(await page.getByTestId('compared').innerText()).toMatch(/^Sound cell at/);
  // After the fourth comes none.
  for (let i = 0; i < 4; i++) await reviewer.press('e');
  await page.getByTestId('compared').waitFor({ state: 'detached' });
  await reviewer.press('Shift+E');
  await page.getByTestId('compared').waitFor();
  await reviewer.press('ArrowRight');
  await page.getByTestId('compared').waitFor({ state: 'detached' });
});

it('An image whose file has not come yet is not shown as the one before', async () => {
  const page = await openEvidence();
  const reviewer = createReviewer(page, stage.app.api);
  const first = await reviewer.image();
  const come = Promise.withResolvers<void>();
  await page.route('**/api/images/*/file*', async (route) => {
    if (!route.request().url().includes(`/images/${first}/`)) await come.promise;
    await route.continue();
  });
  await page.reload();
  await reviewer.ready();
  const photograph = page.locator('.stage .picture').first();
  const contrast = async () =>
    Math.max(...(await sharp(await photograph.screenshot()).stats()).channels.map((c) => c.stdev));
  await eventually(async () => expect(await contrast()).toBeGreaterThan(2));
  await reviewer.press('ArrowRight');
  await reviewer.leaves(first);
  await eventually(async () => expect(await contrast()).toBeLessThan(1));
  come.resolve();
  await eventually(async () => expect(await contrast()).toBeGreaterThan(2));
});

it('All panes look at the same part, by wheel, by dragging and by keys', async () => {
  const page = await openEvidence();
  const reviewer = createReviewer(page, stage.app.api);
  const whole = await page.getByTestId('scale').innerText();
  const frame = (await page.locator('.stage .frame').first().boundingBox())!;
  const [x, y] = [frame.x + frame.width / 2 + 20, frame.y + frame.height / 2 + 30];
  await page.mouse.move(x, y);
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -100);
  await eventually(async () => expect(await page.getByTestId('scale').innerText()).not.toBe(whole));
  const near = await transforms(page);
  expect(near).toHaveLength(4);
  expect(new Set(near).size).toBe(1);

  await page.mouse.down();
  await page.mouse.move(x + 25, y + 10, { steps: 4 });
  await page.mouse.up();
  const dragged = await transforms(page);
  expect(new Set(dragged).size).toBe(1);
  expect(dragged[0]).not.toBe(near[0]);
  await reviewer.press('Shift+ArrowLeft');
  expect((await transforms(page))[0]).not.toBe(dragged[0]);

  for (let i = 0; i < 20; i++) await reviewer.press('=');
  expect(await page.getByTestId('scale').innerText()).toBe('40×');
  await reviewer.press('Shift+Digit0');
  expect(await page.getByTestId('scale').innerText()).toBe('1×');
  await reviewer.press('0');
  expect(await page.getByTestId('scale').innerText()).toBe(whole);
  expect((await transforms(page))[0]).toContain('scale(1)');
});

it('The heat map lies over the original as strongly as it is set, also after a reload', async () => {
  const page = await openEvidence();
  const reviewer = createReviewer(page, stage.app.api);
  const heat = page.locator('.stage .over:has([aria-label="Heat map"])');
  expect(await heat.count()).toBe(0);
  await reviewer.press('h');
  expect(await heat.getAttribute('style')).toContain('opacity: 0.75');
  // The detector looks at the middle of a cell: so much of the original lies under the map.
  const [over, whole] = await Promise.all([heat.boundingBox(), heat.locator('..').boundingBox()]);
  expect(over!.width / whole!.width).toBeCloseTo(0.7, 1);
  expect(over!.x - whole!.x).toBeCloseTo(0.15 * whole!.width, -1);
  await reviewer.press('[');
  expect(await heat.getAttribute('style')).toContain('opacity: 0.5');
  await picture(page, 'evidence-heat');
  await page.reload();
  await reviewer.ready();
  await heat.waitFor();
  expect(await page.getByRole('slider', { name: 'Heat map' }).inputValue()).toBe('50');
  await reviewer.press('h');
  await heat.waitFor({ state: 'detached' });
});

it('No pane moves or changes its size from image to image', async () => {
  const page = await openEvidence();
  const { ids } = await stage.app.api.get<ImageColumns>('images?shift=1');
  // One with a long history, one with none.
  for (const label of ['leak', 'normal', 'unsure', 'leak', 'normal'] as const) {
    await stage.app.api.post('labels', { items: [{ image: ids[0], label }] });
  }
  await page.reload();
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  const boxes = (): Promise<string> =>
    page.locator('aside > *').evaluateAll((all) =>
      JSON.stringify(
        all.map((element) => {
          const { top, height } = element.getBoundingClientRect();
          return [Math.round(top), Math.round(height)];
        }),
      ),
    );
  await allThere(page);
  const first = await boxes();
  for (let i = 0; i < 6; i++) {
    const from = await reviewer.image();
    await reviewer.press('ArrowRight');
    expect(await boxes()).toBe(first);
    await reviewer.leaves(from);
    await allThere(page);
    expect(await boxes()).toBe(first);
  }
});
