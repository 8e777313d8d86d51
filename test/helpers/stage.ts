import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startApp, type App } from './app.ts';
import { launchBrowser } from './browser.ts';
import { makeFolder, trainProject, type TrainedProject } from './project.ts';
import { buildRenderer } from './renderer.ts';
import { openWindow, type WindowOptions } from './window.ts';

/** What every browser test stands on; ready once `beforeAll` has run. */
export interface Stage {
  browser: Browser;
  /** One running `lunka serve`; tests open their own projects in it, one after the other. */
  app: App;
  /** Empty, gone after the file's tests. */
  folder: string;
  trained: TrainedProject;
  /** An `App` of this test's own, ended after it. */
  start(project?: string, port?: number): Promise<App>;
  /** A window on a fresh copy of the trained project. */
  open(hash?: string, options?: WindowOptions): Promise<Page>;
}

/** Sets the stage for the tests of one file: built page, browser, engine, a trained project. */
export function setStage({ train = true } = {}): Stage {
  const stage = {
    start: async (project, port) => {
      const app = await startApp(stage.folder, project, port);
      onTestFinished(app.kill);
      return app;
    },
    open: async (hash = '', options) => {
      await stage.app.api.post('workbench/open', { folder: await stage.trained.copy() });
      return openWindow(stage.browser, `${stage.app.address}${hash}`, options);
    },
  } as Stage;

  beforeAll(async () => {
    stage.folder = await makeFolder();
    await buildRenderer();
    [stage.browser, stage.app] = await Promise.all([launchBrowser(), startApp(stage.folder)]);
    if (train) stage.trained = await trainProject({ train: 240, proliv: 24, shift: 120 });
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.app?.stop();
    await stage.trained?.remove();
    await rm(stage.folder, { recursive: true, force: true });
  });
  return stage;
}

/** A path in the stage's folder that nothing stands at yet. */
let made = 0;
export const newPath = (stage: Stage): string => path.join(stage.folder, `place-${(made += 1)}`);
