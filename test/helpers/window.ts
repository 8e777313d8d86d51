import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { ROOT } from './project.ts';

/** Where pictures of the screen are kept; not under version control. */
const PICTURES = path.join(ROOT, 'test-results', 'screenshots');

export interface WindowOptions {
  locale?: 'en-GB' | 'ru-RU';
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
}

export const TIME_ZONE = 'Europe/Moscow';

/**
 * Opens an address as a person with nothing remembered does. After the test the window is closed; a
 * failed test leaves a picture of it, and an uncaught error in the page fails the test.
 */
export async function openWindow(
  browser: Browser,
  address: string,
  options: WindowOptions = {},
): Promise<Page> {
  const settings: BrowserContextOptions = {
    locale: options.locale ?? 'en-GB',
    timezoneId: TIME_ZONE,
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.viewport ?? { width: 1366, height: 768 },
    reducedMotion: 'reduce',
  };
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) errors.push(message.text());
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      const name = task.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
      await picture(page, `failed/${name}`).catch(() => undefined);
    }
    await context.close();
    expect(errors).toEqual([]);
  });
  await page.goto(address);
  return page;
}

/** Drops the first answer from such an address: the engine has done what was asked, the page cannot know. */
export async function loseAnswers(page: Page, url: string): Promise<void> {
  await page.route(
    url,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

/** Keeps what the window shows as `test-results/screenshots/NAME.png`. */
export async function picture(page: Page, name: string): Promise<void> {
  const file = path.join(PICTURES, `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  // The wall on a 4K screen, drawn without a graphics card, takes its time.
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', timeout: 90_000 });
}
