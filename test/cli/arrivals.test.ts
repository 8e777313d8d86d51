import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createArrivals, type Arrivals } from '../../src-main/node/arrivals.ts';
import { newProject, temporaryFolder, writeImage } from '../helpers/project.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';

async function watched(): Promise<{
  folder: string;
  at: (name: string) => string;
  arrivals: Arrivals;
}> {
  const folder = await temporaryFolder();
  return { folder, at: (name) => path.join(folder, name), arrivals: createArrivals(folder) };
}

/** Two looks in a row: what the second finds whole. */
async function twice(arrivals: Arrivals): Promise<string[]> {
  await arrivals.look();
  return arrivals.look();
}

describe('what arrives in a folder that is watched', () => {
  it('comes once it has stopped growing, from folders within too, and again until it was taken', async () => {
    const { at, arrivals } = await watched();
    await mkdir(at('line'));
    await writeFile(at('line/a.jpg'), 'a');
    await writeFile(at('empty.jpg'), '');
    await writeFile(at('notes.txt'), 'no image');
    expect(await arrivals.look()).toEqual([]);
    await appendFile(at('line/a.jpg'), 'a');
    expect(await arrivals.look()).toEqual([]);
    expect(await arrivals.look()).toEqual(['line/a.jpg']);
    expect(await arrivals.look()).toEqual(['line/a.jpg']);
    await arrivals.taken(['line/a.jpg']);
    expect(await twice(arrivals)).toEqual([]);
  });

  it('comes again where it went before it was read, or grew while it was', async () => {
    const { at, arrivals } = await watched();
    for (const name of ['went.jpg', 'grew.jpg']) await writeFile(at(name), 'x');
    const files = await twice(arrivals);
    expect(files).toEqual(['grew.jpg', 'went.jpg']);
    await rm(at('went.jpg'));
    await appendFile(at('grew.jpg'), 'x');
    await arrivals.taken(files);
    await writeFile(at('went.jpg'), 'x');
    expect(await twice(arrivals)).toEqual(['grew.jpg', 'went.jpg']);
  });

  it('is another image where it comes under the name of one that was cleared away', async () => {
    const { at, arrivals } = await watched();
    await writeFile(at('cam_001.jpg'), 'first');
    await arrivals.taken(await twice(arrivals));
    await rm(at('cam_001.jpg'));
    await arrivals.look();
    await writeFile(at('cam_001.jpg'), 'the second');
    expect(await twice(arrivals)).toEqual(['cam_001.jpg']);
  });

  it('is another image where it was written over the one that was taken', async () => {
    const { at, arrivals } = await watched();
    for (const name of ['last.jpg', 'other.jpg']) await writeFile(at(name), 'first');
    await arrivals.taken(await twice(arrivals));
    await writeFile(at('last.jpg'), 'the second');
    expect(await twice(arrivals)).toEqual(['last.jpg']);
    await arrivals.taken(['last.jpg']);
    expect(await twice(arrivals)).toEqual([]);
    // Emptied first and filled later.
    await writeFile(at('last.jpg'), '');
    expect(await twice(arrivals)).toEqual([]);
    await writeFile(at('last.jpg'), 'the third');
    expect(await twice(arrivals)).toEqual(['last.jpg']);
  });

  it('is found in its turn where many were taken, be it the first or the last', async () => {
    const { at, arrivals } = await watched();
    const names = Array.from({ length: 1200 }, (_, i) => `${String(i).padStart(4, '0')}.jpg`);
    await Promise.all(names.map((name) => writeFile(at(name), 'first')));
    await arrivals.taken(await twice(arrivals));
    const changed = [names[0]!, names.at(-1)!];
    for (const name of changed) await writeFile(at(name), 'the second');
    await twice(arrivals);
    expect(await twice(arrivals)).toEqual(changed);
  });

  it('does not come twice where the folder was gone for a moment', async () => {
    const { folder, at, arrivals } = await watched();
    await writeFile(at('a.jpg'), 'a');
    await arrivals.taken(await twice(arrivals));
    await rename(folder, `${folder}-away`);
    await expect(arrivals.look()).rejects.toMatchObject({ code: 'folder-not-readable' });
    // A mount point without its share is an empty folder.
    await mkdir(folder);
    expect(await twice(arrivals)).toEqual([]);
    await rm(folder, { recursive: true });
    await rename(`${folder}-away`, folder);
    expect(await twice(arrivals)).toEqual([]);
  });
});

describe('an import of named files', () => {
  it('leaves out those that are gone by then, and says how many it saw', async () => {
    const { folder, at } = await watched();
    const { api } = await newProject();
    await writeImage(at('here.jpg'), 1);
    const asked = { path: folder, layout: 'flat', files: ['here.jpg', 'gone.jpg'] };
    expect(await api.done<ImportResult>('imports', asked)).toMatchObject({ files: 1, added: 1 });
    const { state, error } = await api.job('imports', { ...asked, files: ['gone.jpg'] });
    expect([state, error?.code]).toEqual(['failed', 'no-images']);
  });
});
