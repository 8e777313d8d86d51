import { pathToFileURL } from 'node:url';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExperimentOutcome } from '../../src-main/shared/experiment.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { trainProject, type TrainedProject } from '../helpers/project.ts';

let browser: Browser;
let trained: TrainedProject;
beforeAll(async () => {
  [browser, trained] = await Promise.all([launchBrowser(), trainProject()]);
});
afterAll(() => Promise.all([browser.close(), trained.remove()]));

it('writes a page that opens anywhere: all drawn, nothing fetched, no complaint, light and dark', async () => {
  const { api } = await trained.open();
  const spec = {
    name: 'Small nets',
    presets: ['small-conv', 'cells-dense-mean-leak'],
    settings: { epochs: 3, width: 16, height: 16 },
    seeds: [1, 2],
    judge: {
      images: path.join(trained.images, 'test', 'imgs'),
      annotations: path.join(trained.images, 'test', 'test_annotation.txt'),
    },
    thresholds: ['youden', 'max-f1'],
  };
  const { html } = await api.done<ExperimentOutcome>('experiments', { spec });

  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(html).href);

  await page.getByRole('heading', { name: 'Small nets', level: 1 }).waitFor();
  // Two recipes by two strategies.
  expect(await page.locator('table').first().locator('tbody tr').count()).toBe(4);
  for (const preset of spec.presets) {
    for (const chart of ['Loss of', 'Scores of', 'ROC curve of', 'Precision of']) {
      const drawing = page.getByRole('img', { name: `${chart} ${preset}` });
      const lines = await drawing.locator('path.line, path.bars').all();
      expect(lines.length).toBeGreaterThanOrEqual(2);
      for (const line of lines) expect((await line.boundingBox())!.width).toBeGreaterThan(100);
    }
  }
  const widths = await page
    .locator('td img')
    .evaluateAll((pictures) =>
      pictures.map((picture) => (picture as HTMLImageElement).naturalWidth),
    );
  expect(widths.length).toBeGreaterThanOrEqual(2 * 4 * 3);
  expect(new Set(widths)).toEqual(new Set([16]));

  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await ground()).not.toBe(light);
  // Nothing but the tables may be wider than a small screen, and those scroll by themselves.
  await page.setViewportSize({ width: 400, height: 700 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(html).href]);
});
