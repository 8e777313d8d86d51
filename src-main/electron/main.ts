import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, dialog, Menu } from 'electron';
import { createWorkbench, type Workbench } from '../engine/workbench.ts';
import { CHANNELS } from './bridge.ts';
import { answerPage, hearKeys, pickFolder } from './ipc.ts';
import { createUtilityLauncher } from './launcher.ts';
import { createLog } from './log.ts';
import { menuTemplate } from './menu.ts';
import { places } from './places.ts';
import { PAGE, registerScheme, serveOrigin } from './protocol.ts';
import { openWindow } from './window.ts';
import { wordsFor } from './words.ts';

/** The desktop's composition root: one process, one window, one workbench. */

app.setName('Lunka');
// Before the lock, which belongs to this folder: two folders are two apps.
if (process.env.LUNKA_STATE) {
  const state = path.resolve(process.env.LUNKA_STATE);
  mkdirSync(state, { recursive: true });
  app.setPath('userData', state);
}
const log = createLog(path.join(app.getPath('userData'), 'lunka.log'));

if (app.requestSingleInstanceLock()) {
  registerScheme();
  app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}

/** Without a window nobody could end the process, and its lock would keep every later start out. */
function giveUp(error: unknown): void {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  dialog.showErrorBox(app.getName(), error instanceof Error ? error.message : String(error));
  app.exit(1);
}

async function start(): Promise<void> {
  const workbench = createWorkbench({
    host: 'desktop',
    version: app.getVersion(),
    launcher: createUtilityLauncher(places.worker),
    clock: () => new Date(),
    log,
    migrations: places.migrations,
    assets: places.assets,
    recentFile: path.join(app.getPath('userData'), 'recent.json'),
    demoFolder: path.join(app.getPath('documents'), 'Lunka demo'),
  });
  closeBeforeQuit(workbench);
  serveOrigin(workbench.fetch, log);
  answerPage(log);

  const problem = await openFirst(workbench);
  const words = wordsFor(app.getLocale());
  const window = openWindow(words, log);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  const menu: MenuState = { locale: app.getLocale(), rebound: [] };
  showMenu(window, workbench, menu);
  hearKeys(log, (rebound) => {
    menu.rebound = rebound;
    showMenu(window, workbench, menu);
  });
  if (problem) await tell(window, problem);
}

/** The project that was named on the command line, else the one open last. */
async function openFirst(workbench: Workbench): Promise<unknown> {
  // Chromium's switches stand among the words, and in the checkout the app's own folder.
  const named = process.argv
    .slice(1)
    .find((word) => !word.startsWith('-') && path.resolve(word) !== app.getAppPath());
  const last = workbench.info().recent[0];
  const folder = named ?? (last?.exists ? last.folder : null);
  if (folder === null) return null;
  return workbench.open(folder).then(
    () => null,
    (error: unknown) => error,
  );
}

interface MenuState {
  locale: string;
  /** Actions whose keys a person changed. */
  rebound: readonly string[];
}

function showMenu(window: BrowserWindow, workbench: Workbench, state: MenuState): void {
  const words = wordsFor(state.locale);

  /** Another project is another page: it starts anew. */
  async function change(title: string, to: (folder: string) => Promise<unknown>): Promise<void> {
    const folder = await pickFolder(window, title);
    if (folder === null) return;
    try {
      await to(folder);
      await window.loadURL(PAGE);
    } catch (error) {
      await tell(window, error);
    }
  }

  const template = menuTemplate(state, process.platform, {
    send: (command) => window.webContents.send(CHANNELS.menu, command),
    newProject: () => void change(words.newProjectTitle, (folder) => workbench.create(folder)),
    openProject: () => void change(words.openProjectTitle, (folder) => workbench.open(folder)),
    speak: (chosen) => {
      state.locale = chosen;
      showMenu(window, workbench, state);
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

async function tell(window: BrowserWindow, error: unknown): Promise<void> {
  log(String(error));
  await dialog.showMessageBox(window, {
    type: 'error',
    message: wordsFor(app.getLocale()).notOpened,
    detail: error instanceof Error ? error.message : String(error),
  });
}

/** Labels are on disk already; what runs is interrupted and the database closed, then it ends. */
function closeBeforeQuit(workbench: Workbench): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void workbench
      .close()
      .catch((error: unknown) => log(`closing failed: ${String(error)}`))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
}
