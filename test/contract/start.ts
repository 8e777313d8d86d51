import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createWorkbench } from '../../src-main/engine/workbench.ts';
import { createNodeLauncher } from '../../src-main/node/launcher.ts';
import { MIGRATIONS, ROOT } from '../helpers/project.ts';

/** A workbench whose page is a small one of its own, with a secret right beside it. */
export async function startWorkbench(root: string) {
  const assets = path.join(root, 'page');
  await mkdir(path.join(assets, 'assets'), { recursive: true });
  await writeFile(path.join(assets, 'index.html'), '<!doctype html><title>Lunka</title>');
  await writeFile(path.join(assets, 'assets', 'app.js'), 'export {};');
  await writeFile(path.join(root, 'secret.txt'), 'top secret');
  return createWorkbench({
    host: 'browser',
    version: '0.0.0-test',
    launcher: createNodeLauncher(path.join(ROOT, 'src-main', 'detector', 'worker.ts')),
    clock: () => new Date(),
    log: () => {},
    migrations: MIGRATIONS,
    assets,
    recentFile: path.join(root, 'state', 'recent.json'),
    demoFolder: path.join(root, 'demo'),
  });
}
