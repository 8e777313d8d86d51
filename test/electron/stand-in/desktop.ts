import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { vi } from 'vitest';
import { buildMain, root } from '../../../src-main/electron/build.ts';
import { createStandIn, type StandIn, type StandInOptions } from './electron.ts';

export interface Bundle {
  main: string;
  remove(): Promise<void>;
}

/** The bundle and the page as they are installed, in a folder of their own in the checkout. */
export async function buildBundle(): Promise<Bundle> {
  await mkdir(path.join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(path.join(root, 'dist', 'wiring-'));
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const renderer = path.join(folder, 'renderer');
  const { NODE_ENV: _, ...env } = process.env;
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await Promise.all([
      buildMain(path.join(folder, 'main')),
      promisify(execFile)(process.execPath, [vite, 'build', '--outDir', renderer], {
        cwd: root,
        env,
      }),
    ]);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    main: path.join(folder, 'main', 'main.js'),
    remove,
  };
}

export interface Desktop extends StandIn {
  /** The page of the first window, loaded. */
  page: Page;
  state: string;
  /** Quits as a person does, and waits for the end. */
  quit(): Promise<void>;
}

export interface LaunchOptions extends StandInOptions {
  /** What follows the program's name. */
  args?: string[];
  /** The folder for what is remembered; a new one unless given. */
  state?: string;
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'lunka-desktop-'));
}

/** Runs the bundle's main process against the stand-in, without waiting for a window. */
export async function runMain(
  bundle: Bundle,
  browser: Browser,
  options: LaunchOptions = {},
): Promise<Omit<Desktop, 'page'>> {
  const context = await browser.newContext({ locale: options.locale ?? 'en-GB' });
  const standIn = createStandIn(context, options);
  const state = options.state ?? (await temporaryFolder());
  process.env.LUNKA_STATE = state;
  process.argv = [process.execPath, '--inspect=0', root, ...(options.args ?? [])];
  vi.resetModules();
  vi.doMock('electron', () => standIn.electron);
  await import(/* @vite-ignore */ pathToFileURL(bundle.main).href);
  return {
    ...standIn,
    state,
    async quit() {
      standIn.app.quit();
      await standIn.app.ended;
      await context.close();
    },
  };
}

/** The same, with the first window's page loaded. */
export async function launchDesktop(
  bundle: Bundle,
  browser: Browser,
  options: LaunchOptions = {},
): Promise<Desktop> {
  const desktop = await runMain(bundle, browser, options);
  await vi.waitUntil(() => (desktop.windows[0]?.loads ?? 0) > 0, { timeout: 30_000 });
  return { ...desktop, page: await desktop.windows[0]!.page };
}
