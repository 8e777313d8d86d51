import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { newProject, temporaryFolder } from '../helpers/project.ts';

it('The page of a shift shows its leaks, and says of which the file is gone or no image any more', async () => {
  const { api } = await newProject();
  const folder = await temporaryFolder();
  const file = (i: number): string => path.join(folder, `${i}.jpg`);
  // Large enough to be drawn smaller: what is small is shown as it is.
  for (const i of [1, 2, 3]) {
    const background = { r: 40 * i, g: 90, b: 90 };
    const picture = sharp({ create: { width: 1200, height: 900, channels: 3, background } });
    await picture.jpeg().toFile(file(i));
  }
  await api.done('imports', { path: folder, layout: 'flat', shift: 'A' });
  await api.post('labels', { items: [1, 2, 3].map((image) => ({ image, label: 'leak' })) });
  await writeFile(file(1), 'no image');
  await rm(file(2));
  const answer = await api.request('GET', 'shifts/1/report/page');
  expect(answer.status).toBe(200);
  const page = await answer.text();
  expect(page.match(/<img src="data:/g)).toHaveLength(1);
  expect(page.match(/file not found or unreadable/g)).toHaveLength(2);
});
