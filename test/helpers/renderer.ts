import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './project.ts';

const BUILT = path.join(ROOT, 'dist', 'renderer', 'index.html');
const SOURCES = ['src-renderer/**/*', 'src-main/shared/**/*', 'vite.config.ts'];

/** Builds the page unless it is newer than everything it is made from. */
export async function buildRenderer(): Promise<void> {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(
    ...globSync(SOURCES, { cwd: ROOT }).map((file) => statSync(path.join(ROOT, file)).mtimeMs),
  );
  if (built > newest) return;
  // Vitest's NODE_ENV would give a development build.
  const { NODE_ENV: _, ...env } = process.env;
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    env,
  });
}
