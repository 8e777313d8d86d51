import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Where this host finds and keeps things. */
export const places = {
  migrations: path.join(root, 'src-main', 'db', 'migrations'),
  assets: path.join(root, 'dist', 'renderer'),
  worker: path.join(root, 'src-main', 'detector', 'worker.ts'),
  recentFile: path.join(stateFolder(), 'recent.json'),
  demoFolder: path.join(homedir(), 'Lunka demo'),
};

export const version = (
  JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
).version;

/** The user's folder for what a program remembers, as each system has it; LUNKA_STATE overrides. */
function stateFolder(): string {
  const { LUNKA_STATE, APPDATA, XDG_STATE_HOME } = process.env;
  if (LUNKA_STATE) return LUNKA_STATE;
  if (process.platform === 'win32' && APPDATA) return path.join(APPDATA, 'Lunka');
  if (process.platform === 'darwin') {
    return path.join(homedir(), 'Library', 'Application Support', 'Lunka');
  }
  return path.join(XDG_STATE_HOME ?? path.join(homedir(), '.local', 'state'), 'lunka');
}
