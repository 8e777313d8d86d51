import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { toProblem } from '../shared/errors.ts';
import {
  cached,
  cacheFolder,
  claimWork,
  copyTree,
  dropCached,
  publish,
  releaseWork,
  type Manifest,
} from './cache.ts';
import { checkIntegrity, digest, download, Refusal } from './download.ts';
import { npmNetwork } from './network.ts';
import { npmPack, registryAddress } from './registry.ts';
import { checkTensorFlow, type Check } from './selftest.ts';
import {
  officialSource,
  registrySource,
  type Archive,
  type Environment,
  type Source,
  type TfjsNodePackage,
} from './sources.ts';
import { unpack } from './unpack.ts';

export interface ProvideOptions {
  /** Folder of the `@tensorflow/tfjs-node` package; gets `deps/` and `lib/`. */
  readonly packageFolder: string;
  /** Folder of all sources' cache entries; made where it is missing. */
  readonly cache: string;
  /** In the order in which they are tried. */
  readonly sources: readonly Source[];
  readonly check: Check;
  /** Proxies, certificates and npm's settings. */
  readonly env: Environment;
  /** Longest silence in the middle of a transfer. */
  readonly stallMs?: number;
  /** Takes one line for people. */
  readonly print: (line: string) => void;
}

/** How it ended. `nowhere` is no error: the CPU backend of `@tensorflow/tfjs` is the slow way. */
export type Provided =
  | { readonly from: 'present'; readonly tensorflow: string }
  | { readonly from: 'cache' | 'download'; readonly source: string; readonly tensorflow: string }
  | { readonly from: 'nowhere'; readonly tried: readonly string[] };

const reasonOf = (error: unknown): string => {
  const { cause } = error as { cause?: unknown };
  const detail = toProblem(error).detail || (error as { code?: string }).code || 'no reason given';
  return cause instanceof Error ? `${detail} (${cause.message})` : detail;
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Prints the transfer's quarters: a log keeps few lines, and a person sees that it moves. */
function quarters(print: (line: string) => void): (done: number, total: number | null) => void {
  let printed = 0;
  return (done, total) => {
    const quarter = total ? Math.floor((4 * done) / total) : 0;
    if (!total || total < 20e6 || quarter <= printed) return;
    printed = quarter;
    print(`  ${megabytes(done)} of ${megabytes(total)}`);
  };
}

/** Fetches one archive into `folder`, from the first of its addresses that has it. */
async function fetchArchive(
  archive: Archive,
  source: Source,
  folder: string,
  options: ProvideOptions,
): Promise<{ file: string; origin: Manifest['archives'][number] }> {
  const { env, print, stallMs = 30_000 } = options;
  const file = join(folder, archive.file);
  const failures: string[] = [];
  for (const url of archive.urls()) {
    try {
      print(`  from ${url}`);
      await download(url, file, {
        network: npmNetwork(env),
        answerWithinMs: source.answerWithinMs,
        stallMs,
        pinned: archive.integrity !== undefined,
        onProgress: quarters(print),
      });
    } catch (error) {
      const locked = error instanceof Refusal && [401, 403].includes(error.answered);
      if (!locked || !archive.npmPackage) {
        failures.push(reasonOf(error));
        continue;
      }
      print('  the registry wants credentials: asking npm, which has them');
      await npmPack(archive.npmPackage, file, env);
    }
    if (archive.integrity) await checkIntegrity(file, archive.integrity);
    const sha256 = (await digest(file, 'sha256')).toString('hex');
    return { file, origin: { url, sha256 } };
  }
  throw new Error(failures.join('; '));
}

/**
 * Puts `deps/` and `lib/` of an unpacked tree into the package. They are made beside it and renamed
 * into place, `lib` last: without `lib/…/tfjs_binding.node` nobody takes a half-done job for done.
 */
async function install(tree: string, packageFolder: string): Promise<void> {
  const staging = join(packageFolder, '.provided');
  await rm(staging, { recursive: true, force: true });
  await copyTree(tree, staging);
  await remove(packageFolder);
  for (const part of ['deps', 'lib']) await rename(join(staging, part), join(packageFolder, part));
  await rm(staging, { recursive: true, force: true });
}

async function remove(packageFolder: string): Promise<void> {
  // The reverse order, for the same reason.
  for (const part of ['lib', 'deps']) {
    await rm(join(packageFolder, part), { recursive: true, force: true });
  }
}

/** Downloads and unpacks a source into the cache. @returns the tree in the cache */
async function fetchSource(
  source: Source,
  cache: string,
  options: ProvideOptions,
): Promise<string> {
  const work = await claimWork(cache, source.id);
  try {
    const origins: Manifest['archives'] = [];
    for (const archive of source.archives) {
      const { file, origin } = await fetchArchive(archive, source, work.folder, options);
      options.print(`  unpacking ${archive.file}`);
      try {
        await unpack(file, work.tree, archive);
      } catch (error) {
        // Nothing wrong with what is still missing: with what came. It would fail again.
        await rm(file, { force: true });
        throw error;
      }
      origins.push(origin);
    }
    return await publish(cache, source.id, work, origins);
  } catch (error) {
    await releaseWork(cache, source.id, work);
    throw error;
  }
}

/** The cache, or a folder beside the package (and as short-lived) where the cache can't be written. */
async function writableCache({ cache, packageFolder, print }: ProvideOptions): Promise<string> {
  try {
    await mkdir(cache, { recursive: true });
    await rm(await mkdtemp(join(cache, 'probe-')), { recursive: true });
    return cache;
  } catch (error) {
    print(`  no cache for the next install, since it can't be written: ${reasonOf(error)}`);
    const own = join(dirname(packageFolder), '.tfjs-node-download');
    await mkdir(own, { recursive: true });
    return own;
  }
}

/**
 * Provides TensorFlow's native part for tfjs-node: already there, else from the user's cache, else
 * from the first source that can be reached and whose binary runs here. Never leaves a half-written
 * file, nor a binary that doesn't run.
 */
export async function provideTensorFlow(options: ProvideOptions): Promise<Provided> {
  const { packageFolder, sources, check, print } = options;
  const present = await check(packageFolder);
  if (present.ok) {
    print(`TensorFlow ${present.tensorflow}: already there.`);
    return { from: 'present', tensorflow: present.tensorflow };
  }
  const tried: string[] = [];
  const failed = (what: string, error: unknown): void => {
    tried.push(`${what}: ${reasonOf(error)}`);
    print(`  that didn't work: ${reasonOf(error)}`);
  };
  /** Installs and checks. @returns TensorFlow's version */
  const put = async (tree: string): Promise<string> => {
    await install(tree, packageFolder);
    const result = await check(packageFolder);
    if (result.ok) return result.tensorflow;
    await remove(packageFolder);
    throw new Error(`it does not run on this machine: ${result.reason}`);
  };

  for (const { id, title } of sources) {
    const tree = await cached(options.cache, id);
    if (!tree) continue;
    print(`TensorFlow: ${title}, from the cache (${dirname(tree)})`);
    try {
      const tensorflow = await put(tree);
      print(`TensorFlow ${tensorflow}: ready.`);
      return { from: 'cache', source: id, tensorflow };
    } catch (error) {
      failed(`${title}, from the cache`, error);
    }
  }

  const cache = sources.length > 0 ? await writableCache(options) : options.cache;
  try {
    for (const source of sources) {
      print(`TensorFlow: trying ${source.title}`);
      try {
        const tree = await fetchSource(source, cache, options);
        const tensorflow = await put(tree).catch(async (error: unknown) => {
          await dropCached(cache, source.id);
          throw error;
        });
        print(`TensorFlow ${tensorflow}: ready.`);
        return { from: 'download', source: source.id, tensorflow };
      } catch (error) {
        failed(source.title, error);
      }
    }
  } finally {
    if (cache !== options.cache) await rm(cache, { recursive: true, force: true });
  }
  return { from: 'nowhere', tried };
}

const CHOICES = ['skip', 'official', 'registry'];

/**
 * {@link provideTensorFlow} for this checkout, this machine and this environment; what
 * `npm install` runs. `LUNKA_TENSORFLOW` = `skip`, `official` or `registry` picks one way.
 *
 * @returns null where it was told to do nothing, or there is no tfjs-node to provide for
 */
export async function provideHere(
  print: (line: string) => void,
  env: Environment = process.env,
): Promise<Provided | null> {
  const choice = env.LUNKA_TENSORFLOW;
  if (choice && !CHOICES.includes(choice)) {
    print(`LUNKA_TENSORFLOW: expected ${CHOICES.join(', ')} or nothing, received "${choice}".`);
  }
  if (choice === 'skip') {
    print('TensorFlow: skipped, as LUNKA_TENSORFLOW=skip says.');
    return null;
  }
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');
  } catch {
    print(
      'TensorFlow: the package @tensorflow/tfjs-node is not installed. Only npm 11.10 or newer',
    );
    print('  can install it where its cloud bucket is out of reach: npx npm@11 ci');
    return null;
  }
  const tfjsNode = JSON.parse(await readFile(manifest, 'utf8')) as TfjsNodePackage;
  const machine = {
    platform: process.platform,
    arch: process.arch,
    nodeApi: Number(process.versions.napi),
  };
  const sources = [
    officialSource(tfjsNode, machine, env),
    registrySource(tfjsNode, machine, () => registryAddress(env)),
  ].filter((source): source is Source => source !== null);

  const provided = await provideTensorFlow({
    packageFolder: dirname(manifest),
    cache: cacheFolder(env, process.platform),
    sources: sources.filter(({ kind }) => choice === kind || !CHOICES.includes(choice ?? '')),
    check: checkTensorFlow,
    env,
    print,
  });
  if (provided.from === 'nowhere') explain(provided.tried, print);
  return provided;
}

function explain(tried: readonly string[], print: (line: string) => void): void {
  const script = relative(process.cwd(), join(import.meta.dirname, 'postinstall.mjs'));
  print('TensorFlow: no native library. Lunka works, but trains and scores many times slower.');
  for (const line of tried) print(`  tried ${line}`);
  print('  What to do: reach one of these places (npm settings registry, https-proxy and cafile;');
  print(
    '  TFJS_NODE_CDN_STORAGE for a mirror of the official one), or set LUNKA_CACHE to a folder',
  );
  print(`  with the cache of a machine where it worked; then run: node ${script}`);
}
