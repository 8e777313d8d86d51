import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const require = createRequire(import.meta.url);

/** Where a Chromium usually lies on each system, first choice first. */
const USUAL_PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * Starts a headless Chromium: the one that `LUNKA_CHROMIUM` names, else one that is installed, else
 * (Linux x64) the one that the npm package @sparticuz/chromium carries. The caller closes it.
 *
 * @throws Error where `LUNKA_CHROMIUM` names no file, or there is no Chromium at all
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    headless: true,
    ...options,
    executablePath: await chromiumPath(),
    args: [
      // Glyphs at the same places on every machine, and no /dev/shm of a container's 64 MB.
      '--font-render-hinting=none',
      '--disable-dev-shm-usage',
      ...(options.args ?? []),
    ],
  });
}

/** Path of the Chromium that the tests run in; see `launchBrowser`. */
async function chromiumPath(): Promise<string> {
  const asked = process.env.LUNKA_CHROMIUM;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`Expected LUNKA_CHROMIUM to name a file, received "${asked}".`);
  }
  const installed = USUAL_PLACES[process.platform]?.find((place) => existsSync(place));
  if (installed) return installed;
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedChromium();
  throw new Error('Expected a Chromium, Chrome or Edge. Install one or name it in LUNKA_CHROMIUM.');
}

/**
 * The package unpacks itself to fixed names in the temporary folder, where two test processes would
 * meet half-written files. So it unpacks, in a process of its own, to a folder that only it knows,
 * and the finished folder is renamed into place.
 */
async function unpackedChromium(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium');
  const { version } = require(path.join(path.dirname(entry), '..', 'package.json')) as {
    version: string;
  };
  const folder = path.join(os.tmpdir(), `lunka-test-chromium-${version}`);
  const executable = path.join(folder, 'chromium');
  if (existsSync(executable)) return executable;
  await mkdir(os.tmpdir(), { recursive: true });
  const staging = await mkdtemp(`${folder}-`);
  try {
    const script = 'import(process.argv[1]).then((m) => m.default.executablePath())';
    await promisify(execFile)(process.execPath, ['-e', script, entry], {
      env: { ...process.env, TMPDIR: staging },
    });
    await rename(staging, folder).catch((error: unknown) => {
      // Another test process was faster, and its copy is as good.
      if (!existsSync(executable)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return executable;
}
