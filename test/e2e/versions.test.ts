import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { GoldenSet } from '../../src-main/shared/api/golden.ts';
import type { Activation } from '../../src-main/shared/api/versions.ts';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { cutOff, markupFaults, nameless, paleTexts, tabFaults } from '../helpers/audit.ts';
import { QUICK } from '../helpers/project.ts';
import { eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { openWindow, picture, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

/** A project with a golden set, an active detector and a candidate that the gate refused. */
let refused: string;
beforeAll(async () => {
  const { api } = stage.app;
  refused = await stage.trained.copy();
  await api.post('workbench/open', { folder: refused });
  const truth = path.join(stage.trained.images, 'test', 'test_annotation.txt');
  const rows = (await readFile(truth, 'utf8'))
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const [name, leak] = line.split(' ');
      return { file: `test/imgs/${name}`, label: leak === '1' ? 'leak' : 'normal' };
    });
  await api.post('labels/files', { rows: rows.slice(0, 90) });
  await api.post('golden', { shift: 1, note: 'first proof' });
  const labelled = await Promise.all(
    ['normal', 'leak'].map(async (label) => {
      const { ids } = await api.get<{ ids: number[] }>(`images?label=${label}&limit=20000`);
      return ids.map((image) => ({ image, label }));
    }),
  );
  const items = labelled.flat();
  const labels = shuffle(
    items.map(({ label }) => label),
    seededRandom(5),
  );
  await api.post('labels', { items: items.map(({ image }, i) => ({ image, label: labels[i] })) });
  await api.post('labels/files', { rows: rows.slice(0, 90) });
  await api.done('detectors/retrain');
  await api.post('labels/files', { rows: rows.slice(90) });
});

const active = async (): Promise<string | undefined> =>
  (await stage.app.api.get<DetectorInfo[]>('detectors')).find(({ state }) => state === 'active')
    ?.name;

async function open(options?: WindowOptions): Promise<Page> {
  await stage.app.api.post('workbench/open', { folder: refused });
  const page = await openWindow(stage.browser, `${stage.app.address}#/detectors`, options);
  await page.getByTestId('detectors').waitFor();
  await page.getByTestId('golden').waitFor();
  return page;
}

const RU: WindowOptions = { locale: 'ru-RU', colorScheme: 'dark' };

describe('Versions of a detector', () => {
  it('are walked, refused, taken all the same by name, and gone back from by keys', async () => {
    const page = await open();
    expect(await active()).toBe('v1');
    await page.keyboard.press('ArrowUp');
    const gate = page.getByTestId('gate');
    await gate.getByRole('heading', { name: 'Gate: v2 against v1' }).waitFor();
    await gate.getByRole('heading', { name: 'Golden set' }).waitFor();
    await eventually(async () => {
      expect(await gate.locator('img').count()).toBeGreaterThan(0);
    });
    await gate.locator('img').first().scrollIntoViewIfNeeded();
    await picture(page, 'gate-en');

    await page.keyboard.press('a');
    const dialog = page.getByTestId('dialog');
    await dialog.getByRole('heading', { name: 'The gate refused v2' }).waitFor();
    await picture(page, 'gate-dialog-en');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await active()).toBe('v1');

    await page.keyboard.press('a');
    await dialog.getByLabel('Note').fill('a lamp was changed');
    await dialog.getByRole('button', { name: 'Activate all the same' }).click();
    await eventually(async () => expect(await active()).toBe('v2'));
    const [newest] = await stage.app.api.get<Activation[]>('activations');
    expect(newest).toMatchObject({ detector: 2, note: 'a lamp was changed', author: 'engineer' });
    await page.locator('tr[data-state=active]', { hasText: 'v2' }).waitFor();

    await page.keyboard.press('b');
    await eventually(async () => expect(await active()).toBe('v1'));
    await page.locator('tr[data-state=active]', { hasText: 'v1' }).waitFor();
  });

  it('are judged by a golden set that grows by key and says beforehand what it takes', async () => {
    const page = await open(RU);
    const golden = (): Promise<GoldenSet> => stage.app.api.get<GoldenSet>('golden');
    const before = await golden();
    await page.keyboard.press('g');
    const dialog = page.getByTestId('dialog');
    await dialog.getByTestId('golden-plan').waitFor();
    expect(await dialog.innerText()).toMatch(/Будет добавлено: норма \d+, пролив \d+/);
    await picture(page, 'golden-dialog-ru');
    await dialog.getByRole('button', { name: 'Отменить' }).click();
    expect(await golden()).toEqual(before);
    // A dialog that a button has closed gives the focus back to where it was.
    const prune = page.getByTestId('storage').getByRole('button').last();
    await prune.press('Enter');
    await dialog.getByTestId('prune-plan').waitFor();
    await dialog.getByRole('button', { name: 'Отменить' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await prune.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('g');
    await dialog.getByTestId('golden-plan').waitFor();
    await dialog.getByRole('button', { name: 'Добавить в эталонный набор' }).click();
    await eventually(async () => expect((await golden()).version).toBe(2));
    await page.getByTestId('golden').getByText('+').first().waitFor();
    await eventually(async () => {
      expect(await page.getByTestId('golden').locator('tbody tr').count()).toBe(2);
    });
  });

  it('are compared with each other, chosen by key', async () => {
    const page = await open();
    await page.keyboard.press('c');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('c');
    const card = page.getByTestId('compare');
    await eventually(async () => expect(await card.locator('tbody tr').count()).toBe(2));
    expect(await card.innerText()).toMatch(/\d+\.\d% \(\d+\.\d% to \d+\.\d%\)/);
    await card.getByRole('img', { name: 'Validation loss by epoch' }).waitFor();
    await picture(page, 'compare-en');
    await page.keyboard.press('c');
    await eventually(async () => expect(await card.locator('tbody tr').count()).toBe(1));
  });

  it('come from a training that is watched, and ended by key with its best epoch kept', async () => {
    const page = await stage.open('#/detectors', RU);
    const { id } = await stage.app.api.post<Job>('detectors/train', {
      epochs: 1000,
      settings: { ...QUICK.settings, patience: 1000 },
    });
    const live = page.getByTestId('live');
    await eventually(async () => {
      expect(await live.getByRole('img', { name: /^Восстановленный снимок/ }).count()).toBe(8);
    }, 60_000);
    await eventually(async () => {
      expect(await live.getByTestId('pace').innerText()).toMatch(/снимк\S*\/с.*осталось/);
    }, 60_000);
    await picture(page, 'live-ru');
    await page.keyboard.press('s');
    await live.getByText('получена команда закончить после этой эпохи').waitFor();
    const job = await stage.app.api.ended(id);
    expect(job.state).toBe('done');
    await page.getByRole('row', { name: 'Сравнить v2' }).waitFor();
  });

  it.each([
    ['en', {}],
    ['ru', RU],
  ] as [string, WindowOptions][])('can be read and reached in %s', async (name, options) => {
    const page = await open(options);
    await page.keyboard.press('ArrowUp');
    await page.getByTestId('gate').locator('img').first().waitFor();
    await page.getByTestId('detector-details').locator('details').waitFor();
    await picture(page, `detectors-${name}`);
    expect(await nameless(page)).toEqual([]);
    expect(await markupFaults(page)).toEqual([]);
    expect(await paleTexts(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    const gate = page.getByTestId('gate');
    const beyond = await gate.evaluate((card) => card.scrollWidth - card.clientWidth);
    expect(beyond, 'pixels by which the tables stand out of the card').toBe(0);
    expect(await tabFaults(page)).toEqual([]);
  });
});
