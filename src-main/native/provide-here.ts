import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { cacheFolder } from './cache.ts';
import { provideTensorFlow, type Provided } from './provide.ts';
import { registryAddress } from './registry.ts';
import { checkTensorFlow } from './selftest.ts';
import {
  officialSource,
  registrySource,
  type Environment,
  type Source,
  type TfjsNodePackage,
} from './sources.ts';

const CHOICES = ['skip', 'official', 'registry'];

/**
 * `provideTensorFlow` for this checkout, this machine and this environment; what
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
      'TensorFlow: npm left out the package @tensorflow/tfjs-node. An npm without allowScripts',
    );
    print('  runs its download script, which fails where a cloud bucket is out of reach.');
    print('  Lunka scores ten times slower now, trains hundreds of times.');
    print('  What to do: npx npm@latest ci');
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
  print(
    'TensorFlow: no native library. Lunka scores ten times slower now, trains hundreds of times.',
  );
  for (const line of tried) print(`  tried ${line}`);
  print('  What to do: reach one of these places (npm settings registry, https-proxy and cafile;');
  print(
    '  TFJS_NODE_CDN_STORAGE for a mirror of the official one), or set LUNKA_CACHE to a folder',
  );
  print('  with the cache of a machine where it worked; then run: npm install');
}
