import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { markupFaults, nameless, readableTexts } from '../helpers/audit.ts';
import { createProduction } from '../helpers/production.ts';
import { startEngine } from '../helpers/project.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { openWindow, picture, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

/** Six steady shifts of twenty cells, of which one leaks, and one under another light. */
async function openPlant(options?: WindowOptions): Promise<Page> {
  const folder = await stage.trained.copy();
  const project = startEngine(folder);
  const { addShift } = createProduction(project);
  const cell = (index: number) => (index < 6 ? '17' : String(10 + (index % 20)));
  for (let day = 10; day < 16; day++) {
    const images = 300 + 20 * (day % 3);
    addShift(`${day} декабря`, { images, leaks: 8, settled: true, cell, day: `2026-12-${day}` });
  }
  addShift('16 декабря', {
    images: 300,
    leaks: 8,
    moved: 0.9,
    cell,
    day: '2026-12-16',
  });
  await project.close();
  await stage.app.api.post('workbench/open', { folder });
  return openWindow(stage.browser, `${stage.app.address}#/shift`, options);
}

/** The first of a list, by key: the newest shift, or all of them. */
async function choose(page: Page, label: string): Promise<void> {
  await page.locator('main').getByRole('combobox', { name: label, exact: true }).focus();
  await page.keyboard.press('Home');
  // What the list wants for itself, the view's keys do not get.
  await page.locator('main nav button').first().focus();
}

async function faults(page: Page): Promise<string[]> {
  return [...(await nameless(page)), ...(await markupFaults(page))];
}

describe('Trend and cells', () => {
  it('are reached, read and followed by keys alone', async () => {
    const page = await openPlant();
    const { press } = createReviewer(page, stage.app.api);
    await page.getByTestId('shifts').waitFor();
    await press('t');
    await choose(page, 'Shift');
    await page.getByRole('heading', { name: 'shift 16' }).waitFor();
    await page.getByTestId('drift-verdict').getByText('Light or lens changed.').waitFor();
    expect(page.url()).toContain('tab=trend');
    const flagged = page.getByRole('img', { name: /^Flagged: 8 shifts/ });
    await flagged.waitFor();
    expect(await page.getByRole('img', { name: /Mean score.*outside limits/ }).count()).toBe(1);
    expect(await faults(page)).toEqual([]);
    await picture(page, 'trend-1366-light');

    // The chart's numbers stand in a table that a key opens.
    await page.locator('figure summary').first().focus();
    await press('Enter');
    await page
      .locator('figure')
      .first()
      .getByRole('cell', { name: 'within limits' })
      .first()
      .waitFor();

    await press('c');
    await choose(page, 'Shift');
    const leaking = page.getByRole('button', { name: /^Cell 17: .* outside limits/ });
    await leaking.waitFor();
    expect(await page.getByTestId('cells').getByRole('button').count()).toBeGreaterThanOrEqual(20);
    await picture(page, 'cells-1366-light');
    await leaking.focus();
    await press('Enter');
    await eventually(async () => expect(page.url()).toContain('cell=17'));
    await page.locator('main').getByRole('combobox', { name: 'Cell', exact: true }).waitFor();

    await page.goBack();
    await page.getByTestId('cells').waitFor();
    await press('t');
    const button = page.getByRole('button', { name: 'Recalibrate without training' });
    await button.focus();
    await press('Enter');
    // Nobody has confirmed enough normals of these shifts.
    await page.getByText('Too few normals have been confirmed').first().waitFor();
  });

  it('speak Russian throughout, to the keys of a Russian layout', async () => {
    const page = await openPlant({
      locale: 'ru-RU',
      colorScheme: 'dark',
      viewport: { width: 3840, height: 2160 },
    });
    const { pressRussian } = createReviewer(page, stage.app.api);
    await page.getByTestId('shifts').waitFor();
    await pressRussian('е', 'KeyT');
    await choose(page, 'Смена');
    await page.getByRole('heading', { name: 'смена 16' }).waitFor();
    await page.getByTestId('drift-verdict').getByText('Изменился свет или объектив.').waitFor();
    await page.getByRole('img', { name: /^Отмечено: 8 смен/ }).waitFor();
    // Names of fields, keys and folders are the same in every language.
    const foreign = /TPR|TNR|PSI|Lunka|Shift|test|\/\S+|v\d+|English|EN/g;
    const english = async (): Promise<string[]> =>
      (await readableTexts(page)).filter((text) => /[A-Za-z]{2}/.test(text.replace(foreign, '')));
    expect(await english()).toEqual([]);
    expect(await faults(page)).toEqual([]);
    await picture(page, 'trend-4k-dark-ru');
    await page.getByRole('button', { name: 'Динамика' }).focus();
    await pressRussian('с', 'KeyC');
    await choose(page, 'Смена');
    await page.getByRole('button', { name: /^Лунка 17: .* вне границ/ }).waitFor();
    expect(await english()).toEqual([]);
    await picture(page, 'cells-4k-dark-ru');
  });

  it('say what is missing where no image knows its cell and no detector judges', async () => {
    const folder = await stage.trained.copy();
    const project = startEngine(folder);
    project.db.prepare('update occurrence set cell = null').run();
    await project.close();
    await stage.app.api.post('workbench/open', { folder });
    const page = await openWindow(stage.browser, `${stage.app.address}#/shift?tab=cells`);
    await page.getByText('No image says which cell it shows').waitFor();
    await page.goto(`${stage.app.address}#/shift?tab=trend`);
    await page.getByText('Needs five shifts').waitFor();
  });
});
