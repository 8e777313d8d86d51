import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  cached,
  claimWork,
  copyTree,
  dropCached,
  publish,
  releaseWork,
  type Manifest,
} from './cache.ts';
import { checkIntegrity, digest, download, Refusal } from './download.ts';
import { npmNetwork } from './network.ts';
import { npmPack } from './registry.ts';
import type { Check } from './selftest.ts';
import type { Archive, Environment, Source } from './sources.ts';
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
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
};

/** An address as it may be printed and kept: some registries have a password in theirs. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

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

/**
 * Whether npm could get what a plain request could not: it has the user's credentials and certificates,
 * and knows registries that keep their tarballs elsewhere. A dead connection is dead for npm too, and
 * it would try again for minutes.
 */
function npmMayKnowBetter(error: unknown): boolean {
  if (error instanceof Refusal) return [401, 403, 404, 407].includes(error.answered);
  return /CERT|SIGN|UNABLE_TO|ERR_TLS/.test(String((error as NodeJS.ErrnoException).code));
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
      print(`  from ${withoutPassword(url)}`);
      await download(url, file, {
        network: npmNetwork(env),
        answerWithinMs: source.answerWithinMs,
        stallMs,
        pinned: archive.integrity !== undefined,
        onProgress: quarters(print),
      });
    } catch (error) {
      if (!archive.npmPackage || !npmMayKnowBetter(error)) {
        failures.push(reasonOf(error));
        continue;
      }
      print(`  ${reasonOf(error)}: asking npm, which has the user's settings`);
      await npmPack(archive.npmPackage, file, env);
    }
    if (archive.integrity) await checkIntegrity(file, archive.integrity);
    const sha256 = (await digest(file, 'sha256')).toString('hex');
    return { file, origin: { url: withoutPassword(url), sha256 } };
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
