import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary, WorkbenchInfo } from '../../src-main/shared/api/project.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow } from '../helpers/window.ts';

const stage = setStage({ train: false });

/** Generated images with one file that is no image, one cut short, and one that two folders claim. */
async function troubledImages(): Promise<string> {
  const folder = newPath(stage);
  await generateProject(folder, { seed: 11, train: 240, proliv: 24, shift: 60 });
  const leak = (await readdir(path.join(folder, 'proliv'))).sort()[0]!;
  await cp(path.join(folder, 'proliv', leak), path.join(folder, 'train', 'claimed-twice.jpg'));
  await writeFile(path.join(folder, 'test', 'imgs', 'letter.jpg'), 'Dear colleagues,');
  const whole = await readFile(path.join(folder, 'proliv', leak));
  await writeFile(path.join(folder, 'train', 'cut-short.jpg'), whole.subarray(0, 300));
  return folder;
}

/** Keeps all that the top line says from now on: an epoch on few images passes in a blink. */
async function recordBanner(page: Page): Promise<void> {
  await page.evaluate(() => {
    const banner = document.querySelector('header')!;
    const texts: string[] = [];
    Object.assign(window, { texts });
    new MutationObserver(() => texts.push(banner.innerText)).observe(banner, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

const bannerTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { texts: string[] }).texts);

/** Twelve digits 0, 1, 2, 0, 1, 2 ... of four pixels by four, as MNIST packs them. */
async function idxDigits(): Promise<string> {
  const folder = newPath(stage);
  await mkdir(folder);
  const file = (name: string, magic: number, sizes: number[], bytes: Uint8Array) => {
    const header = Buffer.alloc(4 + 4 * sizes.length);
    [magic, ...sizes].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
    return writeFile(path.join(folder, name), Buffer.concat([header, bytes]));
  };
  const pixels = Uint8Array.from({ length: 12 * 16 }, (_, i) => i);
  await file('t10k-images-idx3-ubyte', 0x803, [12, 4, 4], pixels);
  const digits = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
  await file('t10k-labels-idx1-ubyte', 0x801, [12], digits);
  return folder;
}

describe('From an empty welcome page', () => {
  it('makes a project, rehearses an import, does it, trains and comes to the review', async () => {
    const images = await troubledImages();
    const project = newPath(stage);
    const app = await stage.start();
    const page = await openWindow(stage.browser, app.address);
    const { api } = app;

    await page.getByText('Projects that you open will stand here.').waitFor();
    const form = page.locator('form', { hasText: 'New project' });
    await form.getByLabel('Folder').fill(project);
    await form.getByLabel('Name').fill('Line 2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'In and out' }).waitFor();
    expect(await page.title()).toBe('Line 2 – Lunka');
    expect((await api.get<WorkbenchInfo>('workbench')).project).toMatchObject({
      name: 'Line 2',
      folder: project,
    });
    expect(await page.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);

    await page.getByLabel('Folder with images').fill(images);
    await page.getByLabel('Shift', { exact: true }).last().fill('Night 7');
    await page.getByRole('button', { name: 'Check first' }).click();
    const report = page.getByTestId('import-report');
    await report.getByText(/\d+ images would be new/).waitFor();
    expect((await api.get<ProjectSummary>('project')).images).toBe(0);

    await page.getByLabel('Folder with images').focus();
    await page.keyboard.press('Enter');
    await report.getByText(/\d+ new images/).waitFor();
    const { images: stored, shifts, unreadable } = await api.get<ProjectSummary>('project');
    expect(stored).toBeGreaterThan(200);
    expect(unreadable).toBe(2);
    expect(shifts.map(({ name }) => name)).toEqual(['Night 7']);
    await report.getByText('2 unreadable files').click();
    await report.getByText('test/imgs/letter.jpg').waitFor();
    await report.getByText('train/cut-short.jpg').waitFor();
    const conflict = report.locator('li', { hasText: 'train/claimed-twice.jpg' });
    expect(await conflict.innerText()).toMatch(/Normal[^]*proliv\/[^]*Leak[^]*Kept: Unsure\./);
    const past = page.getByTestId('imports').getByRole('row', { name: images });
    expect(await past.count()).toBe(1);

    await recordBanner(page);
    await page.getByRole('button', { name: 'Train' }).click();
    await page.getByRole('progressbar', { name: 'Training' }).waitFor();
    await page.getByTestId('outcome').getByText('v1 is active now').waitFor({ timeout: 60_000 });
    expect(await bannerTexts(page)).toContainEqual(expect.stringMatching(/epoch \d+ of \d+/));
    await page.getByTestId('gate-reason').getByText('there is none to compare with').waitFor();
    expect(await api.get<DetectorInfo[]>('detectors')).toMatchObject([{ id: 1, state: 'active' }]);

    await page.keyboard.press('Escape');
    await page.getByTestId('outcome').waitFor({ state: 'detached' });
    await page.keyboard.press('Shift+Digit2');
    const reviewer = createReviewer(page, api);
    await reviewer.ready();
    await eventually(async () => {
      expect(await page.getByTestId('score').innerText()).toMatch(/^\d/);
    });
    expect(await page.getByTestId('verdict').innerText()).toBe('Leak');
  });

  it('names what is wrong with a path and what to do, and loses nothing by it', async () => {
    const app = await stage.start();
    const page = await openWindow(stage.browser, app.address);
    const missing = newPath(stage);
    const opening = page.locator('form', { hasText: 'Open a project' });
    await opening.getByLabel('Folder').fill(missing);
    await opening.getByRole('button').click();
    const alert = page.getByRole('alert');
    await alert.getByText('That folder holds no project.').waitFor();
    await alert.getByText('Details', { exact: true }).click();
    expect(await alert.innerText()).toContain(missing);

    const full = newPath(stage);
    await mkdir(full);
    await writeFile(path.join(full, 'notes.txt'), 'mine');
    const making = page.locator('form', { hasText: 'New project' });
    await making.getByLabel('Folder').fill(full);
    await making.getByRole('button').click();
    await alert.getByText('That folder holds files already.').waitFor();
    expect(await readdir(full)).toEqual(['notes.txt']);

    await making.getByLabel('Folder').fill(newPath(stage));
    await making.getByRole('button').click();
    await page.getByLabel('Folder with images').fill(missing);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await alert.getByText('There is no such folder.').first().waitFor();
    await page.getByLabel('Folder with images').fill(full);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await alert.getByText('There are no images in that folder.').first().waitFor();
    await page.getByLabel('Layout').selectOption('Lunka: train, proliv, test/imgs');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await alert.getByText('The folder does not have that layout.').first().waitFor();
    const jobs = await app.api.get<Job[]>('jobs');
    expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(['failed']));
    expect((await app.api.get<ProjectSummary>('project')).images).toBe(0);
  });

  it('keeps opened projects to choose from, and refuses one that another process has', async () => {
    const app = await stage.start();
    const page = await openWindow(stage.browser, app.address);
    const project = newPath(stage);
    const making = page.locator('form', { hasText: 'New project' });
    await making.getByLabel('Folder').fill(project);
    await making.getByLabel('Name').fill('Line 9');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Project Line 9: close' }).click();
    const recent = page.getByRole('button', { name: `Line 9 ${project}` });
    await recent.waitFor();

    const other = await stage.start(project);
    await recent.click();
    await page.getByRole('alert').getByText('Another window or process has this project').waitFor();
    await other.stop();
    await recent.click();
    await page.getByRole('heading', { name: 'In and out' }).waitFor();
  });

  it('makes the demo project and shows its images', async () => {
    const app = await stage.start();
    const page = await openWindow(stage.browser, app.address);
    await page.getByRole('button', { name: 'Start the demo' }).click();
    await page.getByRole('progressbar', { name: 'Demo images' }).waitFor();
    await page.getByText('No detector yet').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Show all images' }).click();
    await createReviewer(page, app.api).ready();
    const { project } = await app.api.get<WorkbenchInfo>('workbench');
    expect(project!.folder.startsWith(stage.folder)).toBe(true);
  });
});

describe('The form of an import', () => {
  it('asks of digits in IDX files which are normal', async () => {
    const { api } = stage.app;
    await api.post('workbench/create', { folder: newPath(stage), name: 'Digits' });
    const page = await openWindow(stage.browser, `${stage.app.address}#/transfer`);
    const rule = page.getByLabel('What is normal');
    await page.getByLabel('Folder with images').fill(await idxDigits());
    expect(await rule.count()).toBe(0);
    await page.getByLabel('Layout').selectOption('IDX files (MNIST)');
    await rule.selectOption('noise');
    await page.getByLabel('Standard deviation of the noise').waitFor();
    await rule.selectOption('digit');
    const digit = page.getByLabel('The normal digit');
    await digit.fill('10');
    await digit.press('Enter');
    expect(await digit.getAttribute('aria-invalid')).toBe('true');
    await digit.fill('1');
    await digit.press('Tab');
    await page.getByRole('button', { name: 'Import', exact: true }).press('Enter');
    // Half of a single set is learned from: 0, 1, 2, 0, 1, 2.
    await eventually(async () =>
      expect((await api.get<ProjectSummary>('project')).labels).toMatchObject({
        normal: 2,
        leak: 4,
      }),
    );
  });
});
