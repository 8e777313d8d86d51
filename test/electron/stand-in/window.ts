import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { BrowserContext, Page } from 'playwright-core';
import { preventable } from './app.ts';
import { PreloadedPage, type StandInIpcMain } from './ipc.ts';
import { answerRoute, fromPage, toPage, type Handler } from './origin.ts';

export interface WindowWorld {
  context: BrowserContext;
  handlers: Map<string, Handler>;
  ipcMain: StandInIpcMain;
  windows: StandInWindow[];
  /** Called when the last window has closed. */
  allClosed(): void;
}

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

export class StandInWebContents
  extends EventEmitter
  implements Pick<WebContents, 'send' | 'setWindowOpenHandler'>
{
  openHandler: OpenHandler = () => ({ action: 'allow' });
  send: WebContents['send'];

  constructor(send: WebContents['send']) {
    super();
    this.send = send;
  }

  setWindowOpenHandler = (handler: OpenHandler): void => void (this.openHandler = handler);
}

type Used =
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'show';

/** A page of the test browser behind the face of a BrowserWindow. */
export class StandInWindow extends EventEmitter implements Pick<BrowserWindow, Used> {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: StandInWebContents;
  readonly page: Promise<Page>;
  /** Addresses that the page tried to open windows for or to leave to, and may not have. */
  readonly refused: string[] = [];
  /** The same, where the main process let it. */
  readonly allowed: string[] = [];
  readonly calls: string[] = [];
  loads = 0;
  minimized = false;
  maximized = false;
  #world: WindowWorld;
  #destroyed = false;

  constructor(world: WindowWorld, options: BrowserWindowConstructorOptions = {}) {
    super();
    this.#world = world;
    this.options = options;
    const preloaded = new PreloadedPage(world.ipcMain);
    this.webContents = new StandInWebContents((channel, ...args) =>
      preloaded.send(channel, ...args),
    );
    preloaded.sender = this.webContents;
    this.page = this.#open(preloaded);
    world.windows.push(this);
  }

  async #open(preloaded: PreloadedPage): Promise<Page> {
    const { context, handlers } = this.#world;
    const page = await context.newPage();
    await page.setViewportSize({
      width: this.options.width ?? 800,
      height: this.options.height ?? 600,
    });
    // Whatever is not this window's own gets nothing.
    await context.route('**/*', (route) => route.abort('blockedbyclient'));
    await page.route('**/*', async (route) => {
      const request = route.request();
      if (request.isNavigationRequest() && fromPage(request.url()) !== this.#loading) {
        const isMainFrame = request.frame() === page.mainFrame();
        if (!this.#mayNavigate(request.url(), isMainFrame)) {
          // With no content the page stays where it is; an abort would show an error page.
          return route.fulfill({ status: 204 });
        }
      }
      return answerRoute(route, handlers);
    });
    page.on('popup', (popup) => {
      const answer = this.webContents.openHandler({ url: fromPage(popup.url()) } as never);
      (answer.action === 'deny' ? this.refused : this.allowed).push(fromPage(popup.url()));
      void popup.close();
    });
    if (this.options.webPreferences?.preload) {
      await preloaded.load(page, this.options.webPreferences.preload);
    }
    return page;
  }

  /** The address that `loadURL` is at; Electron tells of no navigation that the program began. */
  #loading = '';

  #mayNavigate(address: string, isMainFrame: boolean): boolean {
    const event = preventable({ url: fromPage(address), isMainFrame });
    this.webContents.emit('will-frame-navigate', event);
    (event.defaultPrevented ? this.refused : this.allowed).push(event.url);
    return !event.defaultPrevented;
  }

  loadURL = async (address: string): Promise<void> => {
    const page = await this.page;
    this.#loading = address;
    await page.goto(toPage(address));
    this.#loading = '';
    this.loads++;
    if (this.loads === 1) this.emit('ready-to-show');
  };

  show = (): void => void this.calls.push('show');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => {
    this.minimized = false;
    this.calls.push('restore');
  };
  maximize = (): void => void (this.maximized = true);
  isMinimized = (): boolean => this.minimized;
  isMaximized = (): boolean => this.maximized;
  isDestroyed = (): boolean => this.#destroyed;
  getNormalBounds = () => {
    const { x = 0, y = 0, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  };

  close = (): void => {
    if (this.#destroyed) return;
    this.emit('close', preventable({}));
    this.#destroyed = true;
    void this.page.then((page) => page.close());
    this.emit('closed');
    if (this.#world.windows.every((window) => window.isDestroyed())) this.#world.allClosed();
  };
}
