import { execFile, fork } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedElectron } from '../../src-main/native/electron.ts';
import type { TrainResult } from '../../src-main/shared/worker/results.ts';
import type { WorkerRequest } from '../../src-main/shared/worker/requests.ts';
import type { WorkerResponse } from '../../src-main/shared/worker/process.ts';
import { recipe, writeCells } from '../detector/cells.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** The stub that stands in for Electron's binary is one for Linux. */
const packs = process.platform === 'linux' || installedElectron() !== null;

// Far from the checkout, so that nothing that was left out is found there after all.
let folder: string;
let archive: string;
let unpacked: string;
let files: string[];

describe.skipIf(!packs)('What is installed', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lunka-packing-'));
    const dist = path.join(root, 'src-main', 'electron', 'dist.ts');
    const output = `-c.directories.output=${path.join(folder, 'release')}`;
    await run(process.execPath, [dist, '--dir', output], { cwd: root });
    archive = path.join(folder, globSync('release/**/app.asar', { cwd: folder })[0]!);
    unpacked = `${archive}.unpacked`;
    files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the main process, the preload script, the page, the icon and the migrations', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/dist/main/main.js',
        '/dist/main/preload.cjs',
        '/dist/main/worker.js',
        '/dist/main/icon.png',
        '/dist/renderer/index.html',
      ]),
    );
    const migrations = globSync('*.sql', { cwd: path.join(root, 'src-main/db/migrations') });
    expect(files).toEqual(
      expect.arrayContaining(migrations.map((file) => `/dist/main/migrations/${file}`)),
    );
    const page = extractFile(archive, 'dist/renderer/index.html').toString();
    const assets = [...page.matchAll(/(?:src|href)="\.?(\/assets\/[^"]+)"/g)].map(
      ([, file]) => file,
    );
    expect(assets.length).toBeGreaterThan(1);
    expect(files).toEqual(expect.arrayContaining(assets.map((file) => `/dist/renderer${file}`)));
  });

  it('holds no source, test, map, data or package that the bundle has taken in', () => {
    const own = files.filter((file) => !file.startsWith('/node_modules'));
    expect(
      own.filter((file) => !/^\/(package\.json$|dist(\/(main|renderer)(\/|$)|$))/.test(file)),
    ).toEqual([]);
    const junk =
      /\.(ts|map|svelte|jpe?g|sqlite|asar)$|\/(deps\/include|test|src-main)\/|_test\.js$/;
    expect(files.filter((file) => junk.test(file))).toEqual([]);
    for (const bundled of ['hono', 'zod', 'commander', 'core-js', 'electron', 'svelte', 'vite']) {
      expect(files).not.toContain(`/node_modules/${bundled}/package.json`);
    }
  });

  it('names the main process as its entry and carries no development dependency list to run', () => {
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as {
      main: string;
      devDependencies?: unknown;
    };
    expect(manifest.main).toBe('dist/main/main.js');
    expect(manifest.devDependencies).toBeUndefined();
  });

  it('weighs little more than its native parts', async () => {
    const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
    let bytes = (await stat(archive)).size;
    let native = 0;
    for (const entry of entries.filter((one) => one.isFile())) {
      const { size } = await stat(path.join(entry.parentPath, entry.name));
      bytes += size;
      if (/\.(node|so|dylib|dll)(\.[\d.]+)?$/.test(entry.name)) native += size;
    }
    expect((bytes - native) / 2 ** 20).toBeLessThan(40);
  });

  it.each([
    [
      'better-sqlite3',
      `const db = new (require('better-sqlite3'))(':memory:');
       console.log(db.prepare('select 6 * 7 as n').get().n);`,
      '42',
    ],
    [
      'sharp',
      `require('sharp')({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
         .png().toBuffer().then((png) => console.log(png.subarray(1, 4).toString()));`,
      'PNG',
    ],
    [
      'tfjs-node',
      `const util = require('node:util');
       util.isNullOrUndefined ??= (x) => x == null;
       util.isArray ??= Array.isArray;
       const tf = require('@tensorflow/tfjs-node');
       console.log(tf.getBackend(), tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join());`,
      'tensorflow 19,22,43,50',
    ],
  ])('runs %s from where it lies outside the archive', async (_name, script, expected) => {
    const { NODE_PATH: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: unpacked, env });
    expect(stdout.trim()).toBe(expected);
  });

  it('trains a detector natively in the process that is packed', async () => {
    const detector = path.join(folder, 'detector');
    await mkdir(detector);
    const response = await askWorker(path.join(unpacked, 'dist', 'main', 'worker.js'), {
      type: 'train',
      id: 1,
      recipe,
      seed: 1,
      images: await writeCells(folder, 24, 4),
      folder: detector,
    });
    expect(response).toMatchObject({ type: 'done', result: { backend: 'native', unreadable: [] } });
    const { result } = response as { result: TrainResult };
    expect(result.heldOut.length).toBeGreaterThan(0);
    expect(readFileSync(path.join(detector, 'detector.json')).length).toBeGreaterThan(0);
  });
});

describe.skipIf(installedElectron() !== null)("Packing without Electron's binary", () => {
  it('makes no installer, and says what to do', async () => {
    const dist = path.join(root, 'src-main', 'electron', 'dist.ts');
    const env = {
      ...process.env,
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      electron_config_cache: '/',
    };
    const refusal = await run(process.execPath, [dist, '--linux', 'deb'], { env }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^No installer was made.*127\.0\.0\.1:9.*ELECTRON_MIRROR/,
      ) as string,
    });
  });
});

/** Sends one request and returns its last word; rejects with the reason where it failed. */
function askWorker(script: string, request: WorkerRequest): Promise<WorkerResponse> {
  return new Promise((resolve, reject) => {
    const child = fork(script, { serialization: 'advanced', execArgv: [], silent: true });
    let stderr = '';
    child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk));
    child.on('message', (message) => {
      const response = message as WorkerResponse;
      if (response.type === 'ready') child.send(request);
      if (response.type !== 'done' && response.type !== 'failed') return;
      child.kill();
      if (response.type === 'done') resolve(response);
      else reject(new Error(`${response.code}: ${response.message}`));
    });
    child.on('exit', (code) => reject(new Error(`The worker ended with ${code}: ${stderr}`)));
  });
}
