import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo, TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { ReviewGroup } from '../../src-main/shared/api/review.ts';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import { createGroupReviewer } from '../helpers/groups.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow, picture } from '../helpers/window.ts';

const stage = setStage({ train: false });

/** A shift of 2,000 images, judged by a detector of the usual kind, and the truth of each file. */
let project: string;
let truth: Map<string, 'normal' | 'leak'>;
beforeAll(async () => {
  const { api } = stage.app;
  const images = newPath(stage);
  project = newPath(stage);
  await generateProject(images, { seed: 5, train: 600, proliv: 40, shift: 2000 });
  const lines = await readFile(path.join(images, 'test', 'test_annotation.txt'), 'utf8');
  truth = new Map(
    lines
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(' ') as [string, string])
      .map(([name, leak]) => [`test/imgs/${name}`, leak === '1' ? 'leak' : 'normal']),
  );
  await api.post('workbench/create', { folder: project, name: 'Line 1' });
  await api.done('imports', { path: images, shift: 'Night' });
  await api.done<TrainOutcome>('detectors/train', { epochs: 3 });
  await api.post('workbench/close');
});

const person = async (): Promise<LabelBatch[]> =>
  (await stage.app.api.get<LabelBatch[]>('labels/batches')).filter(
    ({ origin }) => origin === 'person',
  );

const active = async (): Promise<string | undefined> =>
  (await stage.app.api.get<DetectorInfo[]>('detectors')).find(({ state }) => state === 'active')
    ?.name;

/** Tab until a field or button of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement;
      return element.labels?.[0]?.innerText ?? element.ariaLabel ?? element.innerText;
    });
    if (name.test(said)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** The keys of either layout; their places are the same. */
const LAYOUTS = {
  English: { KeyN: 'n', KeyL: 'l', KeyS: 's', KeyZ: 'z' },
  Russian: { KeyN: 'т', KeyL: 'д', KeyS: 'ы', KeyZ: 'я' },
} as const;
type Code = keyof (typeof LAYOUTS)['English'];

describe('A shift of 2,000 images, by keyboard alone', () => {
  it('is opened, reviewed, undone, filtered, labelled on the wall, retrained on and rolled back', async () => {
    const { app, browser } = stage;
    const page = await openWindow(browser, app.address);
    const key = (name: string): Promise<void> => page.keyboard.press(name);
    const groups = createGroupReviewer(page, app.api);
    const { pressRussian } = createReviewer(page, app.api);
    const strike = (code: Code, layout: keyof typeof LAYOUTS): Promise<void> =>
      layout === 'Russian' ? pressRussian(LAYOUTS.Russian[code], code) : key(code);

    // The project that was closed is the first of those to choose from.
    await page.getByRole('button', { name: 'Line 1' }).waitFor();
    await tabTo(page, /Line 1/);
    await key('Enter');
    await groups.ready();
    const queue = await groups.queue();
    /** What the images of a group are, in its order. */
    const truthOf = ({ images }: ReviewGroup): Promise<string[]> =>
      Promise.all(
        images.map(async (image) => {
          const { occurrences } = await app.api.get<ImageDetail>(`images/${image}`);
          return truth.get(occurrences[0]!.file)!;
        }),
      );

    let split = 0;
    for (let answered = 0; answered < 20; answered++) {
      const layout = answered % 2 === 0 ? 'English' : 'Russian';
      const id = await groups.group();
      const group = queue.find((one) => one.id === id)!;
      const labels = await truthOf(group);
      const leaks = labels.flatMap((label, index) => (label === 'leak' ? [index] : []));
      const mixed = leaks.length > 0 && leaks.length < labels.length;
      if (mixed || (split === 0 && labels.length > 2)) {
        split += 1;
        // Leaks are taken out, or, where there are none, one image as an example.
        const taken = mixed ? leaks : [0];
        await strike('KeyS', layout);
        await page.getByTestId('split').waitFor();
        for (const index of labels.keys()) {
          if (taken.includes(index)) await key('Space');
          if (index < taken.at(-1)!) await key('ArrowRight');
        }
        await strike(leaks.length > 0 ? 'KeyL' : 'KeyN', layout);
        await page.getByTestId('group-answer').waitFor();
        await strike(mixed || leaks.length === 0 ? 'KeyN' : 'KeyL', layout);
      } else {
        await strike(leaks.length > 0 ? 'KeyL' : 'KeyN', layout);
      }
      await eventually(async () => expect(await groups.group()).not.toBe(id));
    }
    expect(split).toBeGreaterThan(0);
    await page.getByTestId('saving').getByText('All saved').waitFor();
    expect(await person()).toHaveLength(20 + split);

    // Three are taken back, one before a reload and two after it, and given again.
    await strike('KeyZ', 'English');
    await eventually(async () => expect((await person()).filter((b) => b.undone)).toHaveLength(1));
    await page.reload();
    await groups.ready();
    for (const undone of [2, 3]) {
      await strike('KeyZ', 'Russian');
      await eventually(async () =>
        expect((await person()).filter((b) => b.undone)).toHaveLength(undone),
      );
    }
    for (const undone of [2, 1, 0]) {
      await key('Shift+Z');
      await eventually(async () =>
        expect((await person()).filter((b) => b.undone)).toHaveLength(undone),
      );
    }

    // One by one, and only what is left.
    await key('g');
    await createReviewer(page, app.api).ready();
    await key('f');
    await eventually(async () => expect(page.url()).toContain('filter=left'));

    // A row at the end of the wall, where the surest normals lie.
    await key('Shift+Digit3');
    await page.getByTestId('wall').waitFor();
    await eventually(async () =>
      expect(await page.getByTestId('wall-position').innerText()).toMatch(/^1 of/),
    );
    await key('End');
    await key('Shift+Space');
    await eventually(async () =>
      expect(await page.getByTestId('wall-meant').innerText()).toMatch(/all \d+ selected/),
    );
    await picture(page, 'whole-shift-wall');
    await key('n');
    await eventually(async () => {
      const [newest] = await person();
      expect(newest).toMatchObject({ label: 'normal', reason: 'wall' });
      expect(newest!.images).toBeGreaterThan(3);
    });

    await key('r');
    const outcome = page.getByTestId('outcome');
    await outcome.getByText(/v2 (is active now|was not activated)/).waitFor({ timeout: 120_000 });
    await picture(page, 'whole-shift-outcome');
    expect(await active()).toBe('v2');

    // Compared with the one before, which is then put back.
    await key('Escape');
    await key('Shift+Digit5');
    const versions = page.getByTestId('detectors');
    await versions.locator('tr[data-state=active]', { hasText: 'v2' }).waitFor();
    await key('b');
    await eventually(async () => expect(await active()).toBe('v1'));
    await versions.locator('tr[data-state=active]', { hasText: 'v1' }).waitFor();
    await picture(page, 'whole-shift-back');
  });
});
