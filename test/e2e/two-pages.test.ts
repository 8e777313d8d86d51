import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { WorkbenchInfo } from '../../src-main/shared/api/project.ts';
import { createReviewer, eventually, type Reviewer } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow } from '../helpers/window.ts';

const REFUSED = 'Another project is open now, from another tab or window. Nothing was stored.';
const stage = setStage();
/** Folder of a project of its own with the same images, and so the same ids, as the trained one. */
let other: string;

beforeAll(async () => {
  other = newPath(stage);
  await stage.app.api.post('workbench/create', { folder: other, name: 'Line 2' });
  await stage.app.api.done<ImportResult>('imports', { path: stage.trained.images, shift: 'A' });
});

/** A page on a copy of the trained project. */
async function firstPage(): Promise<{ page: Page; reviewer: Reviewer; folder: string }> {
  const page = await stage.open('#/review?by=image');
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  const { project } = await stage.app.api.get<WorkbenchInfo>('workbench');
  return { page, reviewer, folder: project!.folder };
}

const shows = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name: `Project ${name}: close` }).waitFor();

/** In a second page a person closes the project at hand and opens the other one. */
async function openOther(): Promise<void> {
  const page = await openWindow(stage.browser, stage.app.address);
  await page.getByRole('button', { name: /^Project .*: close$/ }).click();
  const form = page.locator('form', { hasText: 'Open a project' });
  await form.getByLabel('Folder').fill(other);
  await page.keyboard.press('Enter');
  await shows(page, 'Line 2');
}

/** Keeps from a page what it would find out by itself. @returns the way to let it know */
async function keepUnaware(page: Page): Promise<() => void> {
  const told = Promise.withResolvers<void>();
  await page.route('**/api/**', async (route) => {
    // What a person does still gets there; any reading may be refused, and tell it as well.
    if (route.request().method() !== 'GET') return route.continue();
    await told.promise;
    // The page may have given up on the request meanwhile.
    await route.continue().catch(() => undefined);
  });
  return told.resolve;
}

/** What people decided in a project, newest first; opens it. */
async function decisionsIn(folder: string): Promise<LabelBatch[]> {
  await stage.app.api.post('workbench/open', { folder });
  const batches = await stage.app.api.get<LabelBatch[]>('labels/batches');
  return batches.filter(({ origin }) => origin === 'person');
}

describe('Two pages on one engine', () => {
  it('refuses a label meant for the project that another page has closed, and says so', async () => {
    const { page, reviewer, folder } = await firstPage();
    const tell = await keepUnaware(page);
    await openOther();

    await reviewer.press('l');
    await page.getByRole('alert').getByText(REFUSED).waitFor();
    tell();
    await shows(page, 'Line 2');
    expect(await decisionsIn(other)).toEqual([]);
    expect(await decisionsIn(folder)).toEqual([]);
  });

  it('sends a label that is tried again to the project in which its key was pressed', async () => {
    const { page, reviewer, folder } = await firstPage();
    const opened = Promise.withResolvers<void>();
    await page.route(
      '**/api/labels',
      async (route) => {
        await opened.promise;
        await route.abort();
      },
      { times: 1 },
    );
    // A page that is still loading may slip past a route; a new one cannot.
    await page.reload();
    await reviewer.ready();
    await reviewer.press('l');
    await page.getByTestId('saving').getByText('1').waitFor();
    await openOther();
    await shows(page, 'Line 2');
    opened.resolve();
    await page.getByRole('alert').getByText(REFUSED).waitFor();
    expect(await decisionsIn(other)).toEqual([]);
    expect(await decisionsIn(folder)).toEqual([]);
  });

  it('undoes nothing in a project that it does not show', async () => {
    const { page, reviewer, folder } = await firstPage();
    const image = await reviewer.image();
    await stage.app.api.post('workbench/open', { folder: other });
    await stage.app.api.post('labels', { items: [{ image, label: 'unsure' }] });
    await stage.app.api.post('workbench/open', { folder });
    await page.reload();
    await reviewer.ready();
    const tell = await keepUnaware(page);
    await openOther();

    await reviewer.press('z');
    await page.getByRole('alert').getByText(REFUSED).waitFor();
    tell();
    await shows(page, 'Line 2');
    expect((await stage.app.api.get<ImageDetail>(`images/${image}`)).label).toBe('unsure');
  });

  it('closes the log of a project that another page has closed, for its decisions are not those here', async () => {
    const { page } = await firstPage();
    await page.keyboard.press('Shift+H');
    const log = page.getByRole('dialog', { name: 'Log of labels' });
    await log.waitFor();
    await openOther();
    await shows(page, 'Line 2');
    expect(await log.count()).toBe(0);
  });

  it('takes what its address says of one project out of it when another is opened', async () => {
    const { page, reviewer } = await firstPage();
    await reviewer.press('a');
    await eventually(async () => expect(page.url()).toContain('like='));
    await openOther();
    await shows(page, 'Line 2');
    await eventually(async () => expect(page.url()).not.toMatch(/like=|list=/));
    expect(page.url()).toContain('by=image');
  });

  it('closes no project but the one that it shows, however late it learns of another', async () => {
    const { page } = await firstPage();
    const told = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await page.route('**/api/project', async (route) => {
      asked.resolve();
      await told.promise;
      await route.continue().catch(() => undefined);
    });
    await openOther();
    await asked.promise;
    await page.getByRole('button', { name: /^Project .*: close$/ }).click();
    told.resolve();
    await shows(page, 'Line 2');
    await page.getByText('This page now shows the project that is open: Line 2.').waitFor();
    expect((await stage.app.api.get<WorkbenchInfo>('workbench')).project?.name).toBe('Line 2');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('closes a project only after the labels on their way have arrived', async () => {
    const { page, reviewer, folder } = await firstPage();
    const image = await reviewer.image();
    const closing = Promise.withResolvers<void>();
    await page.route('**/api/labels', async (route) => {
      await closing.promise;
      await route.continue();
    });
    // A page that is still loading may slip past a route; a new one cannot.
    await page.reload();
    await reviewer.ready();
    await reviewer.press('l');
    await page.getByTestId('saving').getByText('1').waitFor();
    await page.getByRole('button', { name: /^Project .*: close$/ }).click();
    closing.resolve();
    await page.getByText('Open a project').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await decisionsIn(folder)).toHaveLength(1);
    expect((await stage.app.api.get<ImageDetail>(`images/${image}`)).label).toBe('leak');
  });
});
