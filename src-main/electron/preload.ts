import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS } from './bridge.ts';

/** What is truly the window's and no business of the engine; see src-renderer/bridge.ts. */
contextBridge.exposeInMainWorld('lunka', {
  pickFolder: (title: string): Promise<string | null> =>
    ipcRenderer.invoke(CHANNELS.pickFolder, title),
  showInFolder: (path: string): void => ipcRenderer.send(CHANNELS.showInFolder, path),
  onMenu: (listener: (command: string) => void): void =>
    void ipcRenderer.on(CHANNELS.menu, (_event, command: string) => listener(command)),
  reboundKeys: (actions: string[]): void => ipcRenderer.send(CHANNELS.reboundKeys, actions),
  platform: process.platform,
});
