import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import sharp from 'sharp';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** What stays a package beside the bundle: native parts, and what must be one instance with them. */
const EXTERNAL = [
  'electron',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  'better-sqlite3',
  'sharp',
];

/**
 * Bundles the desktop's main process, its preload script and the detector's process, and lays what
 * they read at run time beside them; see places.ts.
 *
 * @param folder where to; below the checkout, as the external packages are found from there
 */
export async function buildMain(folder = path.join(root, 'dist', 'main')): Promise<void> {
  const source = (...parts: string[]): string => path.join(root, 'src-main', ...parts);
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: EXTERNAL,
    outdir: folder,
    sourcemap: 'linked',
    logLevel: 'warning',
  };
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      ...common,
      format: 'esm',
      entryPoints: { main: source('electron', 'main.ts'), worker: source('detector', 'worker.ts') },
    }),
    // A sandboxed preload script can only be CommonJS.
    build({
      ...common,
      format: 'cjs',
      entryPoints: { preload: source('electron', 'preload.ts') },
      outExtension: { '.js': '.cjs' },
    }),
    cp(source('db', 'migrations'), path.join(folder, 'migrations'), { recursive: true }),
    // 1024 pixels: what electron-builder makes every system's icons from.
    sharp(path.join(root, 'resources', 'icon.svg'), { density: 288 })
      .resize(1024, 1024)
      .png()
      .toFile(path.join(folder, 'icon.png')),
  ]);
}

if (import.meta.main) await buildMain();
