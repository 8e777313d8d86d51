import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { ShiftInfo } from '../../src-main/shared/api/project.ts';
import type { ReviewSummary } from '../../src-main/shared/api/review.ts';
import { createProduction } from '../helpers/production.ts';
import { startEngine } from '../helpers/project.ts';
import { createReviewer, eventually, type Reviewer } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { loseAnswers, openWindow } from '../helpers/window.ts';

const stage = setStage();

async function review(hash = '#/review?by=image'): Promise<{ page: Page; reviewer: Reviewer }> {
  const page = await stage.open(hash);
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  return { page, reviewer };
}

const decisions = async (): Promise<LabelBatch[]> =>
  (await stage.app.api.get<LabelBatch[]>('labels/batches')).filter(
    ({ origin }) => origin === 'person',
  );

describe('Reviewing by keyboard', () => {
  it('says how far the shift at hand has come, not the project', async () => {
    const folder = await stage.trained.copy();
    const project = startEngine(folder);
    const { addShift } = createProduction(project);
    const [small, large] = [
      addShift('small', { images: 40, leaks: 3 }),
      addShift('large', { images: 60, leaks: 7 }),
    ];
    await project.close();
    await stage.app.api.post('workbench/open', { folder });
    const { address, api } = stage.app;
    const page = await openWindow(stage.browser, `${address}#/review?by=image&shift=${large}`);
    const left = page.getByTestId('progress').getByText(/ flagged left$/);
    for (const shift of [large, small]) {
      const { flaggedLeft } = await api.get<ReviewSummary>(`review/summary?shift=${shift}`);
      await eventually(async () =>
        expect(await left.innerText()).toBe(`${flaggedLeft} flagged left`),
      );
      // The counts are read again once the labels have been stored.
      const [first] = (await api.get<{ ids: number[] }>(`images?shift=${shift}&flagged=true`)).ids;
      await api.post('labels', { items: [{ image: first, label: 'normal' }] });
      await eventually(async () =>
        expect(await left.innerText()).toBe(`${flaggedLeft - 1} flagged left`),
      );
      await page.getByRole('combobox', { name: 'Shift' }).selectOption(String(small));
    }
  });

  it('stores each label the moment its key is pressed and goes on to the next image', async () => {
    const { page, reviewer } = await review();
    for (const [key, label] of [
      ['n', 'normal'],
      ['l', 'leak'],
      ['u', 'unsure'],
      ['2', 'leak'],
    ] as const) {
      const image = await reviewer.image();
      await reviewer.press(key);
      await reviewer.stored(image, label);
      await reviewer.leaves(image);
    }
    expect(await reviewer.position()).toMatchObject({ at: 5 });
    expect(await decisions()).toHaveLength(4);
    await eventually(async () => {
      expect(await page.getByTestId('new-decisions').innerText()).toBe('4 new decisions');
    });
    expect(await page.getByTestId('spoken').innerText()).toMatch(/^Labelled: Leak, \d+ left$/);
  });

  it('undoes one decision after the other and does them again, with the cursor on each', async () => {
    const { reviewer } = await review();
    const first = await reviewer.image();
    await reviewer.press('l');
    await reviewer.leaves(first);
    const second = await reviewer.image();
    await reviewer.press('n');
    await reviewer.stored(second, 'normal');
    await reviewer.press('z');
    await reviewer.reaches(second);
    await reviewer.stored(second, null);
    await reviewer.stored(first, 'leak');
    await reviewer.press('Control+z');
    await reviewer.reaches(first);
    await reviewer.stored(first, null);
    await reviewer.press('Shift+Z');
    await reviewer.stored(first, 'leak');
    await reviewer.press('Shift+Z');
    await reviewer.reaches(second);
    await reviewer.stored(second, 'normal');
  });

  it('takes a label back, and says so where there is nothing more to undo', async () => {
    const { page, reviewer } = await review();
    const image = await reviewer.image();
    await reviewer.press('z');
    await page.getByRole('alert').getByText('There is nothing to undo.').waitFor();
    await reviewer.press('u');
    await reviewer.stored(image, 'unsure');
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(image);
    await reviewer.press('Backspace');
    await reviewer.stored(image, null);
    const { history } = await stage.app.api.get<ImageDetail>(`images/${image}`);
    expect(history.map(({ label }) => label).sort()).toEqual([null, 'unsure']);
  });

  it('moves by image, row, page and to both ends, and no further', async () => {
    const { reviewer } = await review('#/review?by=image&shift=all&filter=all');
    const { of } = await reviewer.position();
    await reviewer.press('ArrowLeft');
    await reviewer.reachesPosition(1);
    await reviewer.press('ArrowRight');
    await reviewer.press('j');
    await reviewer.reachesPosition(3);
    await reviewer.press('k');
    await reviewer.reachesPosition(2);
    await reviewer.press('ArrowDown');
    await eventually(async () => expect((await reviewer.position()).at).toBeGreaterThan(4));
    await reviewer.press('ArrowUp');
    await reviewer.reachesPosition(2);
    await reviewer.press('PageDown');
    await eventually(async () => expect((await reviewer.position()).at).toBeGreaterThan(10));
    await reviewer.press('PageUp');
    await reviewer.reachesPosition(2);
    await reviewer.press('End');
    await reviewer.reachesPosition(of);
    const last = await reviewer.image();
    await reviewer.press('l');
    await reviewer.stored(last, 'leak');
    await reviewer.press('ArrowRight');
    await reviewer.reaches(last);
    await reviewer.press('Home');
    await reviewer.reachesPosition(1);
  });

  it('shows the reconstruction in the place of the image while Space is held', async () => {
    const { page, reviewer } = await review();
    const caption = page.getByTestId('stage-caption');
    const image = await reviewer.image();
    await page.getByRole('img', { name: 'Difference' }).waitFor();
    expect(await caption.innerText()).toBe('Original');
    await page.keyboard.down('Space');
    await page.keyboard.down('Space');
    await eventually(async () => expect(await caption.innerText()).toBe('Reconstruction'));
    const canvas = page.getByRole('img', { name: 'Reconstruction' });
    await eventually(async () => expect(await canvas.count()).toBe(2));
    expect(await page.getByTestId('grid').evaluate((grid) => grid.scrollTop)).toBe(0);
    await page.keyboard.up('Space');
    await eventually(async () => expect(await caption.innerText()).toBe('Original'));
    expect(await reviewer.image()).toBe(image);
  });

  it('shows a photograph as its pixels lie, as the detector sees it, not as the camera was held', async () => {
    const page = await stage.open('#/review?by=image&filter=all');
    const folder = newPath(stage);
    await mkdir(folder);
    // Dark above, light below; orientation 6 has browsers turn it by a quarter.
    const data = Buffer.alloc(24 * 40).fill(255, 12 * 40);
    await sharp(data, { raw: { width: 40, height: 24, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(path.join(folder, 'turned.jpg'));
    await stage.app.api.done<ImportResult>('imports', { path: folder, shift: 'Turned' });
    await page.getByRole('combobox', { name: 'Shift' }).selectOption('Turned');
    const original = page.getByRole('img', { name: 'Original' });
    await eventually(async () => {
      const seen = sharp(await original.screenshot()).greyscale();
      const quarters = await seen.resize(2, 2, { fit: 'fill' }).raw().toBuffer();
      expect([...quarters].map((grey) => grey > 128)).toEqual([false, false, true, true]);
    });
  });

  it('keeps image, filter, order and labels over a reload', async () => {
    const { page, reviewer } = await review();
    const first = await reviewer.image();
    const { images: of } = (await stage.app.api.get<ShiftInfo[]>('shifts'))[0]!;
    await reviewer.press('f');
    await reviewer.press('f');
    await eventually(async () => expect(page.url()).toContain('filter=all'));
    await eventually(async () => expect((await reviewer.position()).of).toBe(of));
    const order = page.getByLabel('Order');
    await order.press('ArrowDown');
    await eventually(async () => expect(page.url()).toContain('order='));
    await page.getByTestId('grid').waitFor();
    // Whoever goes through a list by keys goes on through it.
    expect(await order.evaluate((list) => list === document.activeElement)).toBe(true);
    await order.selectOption('Lowest score first');
    await order.blur();
    await eventually(async () => expect(page.url()).toContain('order=score'));
    await eventually(async () => expect((await reviewer.position()).of).toBe(of));
    // The list changed about the image at hand, which has the highest score of all.
    await reviewer.reaches(first);
    await reviewer.reachesPosition(of);
    await reviewer.press('Home');
    await reviewer.reachesPosition(1);
    const labelled = await reviewer.image();
    await reviewer.press('l');
    await reviewer.stored(labelled, 'leak');
    await reviewer.press('ArrowRight');
    await reviewer.reachesPosition(3);
    const image = await reviewer.image();
    const { hash } = new URL(page.url());
    await page.reload();
    await reviewer.ready();
    expect(new URL(page.url()).hash).toBe(hash);
    await reviewer.reaches(image);
    await reviewer.stored(labelled, 'leak');
    expect(
      await page.getByRole('button', { name: 'All', exact: true }).getAttribute('aria-pressed'),
    ).toBe('true');
    expect(await page.getByLabel('Order').inputValue()).toBe('score');
  });

  it('falls back to what is stored where two quick keys on one image both fail', async () => {
    const { page, reviewer } = await review();
    const pressed = Promise.withResolvers<void>();
    let failing = false;
    await page.route('**/api/labels', async (route) => {
      if (!failing) return route.continue();
      await pressed.promise;
      return route.fulfill({ status: 500, json: { code: 'internal', detail: 'no' } });
    });
    // A page that is already loaded may slip past a route; a new one cannot.
    await page.reload();
    await reviewer.ready();
    const image = await reviewer.image();
    await reviewer.press('u');
    await reviewer.stored(image, 'unsure');
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(image);

    failing = true;
    await reviewer.press('l');
    await reviewer.leaves(image);
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(image);
    await reviewer.press('n');
    await page.locator(`#image-${image}[data-label=normal][data-saving=saving]`).waitFor();
    pressed.resolve();
    await page.locator(`#image-${image}[data-label=unsure][data-saving=failed]`).waitFor();
    await page.getByTestId('saving').getByText('1 label not saved').waitFor();
    expect((await stage.app.api.get<ImageDetail>(`images/${image}`)).label).toBe('unsure');
  });

  it('makes one decision and one undo of keys whose answers were lost on their way', async () => {
    const { page, reviewer } = await review();
    await loseAnswers(page, '**/api/labels');
    await loseAnswers(page, '**/api/labels/undo');
    await page.reload();
    await reviewer.ready();
    const batches = () => stage.app.api.get<LabelBatch[]>('labels/batches');
    const before = (await batches()).length;
    const image = await reviewer.image();
    await reviewer.press('l');
    await reviewer.leaves(image);
    await reviewer.stored(image, 'leak');
    expect(await batches()).toHaveLength(before + 1);
    await reviewer.press('z');
    await reviewer.stored(image, null);
    expect(await batches()).toHaveLength(before + 2);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('takes keys by their place, so that a Russian layout labels as an English one', async () => {
    const { page, reviewer } = await review();
    for (const [key, code, label] of [
      ['т', 'KeyN', 'normal'],
      ['д', 'KeyL', 'leak'],
      ['г', 'KeyU', 'unsure'],
    ] as const) {
      const image = await reviewer.image();
      await reviewer.pressRussian(key, code);
      await reviewer.stored(image, label);
      await reviewer.leaves(image);
    }
    await reviewer.pressRussian('я', 'KeyZ');
    await reviewer.reachesPosition(3);
    await reviewer.stored(await reviewer.image(), null);
    await reviewer.pressRussian('ч', 'KeyX');
    await eventually(async () => {
      const pixels = page.getByRole('button', { name: 'Pixels' });
      expect(await pixels.getAttribute('aria-pressed')).toBe('false');
    });
  });

  it('does nothing of what is typed into a field', async () => {
    const { page } = await review();
    const jobs = await stage.app.api.get<Job[]>('jobs');
    await page.getByRole('link', { name: 'In and out' }).click();
    const field = page.getByRole('textbox', { name: 'File', exact: true });
    await field.click();
    await page.keyboard.type('nlu rz 123 ?!@# \\');
    expect(await field.inputValue()).toBe('nlu rz 123 ?!@# \\');
    expect(new URL(page.url()).hash).toMatch(/^#\/transfer/);
    expect(await page.getByRole('dialog').count()).toBe(0);
    // In the review itself the fields are lists to choose from.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Digit2');
    await page.getByLabel('Order').focus();
    await page.keyboard.type('nlu');
    expect(await decisions()).toEqual([]);
    expect(await stage.app.api.get<Job[]>('jobs')).toHaveLength(jobs.length);
  });

  it('lists every key on a sheet that opens and closes by one', async () => {
    const { page, reviewer } = await review();
    await reviewer.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByText('Undo the last decision').waitFor();
    await reviewer.press('l');
    await reviewer.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    expect(await decisions()).toEqual([]);
    await reviewer.ready();
  });
});
