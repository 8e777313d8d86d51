import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build as buildRenderer } from 'vite';
import { electronVersion, installedElectron, provideElectron } from '../native/electron.ts';
import { buildMain, root } from './build.ts';

/**
 * `npm run dist -- [electron-builder's arguments]`: builds everything and packs it. With `--dir` it
 * stops before archives and installers, and works with no network.
 */

const OTHER_SYSTEM = /^(-[wml]+|--(win|windows|mac|macos|linux))$/;

async function dist(wished: string[]): Promise<number> {
  const binary = await provideElectron({ answerMs: 3_000, offlineMs: 8_000, downloadMs: 900_000 });
  // The stub is one for Linux.
  const stubServes = wished.includes('--dir') && process.platform === 'linux';
  if (binary.path === null && !stubServes) {
    console.error(
      `No installer was made: Electron's binary could not be had (${binary.reason}). Set ELECTRON_MIRROR to a mirror, or pack without it: npm run dist -- --dir`,
    );
    return 1;
  }
  // A page built under NODE_ENV=test would be a development build.
  process.env.NODE_ENV = 'production';
  await buildRenderer({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  await buildMain();

  const stub = binary.path === null ? await makeStub() : null;
  if (stub && binary.path === null) {
    console.log(
      `Electron's binary could not be had (${binary.reason}): a stub stands in for it; what is packed is complete but does not start.`,
    );
  }
  try {
    const here = wished.some((argument) => OTHER_SYSTEM.test(argument)) ? null : distFolder();
    return pack(wished, stub ?? here);
  } finally {
    if (stub) await rm(stub, { recursive: true, force: true });
  }
}

/** The folder of the Electron that is installed for this system, so that none is fetched again. */
function distFolder(): string | null {
  const executable = installedElectron();
  if (!executable) return null;
  const [folder] = executable.split(`${path.sep}Electron.app${path.sep}`);
  return executable === folder ? path.dirname(executable) : folder!;
}

function pack(wished: string[], electronDist: string | null): number {
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')),
    'cli.js',
  );
  const config = [
    `-c.electronVersion=${electronVersion}`,
    ...(electronDist ? [`-c.electronDist=${electronDist}`] : []),
  ];
  const { status } = spawnSync(
    process.execPath,
    [cli, '--config', 'electron-builder.yml', '--publish', 'never', ...config, ...wished],
    { cwd: root, stdio: 'inherit' },
  );
  return status ?? 1;
}

/** What electron-builder expects of an unpacked Electron for Linux, and no more. */
async function makeStub(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lunka-electron-stub-'));
  const executable = path.join(folder, 'electron');
  await writeFile(executable, '#!/bin/sh\necho "Packed without Electron\'s binary." >&2\nexit 1\n');
  await chmod(executable, 0o755);
  await Promise.all(
    ['LICENSE', 'LICENSES.chromium.html', 'version'].map((name) =>
      writeFile(path.join(folder, name), name === 'version' ? electronVersion : ''),
    ),
  );
  return folder;
}

process.exitCode = await dist(process.argv.slice(2));
