import { cp } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { ReviewGroups, ReviewSummary } from '../../src-main/shared/api/review.ts';
import { createGroupReviewer, untilOneComesBack, type GroupReviewer } from '../helpers/groups.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { newPath, setStage } from '../helpers/stage.ts';
import { openWindow, picture, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

/** A project whose look-alikes have been grouped: that takes a detector's process seconds. */
let queued: string;
beforeAll(async () => {
  queued = await stage.trained.copy();
  await stage.app.api.post('workbench/open', { folder: queued });
  await stage.app.api.done('review/queue', { shift: 1 });
  await stage.app.api.post('workbench/close');
});

async function copyQueued(): Promise<string> {
  const folder = newPath(stage);
  await cp(queued, folder, { recursive: true });
  return folder;
}

async function review(
  options?: WindowOptions,
): Promise<{ page: Page; reviewer: GroupReviewer; folder: string }> {
  const folder = await copyQueued();
  await stage.app.api.post('workbench/open', { folder });
  const page = await openWindow(stage.browser, stage.app.address, options);
  const reviewer = createGroupReviewer(page, stage.app.api);
  await reviewer.ready();
  return { page, reviewer, folder };
}

const decisions = async (): Promise<LabelBatch[]> =>
  (await stage.app.api.get<LabelBatch[]>('labels/batches')).filter(
    ({ origin }) => origin === 'person',
  );

const all = (length: number, label: string | null): (string | null)[] =>
  new Array<string | null>(length).fill(label);

/** A review of a queue in which an answer comes back that was `normal`. */
async function reviewAgain(): Promise<{ page: Page; reviewer: GroupReviewer; asked: Recheck }> {
  await stage.app.api.post('workbench/open', { folder: await copyQueued() });
  const { api } = stage.app;
  const { groups } = await api.get<ReviewGroups>('review/groups?shift=1');
  expect(groups.length).toBeGreaterThan(16);
  const images = groups.slice(13).flatMap((group) => group.images);
  const asked = await untilOneComesBack(api, images);
  const page = await openWindow(stage.browser, stage.app.address);
  const reviewer = createGroupReviewer(page, api);
  await reviewer.ready();
  return { page, reviewer, asked };
}

describe('Reviewing groups by keyboard', () => {
  it('settles a group with one key, and the next stands there; skip, back, accept', async () => {
    const { page, reviewer } = await review();
    const groups = await reviewer.queue();
    expect(await reviewer.group()).toBe(groups[0]!.id);
    expect(await page.getByTestId('group-reason').innerText()).toBe('flagged');
    await reviewer.press('n');
    await reviewer.reaches(groups[1]!.id);
    expect(await reviewer.labelsOf(groups[0]!.id)).toEqual(all(groups[0]!.images.length, 'normal'));
    await reviewer.press('ArrowRight');
    await reviewer.reaches(groups[2]!.id);
    await reviewer.press('2');
    await reviewer.reaches(groups[3]!.id);
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(groups[2]!.id);
    await page.getByTestId('group-answer').getByText('Leak').waitFor();
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(groups[1]!.id);
    await reviewer.press('Enter');
    // What was answered already is passed over.
    await reviewer.reaches(groups[3]!.id);
    const { accepted } = { accepted: groups[1]!.verdicts[0] };
    expect(await reviewer.labelsOf(groups[1]!.id)).toEqual(
      all(groups[1]!.images.length, accepted!),
    );
    const given = await decisions();
    expect(given.map(({ images }) => images)).toEqual(
      [1, 2, 0].map((index) => groups[index]!.images.length),
    );
    expect(given[0]!.reason).toBe('flagged');
    const settled = [0, 1, 2].reduce((sum, index) => sum + groups[index]!.images.length, 0);
    const progress = page.getByTestId('progress');
    await progress.getByText('3 decisions').waitFor();
    await progress.getByText(`${settled} images settled`).waitFor();
    expect(await page.getByTestId('leaks-left').innerText()).toMatch(
      /^leaks left: not known; \d+ random images without a leak would say at most 1%$/,
    );
    expect(await page.getByTestId('spoken').innerText()).toMatch(/^Labelled: /);
  });

  it('takes marked images out of a group, and answers for the rest', async () => {
    const { page, reviewer } = await review();
    const group = await reviewer.skipTo(4);
    await reviewer.press('s');
    await page.getByTestId('split').waitFor();
    await reviewer.press('ArrowRight');
    await reviewer.press('Space');
    await reviewer.press('ArrowRight');
    await reviewer.press('Space');
    await page.getByTestId('split').getByText('2 marked').waitFor();
    expect(await page.locator('[aria-checked=true]').count()).toBe(2);
    await reviewer.press('l');
    const left = group.images.length - 2;
    await page.getByTestId('group-answer').getByText(`${left} left`).waitFor();
    expect(await reviewer.group()).toBe(group.id);
    await reviewer.press('n');
    await eventually(async () => expect(await reviewer.group()).not.toBe(group.id));
    expect(await reviewer.labelsOf(group.id)).toEqual(
      group.images.map((_, i) => (i === 1 || i === 2 ? 'leak' : 'normal')),
    );
    // The other way round: first the rest, then the marked; clicks mark as well.
    const other = await reviewer.skipTo(4);
    const tile = (index: number): Promise<void> =>
      page.locator(`#image-${other.images[index]}`).click();
    await tile(1);
    await page.keyboard.down('Shift');
    await tile(2);
    await page.keyboard.up('Shift');
    await page.getByTestId('split').getByText('3 marked').waitFor();
    await tile(0);
    await page.getByTestId('split').getByText('2 marked').waitFor();
    await reviewer.press('Shift+N');
    await page.getByTestId('group-answer').getByText('2 left').waitFor();
    await reviewer.press('u');
    expect(await reviewer.labelsOf(other.id)).toEqual(
      other.images.map((_, i) => (i === 1 || i === 2 ? 'unsure' : 'normal')),
    );
  });

  it('cuts a group by similarity, and what is parted stays parted over a reload', async () => {
    const { page, reviewer } = await review();
    const group = await reviewer.skipTo(4);
    const before = await reviewer.queue();
    await reviewer.press('s');
    await reviewer.press('c');
    const marked = page.locator('[aria-checked=true]');
    await marked.first().waitFor();
    const count = await marked.count();
    expect(count).toBeLessThan(group.images.length);
    await reviewer.press('Enter');
    await page.getByTestId('split').waitFor({ state: 'detached' });
    const left = group.images.length - count;
    await page.getByTestId('group-size').getByText(`${left} image`).waitFor();
    const at = before.findIndex(({ id }) => id === group.id);
    const after = await reviewer.queue();
    expect(after).toHaveLength(before.length + 1);
    expect([...after[at]!.images, ...after[at + 1]!.images].toSorted()).toEqual(
      group.images.toSorted(),
    );
    await page.reload();
    await reviewer.ready();
    expect(await reviewer.group()).toBe(group.id);
    await reviewer.press('ArrowRight');
    await reviewer.reaches(after[at + 1]!.id);
    expect(await decisions()).toEqual([]);
  });

  it('takes a split back by the key that undoes, in its turn with the labels', async () => {
    const { page, reviewer } = await review();
    const first = await reviewer.group();
    await reviewer.press('n');
    await eventually(async () => expect(await reviewer.group()).not.toBe(first));
    const group = await reviewer.skipTo(4);
    const before = await reviewer.queue();
    const size = (n: number) => page.getByTestId('group-size').getByText(`${n} image`).waitFor();
    for (const key of ['s', 'ArrowRight', 'Space', 'Enter']) await reviewer.press(key);
    await size(group.images.length - 1);
    await reviewer.press('ArrowRight');
    await size(1);
    const part = await reviewer.group();
    await reviewer.press('l');
    await eventually(async () => expect(await reviewer.group()).not.toBe(part));

    await reviewer.press('z');
    await reviewer.reaches(part);
    expect(await reviewer.labelsOf(part)).toEqual([null]);
    await reviewer.press('z');
    await reviewer.reaches(group.id);
    await size(group.images.length);
    expect(await reviewer.queue()).toEqual(before);
    await reviewer.press('z');
    await reviewer.reaches(first);
    expect((await reviewer.labelsOf(first))[0]).toBeNull();
  });

  it('brings an answer back among the groups, unmarked, and asks where the second is another', async () => {
    const { page, reviewer, asked } = await reviewAgain();
    const { api } = stage.app;
    const whole = await reviewer.skipTo(2);
    const before = await reviewer.queue();
    for (const key of ['s', 'ArrowRight', 'Space', 'Enter']) await reviewer.press(key);
    // Until the page has it too: in a split the same key goes from image to image.
    await page
      .getByTestId('group-size')
      .getByText(`${whole.images.length - 1} image`)
      .waitFor();
    expect(await reviewer.queue()).toHaveLength(before.length + 1);
    // It comes after a dozen groups, one of which has become two.
    await reviewer.skip(13);
    expect(await reviewer.group()).toBe(`re-check-${asked.id}`);
    expect(await page.getByTestId('group-answer').count()).toBe(0);
    expect(await page.getByTestId('group-reason').innerText()).not.toMatch(/check/);
    await reviewer.press('l');
    const question = page.getByTestId('two-answers');
    await question.waitFor();
    const label = async () => (await api.get<ImageDetail>(`images/${asked.image}`)).label;
    expect(await label()).toBe('normal');
    await picture(page, 'groups-two-answers-en');
    await question.getByRole('button', { name: 'Change to: Leak' }).press('Enter');
    await question.waitFor({ state: 'hidden' });
    expect(await label()).toBe('leak');

    // The change is the newest of what can be undone; before it comes the split.
    await reviewer.press('z');
    await eventually(async () => expect(await label()).toBe('normal'));
    expect(await reviewer.queue()).toHaveLength(before.length + 1);
    await reviewer.press('z');
    await reviewer.reaches(whole.id);
    expect(await reviewer.queue()).toHaveLength(before.length);
  });

  it('leads back to a second answer instead of undoing another, and takes a third as a label', async () => {
    const { page, reviewer, asked } = await reviewAgain();
    const label = async () => (await stage.app.api.get<ImageDetail>(`images/${asked.image}`)).label;
    await reviewer.press('u');
    await reviewer.skip(11);
    const card = `re-check-${asked.id}`;
    await reviewer.reaches(card);
    const undone = async () => (await decisions()).filter((batch) => batch.undone).length;
    await reviewer.press('l');
    await page.getByTestId('two-answers').waitFor();
    await eventually(async () => expect(await reviewer.group()).not.toBe(card));
    await reviewer.press('z');
    await reviewer.reaches(card);
    await page.getByText('That was a second answer').waitFor();
    expect(await undone()).toBe(0);
    await reviewer.press('u');
    await page.getByTestId('two-answers').waitFor({ state: 'hidden' });
    await eventually(async () => expect(await label()).toBe('unsure'));
    await page.getByTestId('saving').getByText('All saved').waitFor();
    await reviewer.press('z');
    await eventually(async () => expect(await label()).toBe('normal'));
    await reviewer.press('z');
    await eventually(async () => expect(await undone()).toBe(2));
  });

  it('undoes whole groups one after the other, across a reload, and does them again', async () => {
    const { page, reviewer } = await review();
    const groups = await reviewer.queue();
    for (const [index, key] of ['l', 'n', 'u'].entries()) {
      await reviewer.press(key);
      await reviewer.reaches(groups[index + 1]!.id);
    }
    await reviewer.press('z');
    await reviewer.reaches(groups[2]!.id);
    expect(await reviewer.labelsOf(groups[2]!.id)).toEqual(all(groups[2]!.images.length, null));
    await page.reload();
    await reviewer.ready();
    await reviewer.reaches(groups[2]!.id);
    await reviewer.press('z');
    await reviewer.reaches(groups[1]!.id);
    await reviewer.press('Control+z');
    await reviewer.reaches(groups[0]!.id);
    expect(await reviewer.labelsOf(groups[0]!.id)).toEqual(all(groups[0]!.images.length, null));
    await reviewer.press('Shift+Z');
    await reviewer.reaches(groups[1]!.id);
    await reviewer.press('Shift+Z');
    await reviewer.reaches(groups[2]!.id);
    expect(await reviewer.labelsOf(groups[0]!.id)).toEqual(all(groups[0]!.images.length, 'leak'));
    expect(await reviewer.labelsOf(groups[1]!.id)).toEqual(all(groups[1]!.images.length, 'normal'));
  });

  it('takes keys by their place, so that a Russian layout decides as an English one', async () => {
    const { page, reviewer } = await review({ locale: 'ru-RU' });
    const { pressRussian } = createReviewer(page, stage.app.api);
    const groups = await reviewer.queue();
    await pressRussian('т', 'KeyN');
    await reviewer.reaches(groups[1]!.id);
    await pressRussian('д', 'KeyL');
    await reviewer.reaches(groups[2]!.id);
    await pressRussian('я', 'KeyZ');
    await reviewer.reaches(groups[1]!.id);
    await page.getByTestId('saving').getByText('Всё сохранено').waitFor();
    const after = await reviewer.queue();
    expect(after[0]!.labels).toEqual(all(groups[0]!.images.length, 'normal'));
    expect(after[1]!.labels).toEqual(all(groups[1]!.images.length, null));
    await reviewer.skipTo(3);
    await pressRussian('ы', 'KeyS');
    await page.getByTestId('split').getByText('0 выделено').waitFor();
    await pressRussian('ш', 'KeyI');
    await page
      .getByTestId('split')
      .getByText(/^[1-9]\d* выделен/)
      .waitFor();
    await pressRussian('п', 'KeyG');
    expect(page.url()).not.toContain('by=image');
    await reviewer.press('Escape');
    await pressRussian('п', 'KeyG');
    await eventually(async () => expect(page.url()).toContain('by=image'));
  });

  it('comes up from single images that the page was opened at', async () => {
    await stage.app.api.post('workbench/open', { folder: await copyQueued() });
    const page = await openWindow(stage.browser, `${stage.app.address}#/review?shift=1&by=image`);
    await createReviewer(page, stage.app.api).ready();
    await page.keyboard.press('g');
    const reviewer = createGroupReviewer(page, stage.app.api);
    await reviewer.ready();
    await reviewer.press('n');
    await eventually(async () => expect(await decisions()).toHaveLength(1));
  });

  it('is left for single images even before its groups have come', async () => {
    await stage.app.api.post('workbench/open', { folder: await copyQueued() });
    const page = await openWindow(stage.browser, `${stage.app.address}#/review?shift=1&by=image`);
    const single = createReviewer(page, stage.app.api);
    await single.ready();
    const { of } = await single.position();
    const late = Promise.withResolvers<void>();
    await page.route('**/api/review/groups?*', async (route) => {
      const response = await route.fetch();
      await late.promise;
      await route.fulfill({ response }).catch(() => undefined);
    });
    const asked = page.waitForRequest('**/api/review/groups?*');
    await page.keyboard.press('g');
    await asked;
    await page.keyboard.press('g');
    await single.ready();
    late.resolve();
    await page.unrouteAll({ behavior: 'wait' });
    await single.press('End');
    await single.reachesPosition(of);
    expect(await single.position()).toEqual({ at: of, of });
  });

  it('keeps the image at hand when groups change to single images and back', async () => {
    const { page, reviewer } = await review();
    await reviewer.skipTo(2);
    const group = await reviewer.group();
    const single = createReviewer(page, stage.app.api);
    const image = await single.image();
    await reviewer.press('g');
    await page.getByTestId('position').waitFor();
    await single.press('f');
    await single.press('f');
    await single.reaches(image);
    await reviewer.press('g');
    await reviewer.ready();
    await reviewer.reaches(group);
  });
});

describe('The queue of groups', () => {
  it('is made by itself while flagged images are there one by one', async () => {
    const page = await stage.open('#/review?shift=1');
    await page.getByTestId('group').waitFor();
    const reviewer = createGroupReviewer(page, stage.app.api);
    await reviewer.ready();
    const { groups } = await stage.app.api.get<ReviewGroups>('review/groups?shift=1');
    expect(await reviewer.group()).toBe(groups[0]!.id);
    expect(await page.getByTestId('provisional').count()).toBe(0);
  });

  it('says what to do when everything is answered, and where nothing can be asked', async () => {
    const { page, reviewer } = await review();
    const groups = await reviewer.queue();
    const flagged = groups.filter(({ verdicts }) => verdicts[0] === 'leak');
    const label = (which: typeof groups): Promise<unknown> =>
      stage.app.api.post('labels', {
        items: which.flatMap(({ images }) => images.map((image) => ({ image, label: 'normal' }))),
      });
    await label(flagged);
    await page.getByTestId('flagged-done').waitFor();
    await label(groups.slice(0, -1));
    await page.reload();
    await reviewer.ready();
    await eventually(async () => {
      const { leaksLeft } = await stage.app.api.get<ReviewSummary>('review/summary?shift=1');
      expect(leaksLeft.unreviewed).toBe(groups.at(-1)!.images.length);
    });
    while ((await reviewer.group()) !== groups.at(-1)!.id) await reviewer.press('ArrowRight');
    await reviewer.press('Enter');
    const empty = page.getByTestId('empty');
    await empty.getByRole('heading', { name: 'Every group is answered' }).waitFor();
    await page.getByTestId('leaks-left').getByText('nothing unreviewed below the cut').waitFor();
    await empty.getByRole('button', { name: 'The last group' }).click();
    await reviewer.reaches(groups.at(-1)!.id);
  });

  it('brings back what could not be stored, and says so until then', async () => {
    const { page, reviewer } = await review();
    await page.route('**/api/labels', (route) =>
      route.fulfill({ status: 500, json: { code: 'internal', detail: 'no' } }),
    );
    // A page that is already loaded may slip past a route; a new one cannot.
    await page.reload();
    await reviewer.ready();
    const [first] = await reviewer.queue();
    const n = first!.images.length;
    await reviewer.press('l');
    await page
      .getByTestId('saving')
      .getByText(n === 1 ? '1 label not saved' : `${n} labels not saved`)
      .waitFor();
    await page.getByText('The label was not saved').waitFor();
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(first!.id);
    expect(await page.getByTestId('group-answer').count()).toBe(0);
    expect(await decisions()).toEqual([]);
  });

  it('stays on the screen while what follows cannot be fetched, and says so until it can', async () => {
    await stage.app.api.post('workbench/open', { folder: await copyQueued() });
    const page = await openWindow(stage.browser, stage.app.address);
    let down = true;
    await page.route('**/api/review/groups?*', async (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('images', '20');
      if (down && url.searchParams.has('after')) await route.abort();
      else await route.continue({ url: url.href });
    });
    await page.reload();
    const reviewer = createGroupReviewer(page, stage.app.api);
    await reviewer.ready();
    const problem = page.getByRole('alert').getByText('The list could not be loaded');
    await problem.waitFor();
    const first = await reviewer.group();
    await reviewer.press('ArrowRight');
    await eventually(async () => expect(await reviewer.group()).not.toBe(first));
    down = false;
    await reviewer.press('ArrowLeft');
    await reviewer.reaches(first);
    await problem.waitFor({ state: 'detached' });
    const groups = await reviewer.queue();
    for (const { id } of groups.slice(1)) {
      await reviewer.press('ArrowRight');
      await reviewer.reaches(id);
    }
  });

  it('takes no answer for a shift whose groups could not be loaded', async () => {
    const { page, reviewer } = await review();
    await page.route('**/api/review/groups?*', (route) => route.abort());
    await page.evaluate(() => (location.hash = '#/review?shift=all'));
    await page.getByRole('alert').getByText('The list could not be loaded').waitFor();
    expect(await page.getByTestId('group').count()).toBe(0);
    await reviewer.press('n');
    await page.evaluate(() => (location.hash = '#/review?shift=1'));
    const retry = page.getByRole('button', { name: 'Try again' });
    await retry.waitFor();
    await page.unroute('**/api/review/groups?*');
    await retry.click();
    await reviewer.ready();
    await reviewer.press('n');
    await eventually(async () => expect(await decisions()).toHaveLength(1));
  });

  it('has all of a group that it called saved after the engine was killed, or none', async () => {
    const folder = await copyQueued();
    const app = await stage.start(folder);
    const page = await openWindow(stage.browser, app.address);
    const reviewer = createGroupReviewer(page, app.api);
    await reviewer.ready();
    const groups = await reviewer.queue();
    await reviewer.press('l');
    expect(await reviewer.labelsOf(groups[0]!.id)).toEqual(all(groups[0]!.images.length, 'leak'));
    await reviewer.reaches(groups[1]!.id);
    const [, dead] = await Promise.all([reviewer.press('n'), app.kill()]);
    expect(dead).toBeUndefined();
    // Whatever the page believes by now, it claims no more than the disk has.
    const saving = page.getByTestId('saving');
    await eventually(async () => expect(await saving.innerText()).not.toContain('Saving'));
    const claimed = (await saving.innerText()) === 'All saved';

    const again = await stage.start(folder, app.port);
    const [first, second] = (await again.api.get<ReviewGroups>('review/groups?shift=1')).groups;
    expect(first!.labels).toEqual(all(groups[0]!.images.length, 'leak'));
    const stored = second!.labels.filter((label) => label === 'normal').length;
    expect([0, second!.labels.length]).toContain(stored);
    if (claimed) expect(stored).toBe(second!.labels.length);
    await page.goto(again.address);
    await createGroupReviewer(page, again.api).ready();
  });
});
