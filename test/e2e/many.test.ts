import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow } from '../helpers/window.ts';

const stage = setStage({ train: false });

const COUNT = 10_000;

/** As many different files as a shift has; bytes after the end of a JPEG change its hash alone. */
async function manyImages(): Promise<string> {
  const source = newPath(stage);
  await generateProject(source, { seed: 3, train: 60, proliv: 1, shift: 1 });
  const names = await readdir(path.join(source, 'train'));
  const pictures = await Promise.all(
    names.map((name) => readFile(path.join(source, 'train', name))),
  );
  const folder = newPath(stage);
  await mkdir(folder);
  for (let i = 0; i < COUNT; i++) {
    const bytes = Buffer.concat([pictures[i % pictures.length]!, Buffer.from(` ${i}`)]);
    await writeFile(path.join(folder, `${String(i).padStart(5, '0')}.jpg`), bytes);
  }
  return folder;
}

describe('A shift of ten thousand images', () => {
  it('is a list of a few dozen tiles wherever it is scrolled to, and keys reach its end', async () => {
    const images = await manyImages();
    const { api, address } = stage.app;
    await api.post('workbench/create', { folder: newPath(stage) });
    await api.done('imports', { path: images, layout: 'flat' });
    const page = await openWindow(
      stage.browser,
      `${address}#/review?by=image&shift=all&filter=all&order=id`,
    );
    const reviewer = createReviewer(page, api);
    await reviewer.ready();
    const tiles = page.getByRole('option');
    const few = async (): Promise<void> => {
      const count = await tiles.count();
      expect(count).toBeGreaterThan(10);
      expect(count).toBeLessThan(300);
    };
    /** Every tile that is in sight has its picture. */
    const drawn = (): Promise<void> =>
      eventually(async () => {
        const sizes = await tiles.evaluateAll((all) => {
          const { top, bottom } = document.querySelector('[role=listbox]')!.getBoundingClientRect();
          return all
            .filter((tile) => {
              const box = tile.getBoundingClientRect();
              return box.bottom > top && box.top < bottom;
            })
            .map((tile) => tile.querySelector('img')?.naturalWidth ?? 0);
        });
        expect(sizes.length).toBeGreaterThan(10);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      });
    const selectedInSight = (): Promise<boolean> =>
      page.locator('[aria-selected=true]').evaluate((tile) => {
        const list = document.querySelector('[role=listbox]')!.getBoundingClientRect();
        const box = tile.getBoundingClientRect();
        return box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
      });

    expect(await page.getByTestId('position').innerText()).toBe('1 of 10,000');
    await few();
    await drawn();

    await page.getByTestId('grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2));
    await page.locator('[role=option][aria-posinset="5000"]').waitFor();
    await few();
    await drawn();

    await reviewer.press('End');
    await reviewer.reachesPosition(COUNT);
    await eventually(async () => expect(await selectedInSight()).toBe(true));
    await few();
    await drawn();
    await reviewer.press('ArrowRight');
    await reviewer.press('ArrowLeft');
    await reviewer.reachesPosition(COUNT - 1);
    const image = await reviewer.image();
    await reviewer.press('n');
    await reviewer.stored(image, 'normal');
    await reviewer.reachesPosition(COUNT);
    await reviewer.press('PageUp');
    await eventually(async () => {
      expect((await reviewer.position()).at).toBeLessThan(COUNT - 10);
      expect(await selectedInSight()).toBe(true);
    });
    await reviewer.press('Home');
    await reviewer.reachesPosition(1);
    await eventually(async () => expect(await selectedInSight()).toBe(true));

    await page.getByRole('button', { name: 'Русский' }).click();
    expect(await page.getByTestId('position').innerText()).toBe('1 из 10\u00a0000');
  });
});
