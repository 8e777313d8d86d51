import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import { cutOff, markupFaults, nameless, paleTexts, tabFaults } from '../helpers/audit.ts';
import { eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { picture, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

/** The wall of the shift, with all its pictures. */
async function openWall(options?: WindowOptions): Promise<Page> {
  const page = await stage.open('#/wall?shift=1', options);
  await pictured(page);
  return page;
}

/** Until every sheet is on the graphics card. */
async function pictured(page: Page): Promise<void> {
  const wall = page.getByTestId('wall');
  await wall.waitFor();
  await eventually(async () => {
    const { loaded, sheets } = await wall.evaluate((element) => ({ ...element.dataset }));
    expect(Number(sheets)).toBeGreaterThan(0);
    expect(loaded).toBe(sheets);
  });
}

const text = (page: Page, id: string): Promise<string> => page.getByTestId(id).innerText();
const says = (page: Page, id: string, what: RegExp): Promise<void> =>
  eventually(async () => expect(await text(page, id)).toMatch(what));

/** How much the shown pixels differ from each other: a blank canvas has none. */
async function contrast(page: Page): Promise<number> {
  const shot = await page.getByTestId('wall').screenshot();
  const { channels } = await sharp(shot).stats();
  return Math.max(...channels.map(({ stdev }) => stdev));
}

const batches = async (): Promise<LabelBatch[]> =>
  (await stage.app.api.get<LabelBatch[]>('labels/batches')).filter(
    ({ origin }) => origin === 'person',
  );

/** The page's own sequence of keys, the same in either language. */
const WORDS = {
  'en-GB': {
    all: /all \d{3} selected/,
    one: /the image under the cursor/,
    done: /^Leak: \d+ images$/,
  },
  'ru-RU': {
    all: /всем \d{3} выделенным/,
    one: /к снимку под курсором/,
    done: /^Пролив: \d+ сним/,
  },
} as const;

describe.each(['en-GB', 'ru-RU'] as const)('The wall by keyboard alone, in %s', (locale) => {
  it('selects by steps, rows and verdict, labels with one key and undoes it with one', async () => {
    const page = await openWall({ locale });
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    expect(await text(page, 'wall-position')).toMatch(/^1 (of|из) 1\d\d$/);
    await press('ArrowRight');
    await press('ArrowRight');
    expect(await text(page, 'wall-position')).toMatch(/^3 /);
    await press('Shift+ArrowRight');
    await press('Shift+ArrowRight');
    await says(page, 'wall-meant', / 3 /);
    await press('Shift+ArrowLeft');
    await says(page, 'wall-meant', / 2 /);
    // What Shift chose stays where the cursor goes on without it.
    await press('ArrowDown');
    await press('Space');
    await says(page, 'wall-meant', / 3 /);
    await press('Shift+Space');
    const row = Number(/\d+/.exec(await text(page, 'wall-meant'))![0]);
    expect(row).toBeGreaterThan(4);
    await press('l');
    await says(page, 'spoken', WORDS[locale].done);
    await says(page, 'wall-meant', WORDS[locale].one);
    await eventually(async () => {
      expect(await batches()).toMatchObject([{ images: row, label: 'leak', undone: false }]);
    });
    await press('z');
    await says(page, 'wall-meant', new RegExp(` ${row} `));
    expect(await batches()).toMatchObject([{ images: row, undone: true }]);
    await press('Escape');
    await press('Control+a');
    await says(page, 'wall-meant', WORDS[locale].all);
    await press('Escape');
    await press('v');
    const { verdicts } = await stage.app.api.get<ImageColumns>('images?shift=1');
    const leaks = verdicts.filter((verdict) => verdict === verdicts[0]).length;
    await press('Escape');
    await press('Home');
    await press('v');
    await says(page, 'wall-meant', new RegExp(` ${leaks} `));
    await says(page, 'wall-cursor', new RegExp(`[;,] .*${leaks}`));
  });
});

describe('The wall', () => {
  it('shows what was found for the text that stands in the field, whichever answer comes last', async () => {
    const page = await openWall();
    const field = page.getByRole('searchbox');
    const asked: string[] = [];
    const { promise: held, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/api/wall/search?*', async (route) => {
      const text = new URL(route.request().url()).searchParams.get('text')!;
      asked.push(text);
      if (text === 'nobody') await held;
      await route.continue().catch(() => undefined);
    });
    await field.fill('nobody');
    await field.press('Enter');
    await eventually(async () => expect(asked).toEqual(['nobody']));
    await field.fill('imgs');
    await field.press('Enter');
    await says(page, 'wall-found', / found$/);
    answer();
    await field.fill('img');
    expect(await page.getByTestId('wall-found').count()).toBe(0);
    await field.fill('imgs');
    expect(await text(page, 'wall-found')).toMatch(/ found$/);
    expect(asked).toEqual(['nobody', 'imgs']);
    // What has been emptied has found nothing.
    await field.fill('');
    await field.press('Enter');
    expect(await page.getByTestId('wall-found').count()).toBe(0);
  });

  it('finds images by name, orders, marks and arranges them, each by a key', async () => {
    const page = await openWall();
    const { total: images } = await stage.app.api.get<ImageColumns>('images?shift=1');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await press('Control+f');
    await page.keyboard.type('test/IMGS/');
    await press('Enter');
    await says(page, 'wall-found', new RegExp(`^${images} found$`));
    await press('Escape');
    const before = await text(page, 'wall-position');
    await press('m');
    expect(await text(page, 'wall-position')).not.toBe(before);
    // A name with what SQL takes for anything finds nothing.
    await press('Control+f');
    await page.getByRole('searchbox').fill('100%');
    await press('Enter');
    await says(page, 'wall-found', /^No images/);
    await press('Escape');
    for (const order of ['score', 'disagreement', 'group', 'cell', 'time', 'id', '-score']) {
      await press('o');
      expect(await page.locator('.tools select').first().inputValue()).toBe(order);
    }
    await press('h');
    await press('End');
    await press('Shift+Space');
    const bar = await text(page, 'wall-meant');
    await press('Escape');
    const name = await page
      .getByRole('list', { name: 'Bars of the histogram' })
      .locator('button:enabled')
      .last()
      .getAttribute('title');
    await page
      .getByRole('list', { name: 'Bars of the histogram' })
      .locator('button:enabled')
      .last()
      .press('Enter');
    expect(await text(page, 'wall-meant')).toBe(bar);
    expect(/(\d+) image/.exec(name!)![1]).toBe(/(\d+)/.exec(bar)![1]);
  });

  it('stands after a reload as it stood', async () => {
    const page = await openWall();
    for (const key of ['o', 'o', 'c', 'h']) await page.keyboard.press(key);
    const stands = () =>
      page.evaluate(() => ({
        chosen: [...document.querySelectorAll<HTMLSelectElement>('.tools select')].map(
          ({ value }) => value,
        ),
        pressed: document.querySelector('.tools [aria-pressed=true]')!.textContent.trim(),
      }));
    const before = await stands();
    expect(before).toEqual({ chosen: ['disagreement', 'label'], pressed: 'Histogram' });
    await page.reload();
    await pictured(page);
    expect(await stands()).toEqual(before);
  });

  it('is drawn, enlarged and shrunk, and again after the graphics card was lost', async () => {
    const page = await openWall();
    const whole = await contrast(page);
    expect(whole).toBeGreaterThan(10);
    // Left and come back to, it is drawn anew.
    await page.keyboard.press('Shift+Digit1');
    await page.getByTestId('shifts').waitFor();
    await page.keyboard.press('Shift+Digit3');
    await pictured(page);
    expect(await contrast(page)).toBeCloseTo(whole, 0);
    const size = (): Promise<string> => page.locator('.tools').getByText(/ px$/).innerText();
    const small = await size();
    await page.keyboard.press('Enter');
    expect(await size()).toBe('240 px');
    await page.getByTestId('wall').hover();
    await page.mouse.wheel(0, -300);
    await eventually(async () => expect(parseInt(await size())).toBeGreaterThan(240));
    await page.keyboard.press('w');
    expect(await size()).toBe(small);
    await page.evaluate(async () => {
      const gl = document.querySelector('canvas')!.getContext('webgl2')!;
      const losing = gl.getExtension('WEBGL_lose_context')!;
      const turn = (name: string): Promise<unknown> =>
        new Promise((resolve) => gl.canvas.addEventListener(name, resolve, { once: true }));
      const lost = turn('webglcontextlost');
      losing.loseContext();
      await lost;
      const restored = turn('webglcontextrestored');
      setTimeout(() => losing.restoreContext());
      await restored;
    });
    await pictured(page);
    await eventually(async () => expect(await contrast(page)).toBeCloseTo(whole, 0));
  });

  it('takes what a rectangle, a lasso or Shift and a click choose', async () => {
    const page = await openWall();
    const box = (await page.getByTestId('wall').boundingBox())!;
    const drag = async (points: [number, number][]): Promise<void> => {
      const [first, ...others] = points.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const); // prettier-ignore
      await page.mouse.move(...first!);
      await page.mouse.down();
      for (const point of others) await page.mouse.move(...point, { steps: 6 });
      await page.mouse.up();
    };
    await page.getByRole('button', { name: 'Rectangle' }).click();
    await drag([[0.05, 0.05], [0.95, 0.95]]); // prettier-ignore
    await says(page, 'wall-meant', /all \d+ selected/);
    const rectangle = Number(/\d+/.exec(await text(page, 'wall-meant'))![0]);
    expect(rectangle).toBeGreaterThan(60);
    await page.getByRole('button', { name: 'Lasso' }).click();
    await drag([[0.05, 0.05], [0.95, 0.05], [0.05, 0.95]]); // prettier-ignore
    const lasso = Number(/\d+/.exec(await text(page, 'wall-meant'))![0]);
    expect(lasso).toBeGreaterThan(20);
    expect(lasso).toBeLessThan(rectangle);
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.mouse.click(box.x + 0.1 * box.width, box.y + 0.1 * box.height);
    await says(page, 'wall-meant', /the image under the cursor/);
    await page.keyboard.down('Shift');
    await page.mouse.click(box.x + 0.9 * box.width, box.y + 0.1 * box.height);
    await page.keyboard.up('Shift');
    await says(page, 'wall-meant', /all \d+ selected/);
    // A drag without a tool moves the wall and chooses nothing.
    const chosen = await text(page, 'wall-meant');
    await drag([[0.2, 0.2], [0.6, 0.6]]); // prettier-ignore
    expect(await text(page, 'wall-meant')).toBe(chosen);
  });

  it('shows where a file is gone, and a way out where there is no WebGL2', async () => {
    const page = await openWall();
    const { folder } = await stage.app.api.get<ProjectSummary>('project');
    await page.goto('about:blank');
    await rename(path.join(folder, 'cache', 'sheets'), path.join(folder, 'cache', 'away'));
    await rename(stage.trained.images, `${stage.trained.images}-away`);
    try {
      await stage.app.api.post('workbench/close');
      await stage.app.api.post('workbench/open', { folder });
      await page.goto(`${stage.app.address}#/wall?shift=1`);
      await page.getByText('113 images have no file where they were imported from.').waitFor();
    } finally {
      await rename(`${stage.trained.images}-away`, stage.trained.images);
    }
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (
        this: HTMLCanvasElement,
        ...asked: unknown[]
      ) {
        return asked[0] === 'webgl2'
          ? null
          : (get as (...of: unknown[]) => null).apply(this, asked);
      } as typeof get;
    });
    await page.reload();
    await page.getByRole('heading', { name: 'The wall cannot be drawn here' }).waitFor();
    await page.getByRole('button', { name: 'Open the review' }).click();
    await page.getByTestId('grid').waitFor();
  });

  it.each([
    ['en-GB', 'light', 1366, 768],
    ['ru-RU', 'dark', 1366, 768],
    ['ru-RU', 'light', 3840, 2160],
  ] as const)(
    'can be read, named and walked through, %s, %s, %i',
    async (locale, colorScheme, width, height) => {
      // prettier-ignore
      const page = await openWall({ locale, colorScheme, viewport: { width, height } });
      await page.keyboard.press('v');
      const faults: string[] = [];
      for (const kind of width > 1366 ? ['rows'] : ['rows', 'bars']) {
        if (kind === 'bars') await page.keyboard.press('h');
        await picture(page, `wall-${kind}-${locale.slice(0, 2)}-${colorScheme}-${width}`);
        faults.push(
          ...(await nameless(page)),
          ...(await markupFaults(page)),
          ...(await paleTexts(page)),
          ...(await cutOff(page)),
          ...(width === 1366 && locale === 'en-GB' ? await tabFaults(page) : []),
        );
      }
      expect(faults).toEqual([]);
    },
  );
});
