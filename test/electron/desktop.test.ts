import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMain, root } from '../../src-main/electron/build.ts';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import { provideElectron } from '../../src-main/native/electron.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { WorkbenchInfo } from '../../src-main/shared/api/project.ts';

/** What only the real binary can show; everything else is in wiring.test.ts. */

const electron = await provideElectron({ answerMs: 3_000, offlineMs: 6_000, downloadMs: 600_000 });
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const missing =
  electron.path === null ? electron.reason : hasDisplay ? null : 'there is no display';

describe.skipIf(missing !== null)(
  missing === null ? 'The real Electron' : `The real Electron (not here: ${missing})`,
  () => {
    let app: ElectronApplication;
    let page: Page;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'lunka-electron-'));
      await buildMain();
      // Chromium's sandbox refuses to run as root, as in a container.
      const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      app = await _electron.launch({
        executablePath: electron.path!,
        args: [root, ...asRoot],
        env: { ...process.env, LUNKA_STATE: folder } as Record<string, string>,
      });
      page = await app.firstWindow();
      await page.getByRole('heading', { name: 'Lunka' }).waitFor();
    });
    afterAll(async () => {
      await app?.close();
      await rm(folder, { recursive: true, force: true });
    });

    const ask = <T>(url: string, body?: unknown): Promise<T> =>
      page.evaluate(
        async ([where, sent]) => {
          const headers = { 'content-type': 'application/json' };
          const init = sent === undefined ? {} : { method: 'POST', headers, body: String(sent) };
          return (await fetch(String(where), init)).json();
        },
        [url, body === undefined ? undefined : JSON.stringify(body)],
      ) as Promise<T>;

    it('shows the page on its private origin, with no Node in it', async () => {
      expect(new URL(page.url()).href).toMatch(/^lunka:\/\/app\//);
      expect(await page.evaluate(() => isSecureContext)).toBe(true);
      expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
        'undefined',
      );
      expect(await page.evaluate(() => Object.keys((window as never)['lunka']).sort())).toEqual([
        'onMenu',
        'pickFolder',
        'platform',
        'showInFolder',
      ]);
      expect((await ask<WorkbenchInfo>('/api/workbench')).host).toBe('desktop');
    });

    it('refuses to leave its origin', async () => {
      await page.evaluate(() => void (location.href = 'https://example.com/'));
      expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
      expect(page.url()).toMatch(/^lunka:\/\/app\//);
      expect(app.windows()).toHaveLength(1);
    });

    it('streams events while a job imports and a utility process trains', async () => {
      const images = path.join(folder, 'images');
      await generateProject(images, { seed: 1, train: 40, proliv: 6, shift: 10 });
      await ask('/api/workbench/create', { folder: path.join(folder, 'project') });
      const events = page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let heard = 0;
            const source = new EventSource('/api/events');
            source.addEventListener('job', () => {
              if (++heard < 3) return;
              source.close();
              resolve(heard);
            });
          }),
      );
      await ask<Job>('/api/imports', { path: images, layout: 'lunka' });
      const { id } = await ask<Job>('/api/detectors/train', { epochs: 1 });
      await expect
        .poll(async () => (await ask<Job>(`/api/jobs/${id}`)).state, { timeout: 120_000 })
        .toBe('done');
      expect(await events).toBe(3);
    });
  },
);

if (missing !== null) console.log(`desktop.test.ts is skipped: ${missing}.`);
