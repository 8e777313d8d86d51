import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { ProjectInfo, ShiftInfo } from '../../src-main/shared/api/project.ts';
import { ru } from '../../src-renderer/i18n/ru.ts';
import { VIEWS, type View } from '../../src-renderer/state/url.ts';
import {
  axeFaults,
  cutOff,
  markupFaults,
  nameless,
  paleTexts,
  readableTexts,
  tabFaults,
} from '../helpers/audit.ts';
import { QUICK } from '../helpers/project.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { openWindow, picture, TIME_ZONE, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

/** A project that was worked with: decisions, a second detector, a rehearsed import. */
let used: string;
beforeAll(async () => {
  const { api } = stage.app;
  used = await stage.trained.copy();
  await api.post('workbench/open', { folder: used });
  const { groups } = await api.get<{ groups: { images: { id: number }[] }[] }>('review/queue');
  const labels = ['leak', 'normal', 'unsure'];
  for (const [index, { images }] of groups.slice(0, 9).entries()) {
    await api.post('labels', { items: [{ image: images[0]!.id, label: labels[index % 3] }] });
  }
  await api.done('detectors/retrain', { epochs: QUICK.epochs });
  await api.done('imports', { path: stage.trained.images, dryRun: true });
});

async function openUsed(options?: WindowOptions): Promise<Page> {
  await stage.app.api.post('workbench/open', { folder: used });
  const page = await openWindow(stage.browser, stage.app.address, options);
  await page.getByRole('navigation').waitFor();
  return page;
}

/** Shows a view with all that it loads. */
async function show(page: Page, view: View): Promise<void> {
  await page.keyboard.press(`Shift+Digit${VIEWS.indexOf(view) + 1}`);
  await page.locator(`nav a[aria-current=page][href^="#/${view}"]`).waitFor();
  if (view === 'review') {
    await createReviewer(page, stage.app.api).ready();
    await eventually(async () => expect(await page.locator('.stage canvas').count()).toBe(3));
    await page.getByTestId('files').waitFor();
    await page.getByTestId('score-marker').waitFor();
    // Groups that come while one walks through the page take the focus.
    await page.getByTestId('provisional').waitFor({ state: 'detached' });
    await eventually(async () => {
      const widths = await page
        .locator('main img')
        .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
      expect(Math.min(...widths)).toBeGreaterThan(0);
    });
  } else if (view === 'wall') {
    await page.getByTestId('wall').waitFor();
  } else {
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (view === 'detectors')
      await page.getByTestId('detector-details').locator('details').waitFor();
  }
  await eventually(async () => {
    expect(await page.locator('main [aria-busy=true]').filter({ visible: true }).count()).toBe(0);
  });
  await page.evaluate(() => document.fonts.ready);
}

async function showHelp(page: Page): Promise<void> {
  await page.keyboard.press('Shift+Slash');
  await page.locator('dialog[open]').waitFor();
}

/** Latin words of a Russian screen that are neither data nor what Russian writes in Latin letters. */
async function englishWords(page: Page): Promise<string[]> {
  const words = (text: string): string[] => text.match(/[A-Za-z]{2,}/g) ?? [];
  const known = new Set(
    Object.values(ru)
      .flatMap((message) => (typeof message === 'string' ? [message] : Object.values(message)))
      .flatMap(words),
  );
  // Names that this test gave, and what the engine calls things in its files.
  const { folder } = await stage.app.api.get<ProjectInfo>('project').catch(() => ({ folder: '' }));
  for (const word of words(
    `English EN jpeg Shift {cell}_{time} CAM ${stage.trained.images} ${folder}`,
  ))
    known.add(word);
  const texts = await readableTexts(page);
  expect(texts.length).toBeGreaterThan(20);
  return texts.filter((text) => words(text).some((word) => !known.has(word)));
}

describe('In Russian', () => {
  it('every screen is Russian as soon as the language is switched, without a reload', async () => {
    const page = await openUsed();
    await show(page, 'review');
    expect(await page.getByTestId('score').innerText()).toMatch(/^\d+(\.\d+)?$/);
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    await page.getByRole('button', { name: 'Русский' }).click();
    await page.getByRole('link', { name: 'Разбор' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ru');
    expect(await page.getByTestId('score').innerText()).toMatch(/^\d+,\d+$/);
    const wrong: Record<string, string[]> = {};
    for (const view of VIEWS) {
      await show(page, view);
      wrong[view] = await englishWords(page);
    }
    await showHelp(page);
    wrong['help'] = await englishWords(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByTestId('outcome').waitFor({ timeout: 60_000 });
    wrong['outcome'] = await englishWords(page);
    await picture(page, 'outcome-ru');
    await page.getByRole('button', { name: /: закрыть$/ }).click();
    await page.getByRole('heading', { name: 'Недавние проекты' }).waitFor();
    wrong['welcome'] = await englishWords(page);
    expect(Object.entries(wrong).filter(([, words]) => words.length > 0)).toEqual([]);
    expect(Object.keys(wrong)).toHaveLength(VIEWS.length + 3);
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Recent projects' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('a browser that speaks Russian gets it at once, with its dates, and it stays chosen', async () => {
    const page = await stage.open('#/shift', { locale: 'ru-RU' });
    const [shift] = await stage.app.api.get<ShiftInfo[]>('shifts');
    const row = page.getByTestId('shifts').getByRole('row', { name: shift!.name });
    const added = new Intl.DateTimeFormat('ru', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: TIME_ZONE,
    });
    expect(await row.innerText()).toContain(added.format(new Date(shift!.createdAt)));
    await page.getByRole('button', { name: 'English' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Shifts' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe.each(['light', 'dark'] as const)('In %s colours', (colorScheme) => {
  it('every screen can be read, named, and walked through with Tab', async () => {
    const page = await openUsed({ colorScheme });
    const faults: string[] = [];
    const audit = async (name: string): Promise<void> => {
      const found = [
        ...(await nameless(page)),
        ...(await markupFaults(page)),
        ...(await paleTexts(page)),
        ...(await axeFaults(page)),
        // The same in either colours, and the slowest to ask.
        ...(colorScheme === 'light' ? await tabFaults(page) : []),
      ];
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    };
    /** The other language alone is new in it. */
    const inRussian = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'Русский' }).click();
      faults.push(...(await axeFaults(page)).map((fault) => `${name}, ru: ${fault}`));
      await page.getByRole('button', { name: 'English' }).click();
    };
    for (const view of VIEWS) {
      await show(page, view);
      await audit(view);
      await inRussian(view);
    }
    await showHelp(page);
    await audit('help');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /: close$/ }).click();
    await page.getByRole('heading', { name: 'Recent projects' }).waitFor();
    await audit('welcome');
    await inRussian('welcome');
    expect(faults).toEqual([]);
  });
});

describe('For eyes that need more contrast', () => {
  it.each([
    ['more contrast, light', { contrast: 'more', colorScheme: 'light' }],
    ['more contrast, dark', { contrast: 'more', colorScheme: 'dark' }],
    ['the colours of the system', { forcedColors: 'active', colorScheme: 'dark' }],
  ] as const)('every view can be read, and shows what is chosen: %s', async (_, media) => {
    const page = await openUsed();
    await page.emulateMedia(media);
    const faults: string[] = [];
    for (const view of VIEWS) {
      await show(page, view);
      const found = [...(await paleTexts(page)), ...(await axeFaults(page))];
      faults.push(...found.map((fault) => `${view}: ${fault}`));
    }
    expect(faults).toEqual([]);
    const grounds = await page
      .locator('.languages button')
      .evaluateAll((all) =>
        all.map((button) =>
          JSON.stringify([
            getComputedStyle(button).backgroundColor,
            getComputedStyle(button).textDecorationLine,
          ]),
        ),
      );
    expect(new Set(grounds).size).toBe(2);
    await picture(page, `contrast-${Object.values(media).join('-')}`);
  });
});

describe('On a small and on a large screen', () => {
  it.each([
    ['en-GB', 'light', 1366, 768],
    ['en-GB', 'dark', 1366, 768],
    ['ru-RU', 'light', 1366, 768],
    ['ru-RU', 'dark', 1366, 768],
    ['ru-RU', 'light', 3840, 2160],
  ] as const)('nothing is cut off, %s, %s, %i x %i', async (locale, colorScheme, width, height) => {
    const page = await openUsed({ locale, colorScheme, viewport: { width, height } });
    const cut: string[] = [];
    const keep = async (name: string): Promise<void> => {
      cut.push(...(await cutOff(page)).map((what) => `${name}: ${what}`));
      await picture(page, `${name}-${locale.slice(0, 2)}-${colorScheme}-${width}`);
    };
    for (const view of VIEWS) {
      await show(page, view);
      await keep(view);
    }
    await show(page, 'review');
    await page.keyboard.press('KeyG');
    await page.getByTestId('position').waitFor();
    await show(page, 'review');
    await keep('review-by-image');
    await showHelp(page);
    await keep('help');
    await page.keyboard.press('Escape');
    await page.locator('header .project').click();
    await page.locator('.ways').waitFor();
    await keep('welcome');
    expect(cut).toEqual([]);
  });

  it('the history of an image names who decided, when, how and by which detector', async () => {
    const page = await openUsed();
    // A key that comes before the page knows the project asks for nothing.
    await show(page, 'review');
    await page.keyboard.press('KeyG');
    await page.getByTestId('position').waitFor();
    const reviewer = createReviewer(page, stage.app.api);
    await reviewer.ready();
    await page.keyboard.press('Home');
    await reviewer.reachesPosition(1);
    await show(page, 'review');
    // The first that somebody has decided about: scores say where it stands.
    const historyShown = async () =>
      (await stage.app.api.get<ImageDetail>(`images/${await reviewer.image()}`)).history;
    let history = await historyShown();
    for (let at = 2; history.length === 0; at++) {
      await page.keyboard.press('ArrowRight');
      await reviewer.reachesPosition(at);
      history = await historyShown();
    }
    const moment = new Intl.DateTimeFormat('en', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: TIME_ZONE,
    });
    const lines = page.getByTestId('history').getByRole('listitem');
    await eventually(async () => {
      expect(await lines.count()).toBe(history.length);
      expect(await lines.first().innerText()).toContain(
        `engineer · person · v1 · ${moment.format(new Date(history.at(-1)!.at))}`,
      );
    });
  });
});

it('The questions asked of every screen find what they ask for', async () => {
  const page = await stage.open('#/shift');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => {
    document.querySelector('main .page')!.insertAdjacentHTML(
      'beforeend',
      `<button style="outline: none" id="twice"></button><img src="/favicon.svg" tabindex="1" id="twice">
       <div style="overflow: clip" class="tight"><button>Tight</button></div>
       <p style="color: #aaa; background: #fff">Pale words</p>
       <p style="width: 3rem; overflow: hidden; white-space: nowrap">A sentence too long for its box</p>`,
    );
  });
  expect(await nameless(page)).toEqual([
    expect.stringMatching(/^button/),
    expect.stringMatching(/^(image|img)/),
  ]);
  expect((await markupFaults(page)).map((fault) => fault.split(':')[0])).toEqual([
    'a tabindex above 0',
    'no alt',
    'an id used twice',
  ]);
  expect(await paleTexts(page)).toEqual(['2.32: Pale words']);
  expect(await cutOff(page)).toEqual([expect.stringContaining('A sentence too long')]);
  expect(await tabFaults(page)).toEqual([
    expect.stringContaining('no visible focus'),
    expect.stringContaining('cut off by <tight>'),
  ]);
  expect(await readableTexts(page)).toContain('Pale words');
});
