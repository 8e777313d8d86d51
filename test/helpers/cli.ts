import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './project.ts';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  /** Ctrl-C: a terminal sends SIGINT to the command and to every process it started. */
  interrupt(): void;
  /** Resolves once stdout or stderr has said something that matches. */
  said(what: RegExp): Promise<void>;
  /** All that was said so far. */
  output(): string;
  ended: Promise<Ended>;
}

/** Starts `lunka ARGS` as a person would, in a process group of its own. */
export function startLunka(args: string[], cwd: string): Running {
  const cli = path.join(ROOT, 'src-main', 'node', 'cli.ts');
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    detached: true,
    env: { ...process.env, LUNKA_STATE: path.join(cwd, '.state'), CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    output: () => stdout + stderr,
    interrupt: () => process.kill(-child.pid!, 'SIGINT'),
    said: (what) =>
      new Promise((resolve, reject) => {
        const listen = (): void => {
          if (!what.test(stdout + stderr)) return;
          listeners.delete(listen);
          resolve();
        };
        listeners.add(listen);
        listen();
        void ended.then(() => reject(new Error(`Ended without saying ${what}: ${stderr}`)));
      }),
  };
}

/** Runs a command to its end. */
export const lunka = (args: string[], cwd: string): Promise<Ended> => startLunka(args, cwd).ended;

/** Runs a command that must succeed, with `--json`, and returns its one document. */
export async function lunkaJson<T>(args: string[], cwd: string): Promise<T> {
  const { code, stdout, stderr } = await lunka([...args, '--json'], cwd);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}
