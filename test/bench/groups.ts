import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import type { ReviewGroups } from '../../src-main/shared/api/review.ts';
import { startApp } from '../helpers/app.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { makeFolder, QUICK } from '../helpers/project.ts';
import { buildRenderer } from '../helpers/renderer.ts';

/**
 * How long a person waits between the key that settles a group and the next group on the screen, and
 * what the page grows to, on a generated shift: `node test/bench/groups.ts [images] [cards]`. Not
 * part of `npm test`: seconds on one machine prove nothing on another.
 */

const IMAGES = Number(process.argv[2] ?? 14_000);
const CARDS = Number(process.argv[3] ?? 500);
/** Different scenes; the other images are these with other bytes, as a burst gives them. */
const SCENES = 2000;

const root = await makeFolder();
const app = await startApp(root);
const browser = await launchBrowser();
try {
  await buildRenderer();
  const { api } = app;
  await api.post('workbench/create', { folder: path.join(root, 'project') });
  await api.done('imports', { path: await shift(), shift: 'A' });
  await api.done('detectors/train', QUICK);
  const begun = performance.now();
  await api.done('review/queue', { shift: 1 });
  print('queue made', performance.now() - begun, 'ms');
  const { total } = await api.get<ReviewGroups>('review/groups?shift=1&images=1');
  print('groups', total, '');

  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(app.address);
  await page.getByTestId('group').waitFor();
  const before = await heap(page);
  await listen(page);
  const waits: number[] = [];
  const cards = Math.min(CARDS, total - 1);
  for (let card = 0; card < cards; card++) {
    waits.push(await pressed(page, card % 3 === 0 ? 'l' : 'n'));
    // A person looks for a moment; what comes next is fetched meanwhile.
    await page.waitForTimeout(150);
  }
  waits.sort((a, b) => a - b);
  const quantile = (share: number): number => waits[Math.floor(share * (waits.length - 1))]!;
  print('key to next group, p50', quantile(0.5), 'ms', quantile(0.5) / 50);
  print('key to next group, p95', quantile(0.95), 'ms', quantile(0.95) / 50);
  print('key to next group, longest', quantile(1), 'ms');
  const after = await heap(page);
  print('heap of the page at the first card', before / 1e6, 'MB');
  print(`heap of the page after ${cards} cards`, after / 1e6, 'MB', after / 400e6);
  await page.getByTestId('saving').getByText('All saved').waitFor();

  const images = (await api.get<{ ids: number[] }>('images?limit=5000')).ids;
  const items = images.map((image) => ({ image, label: 'normal' }));
  const given = performance.now();
  await api.post('labels', { items });
  const took = performance.now() - given;
  print(`one label for ${items.length} images, stored`, took, 'ms', took / 200);
} finally {
  await browser.close();
  await app.stop();
  await rm(root, { recursive: true, force: true });
}

/** `ratio` is what was measured over what was asked for: below 1 is good. */
function print(what: string, value: number, unit: string, ratio?: number): void {
  const share = ratio === undefined ? '' : `  (${ratio.toFixed(2)} of the limit)`;
  console.log(`${what.padEnd(44)} ${value.toFixed(1).padStart(9)} ${unit}${share}`);
}

/** A folder with the plant's layout and as many different files as asked for. */
async function shift(): Promise<string> {
  const source = path.join(root, 'scenes');
  await generateProject(source, { seed: 9, train: 240, proliv: 24, shift: SCENES });
  const folder = path.join(root, 'images');
  await mkdir(path.join(folder, 'test'), { recursive: true });
  for (const part of ['train', 'proliv']) {
    await cp(path.join(source, part), path.join(folder, part), { recursive: true });
  }
  const scenes = path.join(source, 'test', 'imgs');
  const names = await readdir(scenes);
  const pictures = await Promise.all(names.map((name) => readFile(path.join(scenes, name))));
  const images = path.join(folder, 'test', 'imgs');
  await mkdir(images);
  for (let i = 0; i < IMAGES; i++) {
    // Bytes after the end of a JPEG change its hash alone.
    const bytes = Buffer.concat([pictures[i % pictures.length]!, Buffer.from(` ${i}`)]);
    await writeFile(path.join(images, `${String(i).padStart(5, '0')}.jpg`), bytes);
  }
  return folder;
}

/** Has the page note when a key went down and when a frame with another group was on its way out. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted = { at: 0, shown: 0 };
    Object.assign(window, { noted });
    window.addEventListener('keydown', (event) => (noted.at = event.timeStamp), { capture: true });
    const watch = new MutationObserver((changes) => {
      if (!changes.some(({ attributeName }) => attributeName === 'data-group')) return;
      requestAnimationFrame(() => {
        // A message comes after the frame has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (noted.shown = performance.now());
        port2.postMessage(null);
      });
    });
    watch.observe(document.body, { attributes: true, subtree: true });
  });
}

/** Milliseconds from a key to the next group on the screen, with all pictures in sight. */
async function pressed(page: Page, key: string): Promise<number> {
  await page.evaluate(() => Object.assign(Reflect.get(window, 'noted') as object, { shown: 0 }));
  await page.keyboard.press(key);
  await page.waitForFunction(() => (Reflect.get(window, 'noted') as { shown: number }).shown > 0);
  return page.evaluate(() => {
    const { at, shown } = Reflect.get(window, 'noted') as { at: number; shown: number };
    return shown - at;
  });
}

/** Bytes of the page's JavaScript heap after garbage was collected; pictures lie outside of it. */
async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
