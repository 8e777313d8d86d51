import { spawn } from 'node:child_process';
import path from 'node:path';
import { createRecentProjects } from '../engine/project/recent.ts';
import { createWorkbench, type Workbench } from '../engine/workbench.ts';
import { provideElectron } from '../native/electron.ts';
import { createNodeLauncher } from './launcher.ts';
import { places, version } from './places.ts';
import { serve } from './serve.ts';

/** How the app is put in front of a person: on the desktop where it can run, else in a browser. */

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

/**
 * Opens the app on a project, or on the last one, and resolves when the person has closed it. Where
 * the desktop can't run, one line says why.
 *
 * @param folder of a project; without one the last is tried, and the welcome page shown else
 */
export async function openApp(folder: string | undefined): Promise<void> {
  const problem = await startDesktop(folder === undefined ? [] : [path.resolve(folder)]);
  if (problem === null) return;
  process.stdout.write(`Browser mode, as the desktop app can't run here: ${problem}.\n`);
  if (folder !== undefined) return serveApp(folder, 0);
  const last = createRecentProjects(places.recentFile, () => {}).list()[0];
  return serveApp(undefined, 0, last?.exists ? last.folder : undefined);
}

/**
 * Serves the app until Ctrl-C.
 *
 * @param folder the project to open; a failure is the command's
 * @param wish a project to open if that works: the welcome page offers it and others else
 */
export async function serveApp(
  folder: string | undefined,
  port: number,
  wish?: string,
): Promise<void> {
  const workbench = createWorkbench({
    host: 'browser',
    version,
    launcher: createNodeLauncher(places.worker),
    clock: () => new Date(),
    log: (line) => process.stderr.write(`${line}\n`),
    ...places,
  });
  if (folder !== undefined) await workbench.open(folder);
  else if (wish !== undefined) await openIfPossible(workbench, wish);
  const served = await serve(workbench.fetch, port);
  // Listened for before it is announced: a program that reads the line may end it at once.
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  process.stdout.write(`Lunka is at ${served.address}\nCtrl-C ends it.\n`);
  await ended;
  await served.close();
  await workbench.close();
}

async function openIfPossible(workbench: Workbench, folder: string): Promise<void> {
  try {
    await workbench.open(folder);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
  }
}
