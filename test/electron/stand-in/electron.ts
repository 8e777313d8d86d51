import type {
  Dialog,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  OpenDialogOptions,
  Session,
} from 'electron';
import type { BrowserContext } from 'playwright-core';
import { root } from '../../../src-main/electron/build.ts';
import { StandInApp } from './app.ts';
import { StandInIpcMain } from './ipc.ts';
import type { Handler } from './origin.ts';
import { utilityProcess } from './utility.ts';
import { StandInWindow, type WindowWorld } from './window.ts';

export interface StandInOptions {
  locale?: string;
  /** False: another instance holds the lock. */
  first?: boolean;
}

type PermissionRequest = Parameters<Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Session['setPermissionCheckHandler']>[0];

/**
 * A stand-in for the `electron` module, as far as this project uses it: windows are pages of a test
 * browser, utility processes are real child processes, and a person's answers are given in advance.
 * Its parts are typed by the real package, so that a call that Electron doesn't know won't compile.
 */
export function createStandIn(context: BrowserContext, options: StandInOptions = {}) {
  const handlers = new Map<string, Handler>();
  const privileges = new Map<string, Electron.Privileges | undefined>();
  const windows: StandInWindow[] = [];
  const ipcMain = new StandInIpcMain();
  const app = new StandInApp({
    appPath: root,
    locale: options.locale ?? 'en-GB',
    first: options.first ?? true,
    closeWindows: () => windows.forEach((window) => window.close()),
  });
  const world: WindowWorld = {
    context,
    handlers,
    ipcMain,
    windows,
    allClosed: () => void app.emit('window-all-closed'),
  };

  /** What the person does and sees. */
  const person = {
    /** Folders chosen in the next folder dialogs; none left means that they are closed. */
    folders: [] as string[],
    /** Buttons pressed in the next message boxes; the first where none is left. */
    buttons: [] as number[],
    folderDialogs: [] as OpenDialogOptions[],
    messages: [] as MessageBoxOptions[],
    shownInFolder: [] as string[],
    menu: [] as MenuItemConstructorOptions[],
    permissionRequest: null as PermissionRequest,
    permissionCheck: null as PermissionCheck,
  };

  const dialog: Pick<Dialog, 'showMessageBox' | 'showOpenDialog'> = {
    showOpenDialog: async (...args: unknown[]) => {
      person.folderDialogs.push(args.at(-1) as OpenDialogOptions);
      const folder = person.folders.shift();
      return { canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] };
    },
    showMessageBox: async (...args: unknown[]) => {
      person.messages.push(args.at(-1) as MessageBoxOptions);
      return { response: person.buttons.shift() ?? 0, checkboxChecked: false };
    },
  };

  class BrowserWindow extends StandInWindow {
    constructor(given?: Electron.BrowserWindowConstructorOptions) {
      super(world, given);
    }
    static fromWebContents = (contents: unknown): StandInWindow | null =>
      windows.find((window) => window.webContents === contents) ?? null;
  }

  const electron = {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    utilityProcess,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => void (person.menu = menu),
    },
    nativeTheme: { shouldUseDarkColors: false },
    protocol: {
      registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => {
        for (const one of schemes) privileges.set(one.scheme, one.privileges);
      },
      handle: (scheme: string, handler: Handler) => {
        if (!privileges.has(scheme)) throw new Error(`${scheme} was not registered in time.`);
        handlers.set(scheme, handler);
      },
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: PermissionRequest) =>
          void (person.permissionRequest = handler),
        setPermissionCheckHandler: (handler: PermissionCheck) =>
          void (person.permissionCheck = handler),
      },
    },
    shell: { showItemInFolder: (file: string) => void person.shownInFolder.push(file) },
  } satisfies Partial<Record<keyof typeof import('electron'), unknown>>;

  return { electron, app, ipcMain, windows, privileges, person };
}

export type StandIn = ReturnType<typeof createStandIn>;
