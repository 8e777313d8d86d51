import { EventEmitter } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import type { App } from 'electron';

type Used =
  | 'getAppPath'
  | 'getLocale'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setName'
  | 'setPath'
  | 'whenReady';

export interface AppWorld {
  /** The folder that Electron was started with. */
  appPath: string;
  locale: string;
  /** Whether this is the first instance. */
  first: boolean;
  closeWindows(): void;
}

/** An event that can be prevented, as Electron passes it first. */
export function preventable<T extends object>(details: T) {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

export class StandInApp extends EventEmitter implements Pick<App, Used> {
  /** Resolves when the process would end. */
  readonly ended: Promise<void>;
  #world: AppWorld;
  #name = 'electron';
  #paths = new Map<string, string>();
  #quitting = false;
  #end: () => void = () => {};

  constructor(world: AppWorld) {
    super();
    this.#world = world;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  getAppPath = (): string => this.#world.appPath;
  getLocale = (): string => this.#world.locale;
  getName = (): string => this.#name;
  getVersion = (): string => '0.0.0-test';
  getPath: App['getPath'] = (name) => this.#paths.get(name) ?? path.join(os.tmpdir(), name);
  setName = (name: string): void => void (this.#name = name);
  setPath = (name: string, folder: string): void => void this.#paths.set(name, folder);
  requestSingleInstanceLock = (): boolean => this.#world.first;
  whenReady = async (): Promise<void> => {};

  /** Windows are closed first; then `will-quit` may be prevented, and quit may be called again. */
  quit = (): void => {
    if (!this.#quitting) {
      this.#quitting = true;
      this.#world.closeWindows();
    }
    const event = preventable({});
    this.emit('will-quit', event);
    this.#quitting = !event.defaultPrevented;
    if (!event.defaultPrevented) this.#end();
  };
}
