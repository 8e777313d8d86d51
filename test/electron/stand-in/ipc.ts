import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ContextBridge, IpcMain, IpcRenderer } from 'electron';
import type { Page } from 'playwright-core';
import { fromPage } from './origin.ts';

type Handle = Parameters<IpcMain['handle']>[1];
type Args = unknown[];

/** What a message says of its sender. */
export interface Sender {
  sender: unknown;
  senderFrame: { url: string };
}

export class StandInIpcMain extends EventEmitter implements Pick<IpcMain, 'handle'> {
  #handles = new Map<string, Handle>();

  handle = (channel: string, listener: Handle): void => void this.#handles.set(channel, listener);

  /** A message that wants an answer, as `ipcRenderer.invoke` sends it. */
  async receive(channel: string, sender: Sender, args: Args): Promise<unknown> {
    const handle = this.#handles.get(channel);
    if (!handle) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await handle(sender as never, ...structuredClone(args)));
  }
}

type Bridged = Record<string, unknown>;
type Wired = { value: unknown } | { callback: string };

/**
 * Runs the real preload script for a page. It runs in this process, with the one module that a
 * sandbox has; what it exposes is called across the test browser's binding.
 */
export class PreloadedPage {
  /** Messages from the main process to the page. */
  readonly #incoming = new EventEmitter();
  readonly #ipcMain: StandInIpcMain;
  #frameUrl = '';
  /** The WebContents that the main process sees as the sender. */
  sender: unknown = null;

  constructor(ipcMain: StandInIpcMain) {
    this.#ipcMain = ipcMain;
  }

  send(channel: string, ...args: Args): void {
    this.#incoming.emit(channel, {}, ...structuredClone(args));
  }

  async load(page: Page, script: string): Promise<void> {
    const exposed = new Map<string, Bridged>();
    const ipcRenderer: Pick<IpcRenderer, 'invoke' | 'send'> & { on: unknown } = {
      invoke: (channel, ...args) => this.#ipcMain.receive(channel, this.#from(), args),
      send: (channel, ...args) =>
        void this.#ipcMain.emit(channel, this.#from(), ...structuredClone(args)),
      on: (channel: string, listener: (...args: Args) => void) =>
        this.#incoming.on(channel, listener),
    };
    const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
      exposeInMainWorld: (name, api) => void exposed.set(name, api),
    };
    const requireInSandbox = (name: string): unknown => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`module not found: ${name}`);
    };
    const module = { exports: {} };
    new Function('require', 'module', 'exports', readFileSync(script, 'utf8'))(
      requireInSandbox,
      module,
      module.exports,
    );

    await page.exposeBinding(
      'standInBridge',
      async ({ frame }, name: string, key: string, args: Wired[]) => {
        this.#frameUrl = fromPage(frame.url());
        const given = args.map((arg) =>
          'value' in arg ? arg.value : (...back: Args) => callBack(page, arg.callback, back),
        );
        return (exposed.get(name)![key] as (...args: Args) => unknown)(...given);
      },
    );
    for (const [name, api] of exposed) {
      const shape = Object.entries(api).map(([key, value]) => ({
        key,
        ...(typeof value === 'function' ? {} : { value }),
      }));
      await page.addInitScript(exposeInPage, { name, shape });
    }
  }

  #from(): Sender {
    return { sender: this.sender, senderFrame: { url: this.#frameUrl } };
  }
}

/** A page that has gone since takes no notice, as a renderer that has gone would. */
function callBack(page: Page, callback: string, args: Args): void {
  const script = ([id, given]: [string, Args]): void =>
    (
      globalThis as unknown as { standInCallbacks: Map<string, (...args: Args) => void> }
    ).standInCallbacks?.get(id)?.(...given);
  page.evaluate(script, [callback, args] as [string, Args]).catch(() => {});
}

/** Runs in the page, in its main frame alone, before any script of its own. */
function exposeInPage(exposed: { name: string; shape: { key: string; value?: unknown }[] }): void {
  if (window !== window.top) return;
  const world = window as unknown as {
    standInBridge(name: string, key: string, args: Wired[]): Promise<unknown>;
    standInCallbacks: Map<string, unknown>;
  };
  world.standInCallbacks ??= new Map();
  const wire = (arg: unknown): Wired => {
    if (typeof arg !== 'function') return { value: arg };
    const callback = crypto.randomUUID();
    world.standInCallbacks.set(callback, arg);
    return { callback };
  };
  const api = Object.fromEntries(
    exposed.shape.map(({ key, ...rest }) => [
      key,
      'value' in rest
        ? rest.value
        : (...args: unknown[]) => world.standInBridge(exposed.name, key, args.map(wire)),
    ]),
  );
  Object.defineProperty(window, exposed.name, { value: Object.freeze(api) });
}
