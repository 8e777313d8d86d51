import { describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { ImageDetail } from '../../src-main/shared/api/images.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import { createReviewer, eventually } from '../helpers/reviewer.ts';
import { setStage } from '../helpers/stage.ts';
import { openWindow } from '../helpers/window.ts';

const stage = setStage();

describe('When the engine is killed', () => {
  it('has every label that it called saved, and the page says what is wrong until it is back', async () => {
    const folder = await stage.trained.copy();
    const app = await stage.start(folder);
    const page = await openWindow(stage.browser, `${app.address}#/review?by=image`);
    const reviewer = createReviewer(page, app.api);
    await reviewer.ready();
    const kept = await reviewer.image();
    await reviewer.press('l');
    await reviewer.stored(kept, 'leak');
    await app.kill();

    await reviewer.leaves(kept);
    const lost = await reviewer.image();
    await reviewer.press('n');
    const alert = page.getByRole('banner').getByRole('alert');
    await alert.getByText('The engine does not answer.').waitFor();
    await page.locator(`#image-${lost}[data-saving=failed][data-label=none]`).waitFor();
    await page.getByTestId('saving').getByText('1 label not saved').waitFor();
    await page.getByText('The label was not saved').waitFor();

    const again = await stage.start(folder, app.port);
    expect((await again.api.get<ImageDetail>(`images/${kept}`)).label).toBe('leak');
    expect((await again.api.get<ImageDetail>(`images/${lost}`)).label).toBeNull();
    // The key of the last run no longer opens this one.
    await alert.getByText('Open the address that it printed.').waitFor();
    await page.goto(`${again.address}#/review?by=image`);
    const back = createReviewer(page, again.api);
    await back.ready();
    await back.stored(kept, 'leak');
    expect(await page.getByRole('alert').count()).toBe(0);
    await back.press('ArrowLeft');
    await back.reaches(lost);
    await back.press('n');
    await back.stored(lost, 'normal');
  });

  it('offers what was interrupted to be started again', async () => {
    const folder = await stage.trained.copy();
    const app = await stage.start(folder);
    await app.api.post<Job>('detectors/retrain', { epochs: 1000, settings: { patience: 1000 } });
    await eventually(async () => {
      const [job] = await app.api.get<Job[]>('jobs?limit=1');
      expect(job!.epochs.length).toBeGreaterThan(0);
    });
    await app.kill();

    const again = await stage.start(folder);
    const page = await openWindow(stage.browser, `${again.address}#/shift`);
    const interrupted = page.getByRole('region', { name: 'Interrupted work' });
    await interrupted.getByRole('row', { name: 'Retraining' }).waitFor();
    expect(await again.api.get<DetectorInfo[]>('detectors')).toMatchObject([{ state: 'active' }]);
    await interrupted.getByRole('button', { name: 'Start again' }).click();
    await page.getByRole('progressbar', { name: 'Retraining' }).waitFor();
    await page
      .getByRole('banner')
      .getByText(/epoch \d+ of 1,000/)
      .waitFor();
    await page.getByRole('banner').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Retraining: cancelled.').waitFor();
  });
});
