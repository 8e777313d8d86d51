import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ImageColumns, ImageDetail } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { ShiftInfo } from '../../src-main/shared/api/project.ts';
import type { Disagreement } from '../../src-main/shared/api/rechecks.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import { markupFaults, nameless, readableTexts } from '../helpers/audit.ts';
import { untilOneComesBack } from '../helpers/groups.ts';
import { createReviewer, eventually, type Reviewer } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { loseAnswers, picture, type WindowOptions } from '../helpers/window.ts';

const stage = setStage();

async function review(
  hash: string,
  options: WindowOptions = {},
): Promise<{ page: Page; reviewer: Reviewer }> {
  const page = await stage.open(hash, options);
  const reviewer = createReviewer(page, stage.app.api);
  await reviewer.ready();
  return { page, reviewer };
}

const suspects = async (): Promise<Suspect[]> =>
  (await stage.app.api.get<{ suspects: Suspect[] }>('review/suspects')).suspects;
const newestBatch = async (): Promise<LabelBatch> =>
  (await stage.app.api.get<LabelBatch[]>('labels/batches?limit=1'))[0]!;
const FILTERED = '#/review?by=image&filter=all';

describe('Looking for what is wrong or missed, by keyboard', () => {
  it('confirms the labels most likely wrong, offered beside the training button', async () => {
    const { page, reviewer } = await review(FILTERED);
    const [first] = await suspects();
    expect(first).toMatchObject({ reason: 'conflict' });
    await page.getByTestId('doubted').waitFor();
    await reviewer.press('d');
    await eventually(async () => expect(page.url()).toContain('list=suspects'));
    await reviewer.reaches(first!.image);
    // What the button counts is told apart from what the list has besides.
    const all = await suspects();
    const contradicted = all.filter(({ reason }) => reason !== 'near').length;
    const note = await page.getByTestId('list-note').innerText();
    expect(await page.getByTestId('doubted').innerText()).toMatch(new RegExp(`^${contradicted} `));
    expect(note).toMatch(new RegExp(`^${contradicted} labels? (is|are) contradicted`));
    expect(note).toContain(`${all.length - contradicted} labels agree with the detector`);
    await picture(page, 'suspects-en');
    expect(await markupFaults(page)).toEqual([]);
    expect(await nameless(page)).toEqual([]);
    await reviewer.press('l');
    await reviewer.stored(first!.image, 'leak');
    expect(await newestBatch()).toMatchObject({ reason: 'suspect' });
    expect((await suspects()).map(({ image }) => image)).not.toContain(first!.image);
    await reviewer.press('q');
    await eventually(async () => expect(page.url()).not.toContain('list='));
  });

  it('draws a random sample and says after every answer how many leaks may be left', async () => {
    const { page, reviewer } = await review('#/review?by=image&filter=all');
    await reviewer.press('m');
    const note = page.getByTestId('list-note');
    await note.getByRole('button', { name: 'Draw a sample' }).press('Enter');
    await note.getByText(/At most [\d,]+ leaks are left/).waitFor();
    await reviewer.ready();
    const image = await reviewer.image();
    await reviewer.press('n');
    await reviewer.stored(image, 'normal');
    await note.getByText('1 answered, 0 found').waitFor();
    expect(await newestBatch()).toMatchObject({ reason: 'sample' });
    await page.reload();
    await note.getByText('1 answered, 0 found').waitFor();
    await picture(page, 'sample-en');
  });

  it('finds what is like an image and labels the lot, with one undo for all', async () => {
    const { page, reviewer } = await review(FILTERED);
    await reviewer.press('End');
    const image = await reviewer.image();
    await reviewer.press('a');
    await eventually(async () => expect(page.url()).toContain(`like=${image}`));
    await reviewer.reaches(image);
    await reviewer.press('Home');
    await reviewer.reaches(image);
    for (let i = 0; i < 5; i++) await reviewer.press('ArrowRight');
    await reviewer.reachesPosition(6);
    await reviewer.press('Shift+U');
    await eventually(async () => expect(await newestBatch()).toMatchObject({ reason: 'search' }));
    const { images } = await newestBatch();
    expect(images).toBeLessThanOrEqual(6);
    await picture(page, 'alike-en');
    await reviewer.press('z');
    await eventually(async () => expect((await newestBatch()).origin).toBe('undo'));
  });

  it('narrows a list by what stands in the address, and keeps it as a view by name', async () => {
    const { page, reviewer } = await review(FILTERED);
    await reviewer.press('Shift+F');
    const panel = page.getByRole('form', { name: 'Narrow the list' });
    await panel.getByRole('checkbox', { name: 'Leak', exact: true }).first().press('Space');
    await eventually(async () => expect(page.url()).toContain('verdict=leak'));
    await panel.getByLabel('Said by a person').selectOption('not yet');
    await eventually(async () => expect(page.url()).toContain('reviewed=false'));
    const [shift] = await stage.app.api.get<ShiftInfo[]>('shifts');
    const wanted = await stage.app.api.get<ImageColumns>(
      `images?shift=${shift!.id}&verdict=leak&reviewed=false`,
    );
    expect(wanted.total).toBeGreaterThan(0);
    await eventually(async () => expect((await reviewer.position()).of).toBe(wanted.total));
    const taken = panel.getByLabel('Taken from');
    await taken.fill('2026-02-30');
    await taken.press('Tab');
    await panel.getByRole('alert').getByText('Not a date').waitFor();
    expect(page.url()).not.toContain('from=');
    await taken.fill('2001-11-02 04:05');
    await taken.press('Tab');
    // Moscow, where the page is, was three hours ahead of UTC.
    await eventually(async () => expect(page.url()).toContain('from=2001-11-02T01%3A05'));
    expect(await taken.inputValue()).toBe('2001-11-02 04:05');
    await taken.fill('');
    await taken.press('Tab');
    await eventually(async () => expect(page.url()).not.toContain('from='));
    await panel.getByLabel('Save as').fill('Sure leaks');
    await panel.getByLabel('Save as').press('Enter');
    await panel.getByRole('button', { name: 'Delete this view' }).waitFor();
    await picture(page, 'narrow-en');
    await panel.getByRole('button', { name: 'Show all again' }).press('Enter');
    await eventually(async () => expect(page.url()).not.toContain('verdict='));
    await page.reload();
    await reviewer.ready();
    await reviewer.press('Shift+F');
    await panel.getByLabel('Saved views').selectOption('Sure leaks');
    await eventually(async () => expect((await reviewer.position()).of).toBe(wanted.total));
    // All verdicts are as good as none, and the boxes say so.
    const boxes = panel.getByRole('group', { name: 'Verdict' }).getByRole('checkbox');
    for (const box of await boxes.all()) if (!(await box.isChecked())) await box.press('Space');
    expect(page.url()).not.toContain('verdict=');
    expect(await boxes.and(page.locator(':checked')).count()).toBe(0);
  });

  it('shows the log of labels and undoes any batch of it, not the newest alone', async () => {
    const { page, reviewer } = await review(FILTERED);
    const first = await reviewer.image();
    await reviewer.press('u');
    await reviewer.leaves(first);
    const second = await reviewer.image();
    await reviewer.press('l');
    await reviewer.stored(second, 'leak');
    await reviewer.press('Shift+H');
    const log = page.getByTestId('log');
    await log.getByText('from a list').first().waitFor();
    await picture(page, 'log-en');
    await log.getByRole('button', { name: 'Undo' }).nth(1).press('Enter');
    await log.getByText('undone').waitFor();
    expect((await stage.app.api.get<ImageDetail>(`images/${second}`)).label).toBe('leak');
    const { label, history } = await stage.app.api.get<ImageDetail>(`images/${first}`);
    expect(label).not.toBe('unsure');
    expect(history.at(-1)!.origin).not.toBe('person');
    await reviewer.press('Escape');
    await log.waitFor({ state: 'hidden' });
  });

  it('brings answers back unmarked, and asks where the second is another', async () => {
    const page = await stage.open(FILTERED);
    const { api } = stage.app;
    const [shift] = await api.get<ShiftInfo[]>('shifts');
    const { ids } = await api.get<ImageColumns>(`images?shift=${shift!.id}`);
    const asked = await untilOneComesBack(api, ids);
    // Neither a second answer nor what it leads to is lost or said twice where the network drops.
    await loseAnswers(page, '**/api/review/rechecks/*/answer');
    await loseAnswers(page, '**/api/review/rechecks/*/decision');
    await page.reload();
    const reviewer = createReviewer(page, api);
    await reviewer.ready();
    const tile = page.locator(`#image-${asked.image}`);
    await reviewer.press('Home');
    await reviewer.reachesPosition(1);
    for (let i = 0; i < ids.indexOf(asked.image); i++) await reviewer.press('ArrowRight');
    await reviewer.reaches(asked.image);
    expect(await tile.getAttribute('data-label')).toBe('none');
    await reviewer.press('l');
    const question = page.getByTestId('two-answers');
    await question.waitFor();
    expect((await api.get<ImageDetail>(`images/${asked.image}`)).label).toBe('normal');
    // Nothing is shown as stored that is not: the first answer counts until a person decides.
    await eventually(async () => expect(await tile.getAttribute('data-label')).toBe('normal'));
    await picture(page, 'two-answers-en');
    await question.getByRole('button', { name: 'Change to: Leak' }).press('Enter');
    await question.waitFor({ state: 'hidden' });
    expect((await api.get<ImageDetail>(`images/${asked.image}`)).label).toBe('leak');
    const { disagreements } = await api.get<{ disagreements: Disagreement[] }>('review/rechecks');
    expect(disagreements).toEqual([]);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says all of it in Russian, and takes keys by their place', async () => {
    const { page, reviewer } = await review(FILTERED, { locale: 'ru-RU', colorScheme: 'dark' });
    await reviewer.pressRussian('в', 'KeyD');
    await page
      .getByTestId('list-note')
      .getByText('подтверждённое больше не спрашивается')
      .waitFor();
    await picture(page, 'suspects-ru');
    await reviewer.pressRussian('й', 'KeyQ');
    await page.keyboard.press('Shift+F');
    await page.getByRole('form', { name: 'Сузить список' }).waitFor();
    await eventually(async () => expect(page.url()).not.toContain('list='));
    await page.getByTestId('list-note').waitFor({ state: 'hidden' });
    await reviewer.ready();
    await reviewer.press('u');
    await page.keyboard.press('Shift+H');
    await page.getByRole('dialog', { name: 'Журнал меток' }).getByText('из списка').waitFor();
    await picture(page, 'log-ru');
    // Names of files, formats and the project are no words.
    const english = (await readableTexts(page)).filter((text) => /[A-Za-z]{4,}/.test(text));
    expect(english.filter((text) => !/Shift|Lunka|jpe?g|_CAM_|\btest\b/.test(text))).toEqual([]);
    expect(await nameless(page)).toEqual([]);
  });
});
