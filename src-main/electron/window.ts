import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen, session } from 'electron';
import { places } from './places.ts';
import { isOurs, PAGE } from './protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';
import type { Words } from './words.ts';

/** The page's own ground (`--ground` of app.css), so that nothing flashes before it is painted. */
const GROUND = { light: '#cfcfcf', dark: '#262626' };

/** Opens the app's one window on its page. */
export function openWindow(words: Words, log: (line: string) => void): BrowserWindow {
  const stateFile = path.join(app.getPath('userData'), 'window.json');
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile, screens);
  const { x, y, width, height } = state ?? { width: 1360, height: 860 };
  const window = new BrowserWindow({
    width,
    height,
    ...(x !== undefined && y !== undefined ? { x, y } : {}),
    minWidth: 960,
    minHeight: 600,
    title: app.getName(),
    icon: places.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    show: false,
    webPreferences: {
      preload: places.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const bounds = window.getNormalBounds();
    writeWindowState(stateFile, { ...bounds, maximized: window.isMaximized() }, log);
  });
  confine(window);
  reloadAfterCrash(window, words, log);
  void window.loadURL(PAGE);
  return window;
}

/** The window shows our page and nothing else, and grants it nothing that it doesn't need. */
function confine({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Main frame and subframes alike.
  webContents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) =>
    answer(false),
  );
  session.defaultSession.setPermissionCheckHandler(() => false);
}

/** Labels are on disk already; the page can be had again. The person decides, so nothing loops. */
function reloadAfterCrash(window: BrowserWindow, words: Words, log: (line: string) => void): void {
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    log(`the page's process ended: ${reason}, code ${exitCode}`);
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: words.pageGone,
      detail: `${words.pageGoneDetail} (${reason}, ${exitCode})`,
      buttons: [words.loadAgain, words.quit],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 0) void window.loadURL(PAGE);
    else app.quit();
  });
}
