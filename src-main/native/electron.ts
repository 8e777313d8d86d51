import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export type ElectronBinary =
  | { path: string }
  /** Why there is none, as the end of a sentence. */
  | { path: null; reason: string };

export interface FetchLimits {
  /** How long the place that it comes from may take to answer at all. */
  answerMs: number;
  /** How long installing may take where no place answers: unpacking from the cache. */
  offlineMs: number;
  /** How long downloading may take; some 120 MB. */
  downloadMs: number;
}

const LIMITS: FetchLimits = { answerMs: 5_000, offlineMs: 10_000, downloadMs: 15 * 60_000 };

const packageFolder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));

export const electronVersion = (
  JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string }
).version;

/** Electron's executable where it is installed already; no network. */
export function installedElectron(): string | null {
  const pathFile = path.join(packageFolder, 'path.txt');
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!given && !existsSync(pathFile)) return null;
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const executable = path.join(given ?? path.join(packageFolder, 'dist'), name);
  return existsSync(executable) ? executable : null;
}

/**
 * Electron's executable, downloaded with the package's own installer where need be. That has no
 * time limit of its own, and the npm package no install script: on a machine without a network the
 * first start would hang.
 */
export async function provideElectron(limits: FetchLimits = LIMITS): Promise<ElectronBinary> {
  const installed = installedElectron();
  if (installed) return { path: installed };
  const problem = await install(limits);
  const fetched = installedElectron();
  return fetched ? { path: fetched } : { path: null, reason: problem };
}

/** Where the binary comes from, as @electron/get decides. */
function mirror(): string {
  const { env } = process;
  return (
    env.npm_config_electron_mirror ||
    env.NPM_CONFIG_ELECTRON_MIRROR ||
    env.npm_package_config_electron_mirror ||
    env.ELECTRON_MIRROR ||
    'https://github.com/electron/electron/releases/download/'
  );
}

/** Runs the package's installer within the limits; returns what was wrong, if anything. */
function install({ answerMs, offlineMs, downloadMs }: FetchLimits): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(packageFolder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const { host } = new URL(mirror());
    let stderr = '';
    let tooLong = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk).slice(-2000)));
    const started = performance.now();
    let timer = setTimeout(() => stop('downloading took too long'), downloadMs);
    fetch(mirror(), { method: 'HEAD', signal: AbortSignal.timeout(answerMs) }).catch(() => {
      clearTimeout(timer);
      const left = Math.max(0, offlineMs - (performance.now() - started));
      timer = setTimeout(() => stop(`${host} does not answer`), left);
      if (child.exitCode !== null) clearTimeout(timer);
    });
    function stop(reason: string): void {
      tooLong = reason;
      child.kill();
    }
    child.on('error', (error) => finish(error.message));
    child.on('close', () => {
      const [why = 'no reason given'] = stderr.trim().split('\n');
      finish(tooLong || `${host}: ${why.replace(/^\w*Error: /, '')}`);
    });
    function finish(problem: string): void {
      clearTimeout(timer);
      resolve(problem);
    }
  });
}
