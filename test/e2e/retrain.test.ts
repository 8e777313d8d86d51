import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectInfo } from '../../src-main/shared/api/project.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';

const stage = setStage();

const active = async (): Promise<DetectorInfo[]> =>
  (await stage.app.api.get<DetectorInfo[]>('detectors')).filter(({ state }) => state === 'active');

describe('Retraining', () => {
  it('takes the decisions, shows before and after, and is undone by one button', async () => {
    const page = await stage.open('#/review?by=image');
    const reviewer = createReviewer(page, stage.app.api);
    await reviewer.ready();
    for (const key of ['l', 'n', 'l']) {
      const image = await reviewer.image();
      await reviewer.press(key);
      await reviewer.leaves(image);
    }
    await page.getByText('3 new decisions').waitFor();
    await reviewer.press('r');
    await page.getByRole('progressbar', { name: 'Retraining' }).waitFor();
    expect(await active()).toMatchObject([{ name: 'v1' }]);

    const outcome = page.getByTestId('outcome');
    await outcome.getByText('v2 is active now').waitFor({ timeout: 60_000 });
    expect(await outcome.getByRole('columnheader').allInnerTexts()).toEqual([
      'Rate',
      'v1',
      'v2',
      'Change',
    ]);
    const rate = /(\d+\.\d%|–)\s+\d+ of \d+/;
    for (const name of ['TPR', 'TNR']) {
      const cells = outcome.getByRole('row', { name }).getByRole('cell');
      expect(await cells.nth(0).innerText()).toMatch(rate);
      expect(await cells.nth(1).innerText()).toMatch(rate);
      expect(await cells.nth(2).innerText()).toMatch(/^[+-]?\d+\.\d pp$/);
    }
    expect(await active()).toMatchObject([{ name: 'v2', parent: 1 }]);
    await page.getByText('0 new decisions').waitFor();

    await outcome.getByRole('button', { name: 'Go back to v1' }).click();
    await page.getByText('v1 is active now.').waitFor();
    expect(await active()).toMatchObject([{ name: 'v1' }]);

    await page.keyboard.press('Shift+Digit5');
    const rows = page.getByTestId('detectors').locator('tbody tr');
    await eventually(async () => {
      const states = await rows.evaluateAll((all) =>
        all.map((row) => (row as HTMLElement).dataset['state']),
      );
      expect(states).toEqual(['retired', 'active']);
    });
    await page.getByRole('button', { name: 'Activate v2' }).click();
    await eventually(async () => expect(await active()).toMatchObject([{ name: 'v2' }]));
    await page.locator('tr[data-state=active]', { hasText: 'v2' }).waitFor();
  });

  it('can be cancelled from the top line, and leaves the active detector and no rubbish', async () => {
    const page = await stage.open('#/detectors');
    const { id } = await stage.app.api.post<Job>('detectors/retrain', {
      epochs: 1000,
      settings: { patience: 1000 },
    });
    await page.getByRole('progressbar', { name: 'Retraining' }).waitFor();
    await page
      .getByRole('img', { name: /^Loss over/ })
      .first()
      .waitFor();
    await page.getByRole('banner').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Retraining: cancelled.').waitFor();
    expect((await stage.app.api.get<Job>(`jobs/${id}`)).state).toBe('cancelled');
    expect(await active()).toMatchObject([{ name: 'v1' }]);
    await page.getByRole('button', { name: 'Retrain', exact: true }).waitFor();
    expect(await page.getByTestId('detectors').locator('tbody tr').count()).toBe(1);
    const { folder } = await stage.app.api.get<ProjectInfo>('project');
    expect(await readdir(path.join(folder, 'detectors'))).toHaveLength(1);
  });

  it('says why a training cannot start, and keeps the button', async () => {
    const page = await stage.open('#/shift');
    // Everything that was learned from is taken back, as a person might who imported a wrong folder.
    const { ids } = await stage.app.api.get<{ ids: number[] }>('images?label=normal&limit=20000');
    const items = ids.map((image) => ({ image, label: 'unsure' }));
    await stage.app.api.post('labels', { items });
    await page.getByText(/^[1-9]\d* new decisions$/).waitFor();
    await page.getByRole('button', { name: 'Retrain', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Training needs more images labelled normal').waitFor();
    await alert.getByText('Details', { exact: true }).click();
    expect(await alert.innerText()).toContain('at least 20 images');
    expect(await active()).toMatchObject([{ name: 'v1' }]);
    expect(await page.getByRole('button', { name: 'Retrain', exact: true }).isEnabled()).toBe(true);
  });
});
