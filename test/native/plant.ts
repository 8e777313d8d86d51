import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { inventory } from '../../src-main/native/cache.ts';
import { provideTensorFlow, type ProvideOptions } from '../../src-main/native/provide.ts';
import type { Machine, Source } from '../../src-main/native/sources.ts';

export const TFJS_NODE = {
  version: '4.22.0',
  binary: { host: 'http://127.0.0.1:9/nowhere', napi_versions: [3, 4, 5, 6, 7, 8] },
};
export const LINUX: Machine = { platform: 'linux', arch: 'x64', nodeApi: 10 };
export const WINDOWS: Machine = { platform: 'win32', arch: 'x64', nodeApi: 10 };

export const LIBRARY_PATH = 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz';
export const BINDING_PATH = 'tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz';
export const REGISTRY_PATH = 'tfjs-node-lambda-releases/-/tfjs-node-lambda-releases-1.6.1.tgz';

/** A temporary folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lunka-native-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The binding of these tests is a text: `runs: <version>` runs, anything else does not. */
async function check(
  folder: string,
): Promise<{ ok: true; tensorflow: string } | { ok: false; reason: string }> {
  const text = await readFile(join(folder, 'lib/napi-v8/tfjs_binding.node'), 'utf8').catch(
    () => '',
  );
  const version = /^runs: (.+)$/.exec(text)?.[1];
  return version
    ? { ok: true, tensorflow: version }
    : { ok: false, reason: `"${text}" is no binding` };
}

/** A folder with an empty tfjs-node package and an empty cache, and what happens in it. */
export class Plant {
  readonly packageFolder: string;
  readonly cache: string;
  readonly lines: string[] = [];

  private constructor(folder: string) {
    this.packageFolder = join(folder, 'node_modules/@tensorflow/tfjs-node');
    this.cache = join(folder, 'cache');
  }

  static async make(): Promise<Plant> {
    const plant = new Plant(await temporaryFolder());
    await mkdir(plant.packageFolder, { recursive: true });
    return plant;
  }

  provide(sources: readonly (Source | null)[], more: Partial<ProvideOptions> = {}) {
    return provideTensorFlow({
      packageFolder: this.packageFolder,
      cache: this.cache,
      sources: sources.filter((source) => source !== null),
      check,
      env: {},
      stallMs: 10_000,
      print: (line) => this.lines.push(line),
      ...more,
    });
  }

  /** What lies in the package: path -> size, or a link's target. */
  installed() {
    return inventory(this.packageFolder);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.packageFolder, path), 'utf8');
  }
}
