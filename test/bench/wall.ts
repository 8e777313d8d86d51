import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { WallSheets } from '../../src-main/shared/api/wall.ts';
import { startApp } from '../helpers/app.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { writeManyImages } from '../helpers/many.ts';

/**
 * The wall of a large shift, measured in a real browser:
 *
 *     node test/bench/wall.ts [--images 14000] [--gpu] [--window 1366x768]
 *
 * Without --gpu the browser draws in software, as the tests do. Needs a built page (npm run build).
 */

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '14000' },
    window: { type: 'string', default: '1366x768' },
    gpu: { type: 'boolean', default: false },
  },
});
const count = Number(values.images);
const [width, height] = values.window.split('x').map(Number) as [number, number];
const work = mkdtempSync(path.join(os.tmpdir(), 'lunka-wall-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const say = (what: string, value: string): void => console.log(`${what.padEnd(46)} ${value}`);
const ms = (time: number): string => `${time.toFixed(0)} ms`;

const images = await writeManyImages(work, { count, different: 400 });
const app = await startApp(work);
const ask = async <T>(method: string, route: string, body?: unknown): Promise<T> =>
  (await (await app.api.request(method, route, body)).json()) as T;
async function job(route: string, body: unknown): Promise<void> {
  const { state, error } = await app.api.ended((await ask<Job>('POST', route, body)).id);
  if (state !== 'done') throw new Error(error?.message ?? state);
}
await ask('POST', 'workbench/create', { folder: path.join(work, 'project') });
await job('imports', { path: path.join(work, 'source'), shift: 'before' });
await job('detectors/train', { epochs: 2 });
await job('imports', { path: images, layout: 'flat', shift: 'night' });
await job('detectors/score', {});
const shift = (await ask<{ id: number; name: string }[]>('GET', 'shifts')).find(({ name }) => name === 'night')!.id; // prettier-ignore

const began = performance.now();
let sheets = await ask<WallSheets>('POST', 'wall/sheets', { shift });
const left = sheets.left;
while (sheets.left > 0) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  sheets = await ask<WallSheets>('GET', `wall/sheets?shift=${shift}`);
}
if (left > 0) say(`${left} sheets that the import had not yet left`, ms(performance.now() - began));

/** Until the page has answered; the middle of five. */
async function middle(task: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2]!;
}
say('engine: columns of the shift', ms(await middle(() => ask('GET', `wall?shift=${shift}`))));
say('engine: its sheets', ms(await middle(() => ask('GET', `wall/sheets?shift=${shift}`))));
const { ids } = await ask<ImageColumns>('GET', `images?shift=${shift}&order=id`);
const items = ids.slice(0, 5000).map((image) => ({ image, label: 'normal' }));
say(`engine: one label for ${items.length}`, ms(await middle(() => ask('POST', 'labels', { items })))); // prettier-ignore

const browser = await launchBrowser(values.gpu ? { args: ['--enable-gpu', '--use-angle=default', '--ignore-gpu-blocklist'] } : {}); // prettier-ignore
const page = await browser.newPage({ viewport: { width, height } });
await page.goto(`${app.address}#/shift?shift=${shift}`);
await page.getByRole('navigation').first().waitFor();

/** From the key to the frame after the last sheet has come. */
async function open(): Promise<number> {
  await page.evaluate(() => {
    const start = performance.now();
    Object.assign(window, {
      drawn: new Promise((resolve) => {
        const look = (): void => {
          const wall = document.querySelector<HTMLElement>('[data-testid=wall]');
          const { loaded, sheets } = wall?.dataset ?? {};
          if (loaded && loaded !== '0' && loaded === sheets) {
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start))); // prettier-ignore
          } else requestAnimationFrame(look);
        };
        addEventListener('keydown', look, { once: true });
      }),
    });
  });
  await page.keyboard.press('Shift+Digit3');
  return page.evaluate(() => (window as unknown as { drawn: Promise<number> }).drawn);
}
say('page: wall drawn, first opening', ms(await open()));
await page.keyboard.press('Shift+Digit1');
await page.getByTestId('shifts').waitFor();
say('page: wall drawn, opened again', ms(await open()));

/** Frames while the hand moves, and the 95th percentile of the time between two. */
async function frames(gesture: 'pan' | 'zoom'): Promise<string> {
  const gaps = await page.evaluate(async (gesture) => {
    const wall = document.querySelector('[data-testid=wall]')!;
    const { left, top, width, height } = wall.getBoundingClientRect();
    const at = (x: number, y: number): PointerEventInit => ({
      clientX: left + x, clientY: top + y, pointerId: 1, button: 0, bubbles: true,
    }); // prettier-ignore
    wall.setPointerCapture = () => undefined;
    const gaps: number[] = [];
    let before = performance.now();
    if (gesture === 'pan') wall.dispatchEvent(new PointerEvent('pointerdown', at(width / 2, height / 2))); // prettier-ignore
    for (let frame = 0; frame < 150; frame++) {
      const turn = (frame / 150) * Math.PI * 4;
      const [x, y] = [width * (0.5 + 0.3 * Math.sin(turn)), height * (0.5 + 0.3 * Math.cos(turn))];
      if (gesture === 'pan') wall.dispatchEvent(new PointerEvent('pointermove', at(x, y)));
      else wall.dispatchEvent(new WheelEvent('wheel', { ...at(x, y), deltaY: Math.sin(turn) > 0 ? -60 : 60, cancelable: true })); // prettier-ignore
      await new Promise(requestAnimationFrame);
      gaps.push(performance.now() - before);
      before = performance.now();
    }
    wall.dispatchEvent(new PointerEvent('pointerup', at(0, 0)));
    return gaps;
  }, gesture);
  const sorted = gaps.toSorted((a, b) => a - b);
  const rate = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  return `${rate.toFixed(1)} frames/s, p95 ${ms(sorted[Math.floor(0.95 * gaps.length)]!)}`;
}
say('page: zooming', await frames('zoom'));
await page.keyboard.press('w');
say('page: dragging, the whole wall', await frames('pan'));
for (let step = 0; step < 4; step++) await page.keyboard.press('Equal');
say('page: dragging, enlarged', await frames('pan'));
await page.keyboard.press('w');

async function saved(page: Page): Promise<number> {
  const start = performance.now();
  await page.keyboard.press('l');
  await page.getByTestId('saving').getByText('All saved').waitFor();
  await page.getByTestId('wall-meant').getByText('under the cursor').waitFor();
  return performance.now() - start;
}
await page.keyboard.press('Home');
await page.keyboard.press('Control+a');
say(`page: one key labels all ${count}`, ms(await saved(page)));

const session = await page.context().newCDPSession(page);
await session.send('Performance.enable');
const { metrics } = await session.send('Performance.getMetrics');
const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
say('page: JavaScript heap', `${(heap / 1e6).toFixed(0)} MB`);
if (process.platform === 'linux') {
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo'); // prettier-ignore
  for (const { type, id } of processInfo) {
    if (type !== 'renderer' && type !== 'GPU') continue;
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    say(`${type} process ${id}, resident`, `${(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024).toFixed(0)} MB`); // prettier-ignore
  }
}
await browser.close();
await app.stop();
