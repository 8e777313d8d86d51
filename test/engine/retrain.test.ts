import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Evaluation, TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import { newProject } from '../helpers/project.ts';

/**
 * A plant with sound cells close to a kind of leak that no import shows. Answers about these leaks
 * once raised the sound cells as well, and the gate refused the truthful review.
 */
const PLANT = { seed: 4, train: 300, proliv: 30, shift: 200 };

it('takes a truthful review of what was flagged, and judges nothing wrongly that was right', async () => {
  const { api, folder } = await newProject();
  await api.done('demo', PLANT);
  await api.done('detectors/train');
  const test = path.join(folder, 'demo-images', 'test');
  const annotations = path.join(test, 'test_annotation.txt');
  const judge = () =>
    api.done<Evaluation>('evaluate', { images: path.join(test, 'imgs'), annotations });
  const lines = (await readFile(annotations, 'utf8')).trim().split('\r\n');
  const leaks = new Set(lines.filter((line) => line.endsWith(' 1')).map((line) => line.slice(0, -2))); // prettier-ignore

  const { groups } = await api.get<{ groups: QueueGroup[] }>('review/queue');
  const flagged = groups.flatMap(({ images }) => images).filter(({ verdict }) => verdict === 'leak'); // prettier-ignore
  const items = flagged.map(({ id, file }) => ({
    image: id,
    label: leaks.has(path.posix.basename(file)) ? 'leak' : 'normal',
  }));
  await api.post('labels', { items });
  const cold = await judge();
  const { activated, gate } = await api.done<TrainOutcome>('detectors/retrain');
  expect(gate.reason).toMatch(/^Both rates hold/);
  expect(activated).toBe(true);
  expect(gate.after.tn).toBeGreaterThanOrEqual(gate.before!.tn);
  const warm = await judge();
  expect(warm.fn).toBeLessThanOrEqual(cold.fn);
  expect(warm.fp).toBeLessThanOrEqual(cold.fp);
}, 120_000);
