import { spawn } from 'node:child_process';
import path from 'node:path';
import { createRecentProjects } from '../engine/project/recent.ts';
import { provideElectron } from '../native/electron.ts';
import { serveApp } from './commands/app.ts';
import { places } from './places.ts';

/**
 * `npm start [-- PROJECT]`: the desktop app where it can run, else browser mode and one line that
 * says why.
 */

const root = path.resolve(import.meta.dirname, '..', '..');

/** An end with an error this early is no crash of ours: a library or the sandbox is missing. */
const EARLY_MS = 5_000;

/** Why the desktop app can't run here, or null when it ran. */
async function startDesktop(args: string[]): Promise<string | null> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  const electron = await provideElectron();
  if (electron.path === null) return `Electron's binary could not be had: ${electron.reason}`;
  // Processes of their own: a host never imports the other.
  const built = await run(process.execPath, [path.join(root, 'src-main', 'electron', 'build.ts')]);
  if (built !== 0) return 'its main process could not be built (see above)';
  const started = performance.now();
  const code = await run(electron.path, [root, ...args]);
  if (code !== 0 && performance.now() - started < EARLY_MS) {
    return `Electron ended with code ${code} at once (see above)`;
  }
  process.exitCode = code;
  return null;
}

/** Runs a program on this terminal; returns its exit code, 1 for a signal. */
function run(program: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    // Ctrl-C reaches the child as well; this process waits for it to close its project.
    const wait = (): void => {};
    process.on('SIGINT', wait);
    const end = (code: number): void => {
      process.off('SIGINT', wait);
      resolve(code);
    };
    child.on('error', () => end(1));
    child.on('close', (code) => end(code ?? 1));
  });
}

const args = process.argv.slice(2);
const problem = await startDesktop(args);
if (problem !== null) {
  process.stdout.write(`Browser mode, as the desktop app can't run here: ${problem}.\n`);
  const last = createRecentProjects(places.recentFile, () => {}).list()[0];
  const named = args.find((word) => !word.startsWith('-'));
  await serveApp(named ?? (last?.exists ? last.folder : undefined), 0);
}
