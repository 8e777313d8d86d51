import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { readMigrations } from '../../src-main/db/migrate.ts';
import { createEngine } from '../../src-main/engine/engine.ts';
import { createProject, openProject } from '../../src-main/engine/project/folder.ts';
import { generateProject } from '../../src-main/imaging/generator/index.ts';
import { createNodeLauncher } from '../../src-main/node/launcher.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { TrainOutcome } from '../../src-main/shared/api/detectors.ts';
import type { Launcher } from '../../src-main/shared/worker/process.ts';
import { createClient, type ApiClient } from './client.ts';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');
export const MIGRATIONS = path.join(ROOT, 'src-main', 'db', 'migrations');
const WORKER = path.join(ROOT, 'src-main', 'detector', 'worker.ts');

/** An empty folder; whoever makes it outside a test removes it. */
export function makeFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'lunka-test-'));
}

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestProject {
  folder: string;
  engine: ReturnType<typeof createEngine>;
  db: ReturnType<typeof openProject>['db'];
  api: ApiClient;
  close(): Promise<void>;
}

/** The engine on a project folder, made where there is none yet, as a host starts it. */
export function startEngine(
  folder: string,
  { launcher = createNodeLauncher(WORKER) }: { launcher?: Launcher } = {},
): TestProject {
  const migrations = readMigrations(MIGRATIONS);
  const opened = (() => {
    try {
      return openProject(folder, migrations);
    } catch (error) {
      if ((error as { code?: string }).code !== 'project-not-found') throw error;
      return createProject(folder, 'test', migrations, new Date().toISOString());
    }
  })();
  const engine = createEngine({
    ...opened,
    launcher,
    clock: () => new Date(),
    log: () => {},
    version: '0.0.0-test',
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= engine.close());
  return { folder, engine, db: opened.db, api: createClient(engine.fetch), close };
}

/** A new project that is closed and gone after the test. */
export async function newProject(launcher?: Launcher): Promise<TestProject> {
  const project = startEngine(
    path.join(await temporaryFolder(), 'project'),
    launcher ? { launcher } : {},
  );
  onTestFinished(project.close);
  return project;
}

/** Settings that train in about a second on generated images. */
export const QUICK = { epochs: 2, settings: { width: 16, height: 16, channels: [8, 8] } };

export interface TrainedProject {
  /** The generated images: `train/`, `proliv/`, `test/`. */
  images: string;
  imported: ImportResult;
  outcome: TrainOutcome;
  /** The folder of a new copy of the project that nothing has open. */
  copy(): Promise<string>;
  /** A copy of the project with an engine on it, closed and gone after the test. */
  open(launcher?: Launcher): Promise<TestProject>;
  remove(): Promise<void>;
}

/** A project with an active detector, made once a test file and copied for each test. */
export async function trainProject({
  train = 90,
  proliv = 12,
  shift = 40,
} = {}): Promise<TrainedProject> {
  const root = await makeFolder();
  const images = path.join(root, 'images');
  const original = path.join(root, 'project');
  await generateProject(images, { seed: 5, train, proliv, shift });
  const { api, close } = startEngine(original);
  const imported = await api.done<ImportResult>('imports', { path: images, shift: 'A' });
  const outcome = await api.done<TrainOutcome>('detectors/train', QUICK);
  await close();
  let copies = 0;
  async function copy(): Promise<string> {
    const folder = path.join(root, `copy-${(copies += 1)}`);
    await cp(original, folder, { recursive: true });
    return folder;
  }
  return {
    images,
    imported,
    outcome,
    copy,
    async open(launcher) {
      const project = startEngine(await copy(), launcher ? { launcher } : {});
      onTestFinished(project.close);
      return project;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Writes a small JPEG whose pixels, and so its hash, follow from `shade`. */
export async function writeImage(file: string, shade: number): Promise<void> {
  await writeFile(file, await drawImage(shade));
}

export function drawImage(shade: number): Promise<Buffer> {
  const [width, height] = [24, 40];
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = (i * (shade + 3) + shade * 17) % 256;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
