import { existsSync } from 'node:fs';
import path from 'node:path';
import { BrowserWindow, dialog, ipcMain, shell, type WebFrameMain } from 'electron';
import { z } from 'zod';
import { CHANNELS } from './bridge.ts';
import { isOurs } from './protocol.ts';

const titleArgument = z.string().max(200);
const actionsArgument = z.array(z.string().max(60)).max(500);
const pathArgument = z.string().refine((given) => path.isAbsolute(given), 'must be absolute');

/** Answers what the preload script asks for. Only the app's own page is heard. */
export function answerPage(log: (line: string) => void): void {
  ipcMain.handle(CHANNELS.pickFolder, async (event, title: unknown): Promise<string | null> => {
    expectOurs(event.senderFrame);
    const window = BrowserWindow.fromWebContents(event.sender);
    return window && pickFolder(window, titleArgument.parse(title));
  });
  ipcMain.on(CHANNELS.showInFolder, (event, given: unknown) => {
    try {
      expectOurs(event.senderFrame);
      const file = pathArgument.parse(given);
      if (existsSync(file)) shell.showItemInFolder(path.normalize(file));
    } catch (error) {
      log(`refused to show a folder: ${(error as Error).message}`);
    }
  });
}

/** Hears which actions have other keys than the menu would show. */
export function hearKeys(log: (line: string) => void, listen: (actions: string[]) => void): void {
  ipcMain.on(CHANNELS.reboundKeys, (event, given: unknown) => {
    try {
      expectOurs(event.senderFrame);
      listen(actionsArgument.parse(given));
    } catch (error) {
      log(`refused a list of keys: ${(error as Error).message}`);
    }
  });
}

/** The system's folder dialog; null where the person closed it. */
export async function pickFolder(window: BrowserWindow, title: string): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openDirectory', 'createDirectory'],
  });
  return filePaths[0] ?? null;
}

function expectOurs(frame: WebFrameMain | null): void {
  if (frame && isOurs(frame.url)) return;
  throw new Error(`Expected a message of the app's own page, received one of ${frame?.url}.`);
}
