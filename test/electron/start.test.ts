import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installedElectron, provideElectron } from '../../src-main/native/electron.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lunka-start-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `npm start` without npm until it serves or ends; returns all that it said. */
async function start(env: NodeJS.ProcessEnv): Promise<{ said: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(root, 'src-main', 'node', 'start.ts')], {
    env: { ...process.env, LUNKA_STATE: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve) => {
    const hear = (chunk: Buffer): void => {
      said += chunk;
      if (said.includes('Ctrl-C ends it.')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => resolve());
  });
  return { said, child };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}

/** A program in the place of Electron's binary. */
async function fakeElectron(script: string): Promise<string> {
  const file = path.join(folder, 'electron');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return folder;
}

/** Takes connections and never says a word, as a firewall that swallows packets would. */
async function silentServer(): Promise<{ server: Server; address: string }> {
  const server = createServer(() => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it('serves in browser mode where there is no display, and says why in one line', async () => {
    const { said, child } = await start({ DISPLAY: '', WAYLAND_DISPLAY: '' });
    const [first, second] = said.split('\n');
    expect(first).toBe("Browser mode, as the desktop app can't run here: there is no display.");
    expect(second).toMatch(/^Lunka is at http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    await end(child);
    expect(child.exitCode).toBe(0);
  });

  it('serves in browser mode where Electron ends at once', async () => {
    const place = await fakeElectron('echo "libnss3.so: cannot open" >&2; exit 127');
    const { said, child } = await start({ DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: place });
    expect(said).toContain('libnss3.so');
    expect(said).toContain('Electron ended with code 127 at once');
    expect(said).toContain('Lunka is at http://127.0.0.1:');
    await end(child);
  });

  it('gives the desktop app the checkout, and ends when it ends', async () => {
    const place = await fakeElectron('echo "started with $1"');
    const { said, child } = await start({ DISPLAY: ':9', ELECTRON_OVERRIDE_DIST_PATH: place });
    expect(said.trim()).toBe(`started with ${root}`);
    expect(child.exitCode).toBe(0);
  });
});

describe.skipIf(installedElectron() !== null)("Fetching Electron's binary", () => {
  it('gives up where nothing answers, instead of waiting for ever', async () => {
    const { server, address } = await silentServer();
    vi.stubEnv('ELECTRON_MIRROR', address);
    vi.stubEnv('electron_config_cache', folder);
    const limits = { answerMs: 300, offlineMs: 600, downloadMs: 60_000 };
    expect(await provideElectron(limits)).toEqual({
      path: null,
      reason: `${new URL(address).host} does not answer`,
    });
    server.close();
  });

  it('gives up on a download that never ends', async () => {
    const { server, address } = await silentServer();
    vi.stubEnv('ELECTRON_MIRROR', address);
    vi.stubEnv('electron_config_cache', folder);
    const limits = { answerMs: 60_000, offlineMs: 60_000, downloadMs: 800 };
    expect(await provideElectron(limits)).toEqual({
      path: null,
      reason: 'downloading took too long',
    });
    server.close();
  });

  it("passes on the installer's own reason where the place refuses", async () => {
    vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:9/');
    vi.stubEnv('electron_config_cache', folder);
    const fetched = await provideElectron();
    expect(fetched.path).toBeNull();
    expect(fetched).toHaveProperty('reason', expect.stringMatching(/fetch failed|ECONNREFUSED/));
  });
});
