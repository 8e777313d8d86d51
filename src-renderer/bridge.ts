/** What the desktop's preload script puts on `window`; absent in a browser. */
export interface Bridge {
  /** Native folder dialog; null where the person closed it. */
  pickFolder(title: string): Promise<string | null>;
  showInFolder(path: string): void;
  /** Commands of the application menu, named as in keys/keymap.ts `ACTIONS` and `MENU_COMMANDS`. */
  onMenu(listener: (command: string) => void): void;
  /** Actions whose keys are no longer those that the menu shows. */
  reboundKeys(actions: string[]): void;
  platform: string;
}

declare global {
  interface Window {
    lunka?: Bridge;
  }
}

export const bridge: Bridge | null = window.lunka ?? null;
