import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readMigrations } from '../../src-main/db/migrate.ts';
import { openProject } from '../../src-main/engine/project/folder.ts';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type {
  ProjectInfo,
  ProjectSummary,
  WorkbenchInfo,
} from '../../src-main/shared/api/project.ts';
import type { Bridge } from '../../src-renderer/bridge.ts';
import { ACTIONS } from '../../src-renderer/keys/keymap.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { preventable } from './stand-in/app.ts';
import {
  buildBundle,
  launchDesktop,
  runMain,
  temporaryFolder,
  type Bundle,
  type Desktop,
  type LaunchOptions,
} from './stand-in/desktop.ts';

/**
 * The bundled main process and preload script against a stand-in for Electron whose windows are
 * pages of a real browser. What only the real binary can show is in desktop.test.ts.
 */

let bundle: Bundle;
let browser: Browser;
let work: string;
const running: Desktop[] = [];

beforeAll(async () => {
  // The log goes to a file as well, and that is the one looked at.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  [bundle, browser, work] = await Promise.all([buildBundle(), launchBrowser(), temporaryFolder()]);
});
afterEach(async () => {
  for (const desktop of running.splice(0)) {
    await desktop.quit();
    await rm(desktop.state, { recursive: true, force: true });
  }
});
afterAll(async () => {
  await browser?.close();
  await bundle?.remove();
  await rm(work, { recursive: true, force: true });
});

async function launch(options?: LaunchOptions): Promise<Desktop> {
  const desktop = await launchDesktop(bundle, browser, options);
  running.push(desktop);
  return desktop;
}

let folders = 0;
const newFolder = (): string => path.join(work, `project-${++folders}`);

/** Asks the engine as the page does, from within it. */
function ask<T>(desktop: Desktop, url: string, body?: unknown): Promise<T> {
  return desktop.page.evaluate(
    async ([where, sent]) => {
      const response = await fetch(where as string, {
        ...(sent === undefined
          ? {}
          : {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(sent),
            }),
      });
      return response.json();
    },
    [url, body] as const,
  ) as Promise<T>;
}

async function finished(desktop: Desktop, { id }: Job): Promise<Job> {
  return vi.waitUntil(
    async () => {
      const job = await ask<Job>(desktop, `/api/jobs/${id}`);
      return ['done', 'failed', 'cancelled', 'interrupted'].includes(job.state) && job;
    },
    { timeout: 120_000, interval: 200 },
  );
}

const logOf = (state: string): string => readFileSync(path.join(state, 'lunka.log'), 'utf8');

function menuItems(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? menuItems(item.submenu) : []),
  ]);
}

function press(desktop: Desktop, id: string): void {
  const item = menuItems(desktop.person.menu).find((one) => one.id === id);
  expect(item, `menu item ${id}`).toBeDefined();
  (item!.click as () => void)();
}

describe('The desktop', () => {
  it('shows the page and answers its API on one private origin', async () => {
    const desktop = await launch();
    await desktop.page.getByRole('heading', { name: 'Lunka' }).waitFor();
    const info = await ask<WorkbenchInfo>(desktop, '/api/workbench');
    expect(info).toMatchObject({ host: 'desktop', project: null, recent: [] });
    expect(desktop.privileges.get('lunka')).toEqual({
      standard: true,
      secure: true,
      supportFetchAPI: true,
      stream: true,
    });
  });

  it('answers in words where no project is open, and where the handler has nothing', async () => {
    const desktop = await launch();
    expect(await ask(desktop, '/api/health')).toMatchObject({ code: 'no-project', status: 409 });
    expect(await ask(desktop, '/api/workbench/open', { folder: '' })).toMatchObject({
      status: 400,
    });
  });

  it('keeps the page in its sandbox and grants it nothing', async () => {
    const { windows, person } = await launch();
    expect(windows[0]!.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    const granted: boolean[] = [];
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal'] as const) {
      person.permissionRequest!(null as never, permission, (yes) => granted.push(yes), {} as never);
      granted.push(person.permissionCheck!(null, permission as never, '', {} as never));
    }
    expect(granted).toEqual(Array(8).fill(false));
  });

  it('lets the page neither leave for another origin nor open windows', async () => {
    const desktop = await launch();
    const [shown] = desktop.windows;
    for (const address of ['https://example.com/', 'https://app.lunka.test/']) {
      await desktop.page.evaluate((to) => void window.open(to), address);
    }
    await vi.waitUntil(() => shown!.refused.length === 2);
    await desktop.page.evaluate(() => void (location.href = 'https://example.com/away'));
    await vi.waitUntil(() => shown!.refused.includes('https://example.com/away'));
    expect(shown!.allowed).toEqual([]);
    const refuses = (url: string): boolean => {
      const event = preventable({ url });
      shown!.webContents.emit('will-frame-navigate', event);
      return event.defaultPrevented;
    };
    for (const url of ['lunka://other/', 'lunka:app', 'file:///etc', 'data:text/html,x', '']) {
      expect(refuses(url), url).toBe(true);
    }
    expect(refuses('lunka://app/#/review')).toBe(false);
    expect(new URL(desktop.page.url()).host).toBe('app.lunka.test');
    await desktop.page.getByRole('heading', { name: 'Lunka' }).waitFor();
  });

  it('makes a project in the folder that the person picks', async () => {
    const desktop = await launch();
    const folder = newFolder();
    desktop.person.folders.push(folder);
    const forms = desktop.page.locator('form');
    await forms.nth(1).getByRole('button').first().click();
    await expect.poll(() => forms.nth(1).getByRole('textbox').first().inputValue()).toBe(folder);
    await forms.nth(1).getByRole('button').last().click();
    await vi.waitUntil(() => existsSync(path.join(folder, 'lunka.sqlite')));
    await desktop.page.locator('.shell').waitFor();
    expect(desktop.person.folderDialogs[0]!.properties).toContain('openDirectory');
    expect(await ask(desktop, '/api/health')).toMatchObject({ ok: true });
  });

  it('takes null for a folder dialog that was closed', async () => {
    const { page } = await launch();
    const picked = await page.evaluate(() =>
      (window as unknown as { lunka: Bridge }).lunka.pickFolder('Any folder'),
    );
    expect(picked).toBeNull();
  });

  it('hears no message of a foreign page, and none that is malformed', async () => {
    const { ipcMain, windows, person, state } = await launch();
    const sender = windows[0]!.webContents;
    person.folders.push('/secret');
    const from = (url: string) => ({ sender, senderFrame: { url } });
    for (const url of ['https://example.com/', 'lunka://other/', 'file:///', '']) {
      await expect(ipcMain.receive('lunka:pick-folder', from(url), ['x'])).rejects.toThrow(
        "the app's own page",
      );
      ipcMain.emit('lunka:show-in-folder', from(url), state);
    }
    const ours = from('lunka://app/');
    await expect(ipcMain.receive('lunka:pick-folder', ours, [{ title: 1 }])).rejects.toThrow();
    ipcMain.emit('lunka:show-in-folder', ours, 'relative/path');
    ipcMain.emit('lunka:show-in-folder', ours, path.join(state, 'gone'));
    expect(person.folderDialogs).toEqual([]);
    expect(person.shownInFolder).toEqual([]);
    expect(logOf(state)).toContain("the app's own page, received one of https://example.com/");
    ipcMain.emit('lunka:show-in-folder', ours, state);
    expect(person.shownInFolder).toEqual([state]);
  });

  it('imports, trains in a utility process and judges', async () => {
    const desktop = await launch();
    const images = path.join(work, 'images');
    await generateProject(images, { seed: 3, train: 40, proliv: 6, shift: 12 });
    await ask(desktop, '/api/workbench/create', { folder: newFolder() });
    const imported = await finished(
      desktop,
      await ask<Job>(desktop, '/api/imports', { path: images, layout: 'lunka' }),
    );
    expect(imported).toMatchObject({ state: 'done', error: null });
    const trained = await finished(
      desktop,
      await ask<Job>(desktop, '/api/detectors/train', { epochs: 1, seed: 1 }),
    );
    expect(trained).toMatchObject({ state: 'done', error: null });
    const summary = await ask<ProjectSummary>(desktop, '/api/project');
    // The generator makes a few exact copies, and a copy is no image of its own.
    expect(summary.images).toBeGreaterThan(45);
  });

  it('fails a job with the last words of a detector process that dies', async () => {
    const desktop = await launch();
    vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,throw%20Error(%27torn%20cable%27)');
    try {
      const { createUtilityLauncher } = await import('../../src-main/electron/launcher.ts');
      const child = createUtilityLauncher(bundle.main.replace('main.js', 'worker.js')).start();
      child.post({ type: 'score', id: 1, folder: '', images: [] });
      const exit = await new Promise<{ code: number | null; stderr: string }>((resolve) =>
        child.onExit(resolve),
      );
      expect(exit.code).not.toBe(0);
      expect(exit.stderr).toContain('torn cable');
    } finally {
      vi.unstubAllEnvs();
    }
    expect(desktop.windows).toHaveLength(1);
  });

  it('ends a detector process that is no longer wanted', async () => {
    await launch();
    const { createUtilityLauncher } = await import('../../src-main/electron/launcher.ts');
    const child = createUtilityLauncher(bundle.main.replace('main.js', 'worker.js')).start();
    const exited = new Promise((resolve) => child.onExit(resolve));
    await new Promise<void>((resolve) =>
      child.onMessage(({ type }) => type === 'ready' && resolve()),
    );
    child.kill();
    expect(await exited).toMatchObject({ code: expect.any(Number) as number });
  });

  it('sends menu commands to the page, by names that the page knows', async () => {
    const desktop = await launch();
    await ask(desktop, '/api/workbench/create', { folder: newFolder() });
    await desktop.page.reload();
    await desktop.page.locator('.shell').waitFor();
    press(desktop, 'view-detectors');
    await expect.poll(() => new URL(desktop.page.url()).hash).toContain('/detectors');
    press(desktop, 'view-shift');
    await expect.poll(() => new URL(desktop.page.url()).hash).toContain('/shift');

    const ids = menuItems(desktop.person.menu).flatMap(({ id }) => (id ? [id] : []));
    const known = [...ACTIONS, 'project-close', 'language-en', 'language-ru'] as string[];
    const ours = ['new-project', 'open-project'];
    expect(ids.filter((id) => !known.includes(id) && !ours.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows keys in the menu only where they are still true', async () => {
    const desktop = await launch();
    await ask(desktop, '/api/workbench/create', { folder: newFolder() });
    await desktop.page.reload();
    await desktop.page.locator('.shell').waitFor();
    const key = (id: string): unknown =>
      menuItems(desktop.person.menu).find((one) => one.id === id)!.accelerator;
    await expect.poll(() => [key('label-leak'), key('undo')]).toEqual(['L', 'Z']);
    await desktop.page.keyboard.press('Shift+Slash');
    await desktop.page.getByRole('button', { name: 'Left hand' }).click();
    await expect.poll(() => key('label-leak')).toBeUndefined();
    expect(key('undo')).toBe('Z');
    press(desktop, 'language-ru');
    expect(key('label-leak')).toBeUndefined();
    await desktop.page.getByRole('button', { name: 'Обычный' }).click();
    await expect.poll(() => key('label-leak')).toBe('L');
  });

  it('speaks the language of the system, and the other one when asked', async () => {
    const desktop = await launch({ locale: 'ru-RU' });
    const labels = () => desktop.person.menu.map(({ label }) => label);
    expect(labels()).toContain('Файл');
    press(desktop, 'language-en');
    expect(labels()).toContain('File');
    await expect.poll(() => desktop.page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('opens and makes projects from the menu, and says why it could not', async () => {
    const desktop = await launch();
    const folder = newFolder();
    desktop.person.folders.push(folder);
    press(desktop, 'new-project');
    await desktop.page.locator('.shell').waitFor();
    const empty = newFolder();
    await mkdir(empty);
    desktop.person.folders.push(empty);
    press(desktop, 'open-project');
    await vi.waitUntil(() => desktop.person.messages.length > 0);
    expect(desktop.person.messages[0]!.detail).toContain('Expected a project');
    const { project } = await ask<WorkbenchInfo>(desktop, '/api/workbench');
    expect(project!.folder).toBe(folder);
  });

  it('opens the project of last time, and the one that is named before it', async () => {
    const [first, second] = [newFolder(), newFolder()];
    const before = await launchDesktop(bundle, browser);
    await ask(before, '/api/workbench/create', { folder: first });
    await ask(before, '/api/workbench/create', { folder: second });
    await before.quit();

    const opened = async (options: LaunchOptions): Promise<ProjectInfo | null> => {
      const desktop = await launchDesktop(bundle, browser, { ...options, state: before.state });
      const { project } = await ask<WorkbenchInfo>(desktop, '/api/workbench');
      await desktop.quit();
      return project;
    };
    expect((await opened({}))!.folder).toBe(second);
    expect((await opened({ args: [first] }))!.folder).toBe(first);
    await rm(first, { recursive: true });
    expect(await opened({})).toBeNull();
    await rm(before.state, { recursive: true });
  });

  it('still starts where the project named is none, and says so', async () => {
    const desktop = await launch({ args: [path.join(work, 'nowhere')] });
    await vi.waitUntil(() => desktop.person.messages.length > 0);
    expect(desktop.person.messages[0]!.detail).toContain('nowhere');
    await desktop.page.getByRole('heading', { name: 'Lunka' }).waitFor();
  });

  it('closes the database before it ends, with a job running', async () => {
    const desktop = await launchDesktop(bundle, browser);
    const folder = newFolder();
    await ask(desktop, '/api/workbench/demo', { folder });
    desktop.app.quit();
    await desktop.app.ended;
    // The last connection takes the write-ahead log away when it closes.
    expect(existsSync(path.join(folder, 'lunka.sqlite-wal'))).toBe(false);
    const { db } = openProject(folder, readMigrations('src-main/db/migrations'));
    expect(db.prepare('select state from job').pluck().get()).toBe('interrupted');
    db.close();
    await desktop.quit();
    await rm(desktop.state, { recursive: true });
  });

  it('is one: a second instance ends, and the first comes to the front', async () => {
    const first = await launch();
    first.windows[0]!.minimized = true;
    first.app.emit('second-instance');
    expect(first.windows[0]!.calls.slice(-2)).toEqual(['restore', 'focus']);

    const second = await runMain(bundle, browser, { first: false });
    await second.app.ended;
    expect(second.windows).toEqual([]);
    await rm(second.state, { recursive: true });
  });

  it('loads the page again when its process has gone, unless the person quits', async () => {
    const desktop = await launch();
    const [window] = desktop.windows;
    window!.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    window!.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await vi.waitUntil(() => window!.loads === 2);
    expect(desktop.person.messages).toHaveLength(1);
    expect(desktop.person.messages[0]!.detail).toContain('crashed');
    desktop.person.buttons.push(1);
    window!.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 9 });
    await desktop.app.ended;
  });

  it('starts a new log when the old one has grown, and starts without one', async () => {
    const full = await temporaryFolder();
    writeFileSync(path.join(full, 'lunka.log'), 'x'.repeat(1_000_001));
    await (await launchDesktop(bundle, browser, { state: full, args: ['nowhere'] })).quit();
    expect(logOf(full)).toMatch(/^\d{4}-.*Expected a project.*\n$/);
    expect(readFileSync(path.join(full, 'lunka.log.old'), 'utf8')).toMatch(/^x+$/);

    const odd = await temporaryFolder();
    await mkdir(path.join(odd, 'lunka.log'));
    await (await launchDesktop(bundle, browser, { state: odd, args: ['nowhere'] })).quit();
    await Promise.all([full, odd].map((folder) => rm(folder, { recursive: true })));
  });

  it('opens where it was, but never out of reach', async () => {
    const state = await temporaryFolder();
    const file = path.join(state, 'window.json');
    const start = async (): Promise<Electron.BrowserWindowConstructorOptions> => {
      const desktop = await launchDesktop(bundle, browser, { state });
      const { options } = desktop.windows[0]!;
      await desktop.quit();
      return options;
    };
    const place = { x: 40, y: 30, width: 1200, height: 700 };
    writeFileSync(file, JSON.stringify({ ...place, maximized: false }));
    expect(await start()).toMatchObject(place);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...place, maximized: false });
    writeFileSync(file, JSON.stringify({ ...place, x: 5000, maximized: false }));
    expect(await start()).not.toHaveProperty('x');
    writeFileSync(file, 'no JSON');
    expect(await start()).toMatchObject({ width: 1360, height: 860 });
    await rm(state, { recursive: true });
  });
});
