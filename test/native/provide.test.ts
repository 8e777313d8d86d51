import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { officialSource, registrySource, type Source } from '../../src-main/native/sources.ts';
import { BINDING, LIBTENSORFLOW, registryPackage, tgz, zip } from './archives.ts';
import {
  BINDING_PATH,
  LIBRARY_PATH,
  LINUX,
  Plant,
  REGISTRY_PATH,
  TFJS_NODE,
  WINDOWS,
  temporaryFolder,
} from './plant.ts';
import { startServer, type TestServer } from './server.ts';

/** npm and a busy machine take their time; the tests themselves wait for nothing. */
const SLOW = { timeout: 60_000 };

const NOWHERE = 'http://127.0.0.1:9/';

const official = (url: string): Source | null =>
  officialSource(TFJS_NODE, LINUX, { TFJS_NODE_CDN_STORAGE: url });

async function officialServer(): Promise<TestServer> {
  return startServer({
    [LIBRARY_PATH]: { body: await tgz(LIBTENSORFLOW) },
    [BINDING_PATH]: { body: await tgz(BINDING) },
  });
}

/** The settings of a person who is logged in at the registry `url`. */
async function npmEnvironment(url: string): Promise<Record<string, string | undefined>> {
  const home = await temporaryFolder();
  const userconfig = join(home, '.npmrc');
  await writeFile(userconfig, `${url.replace('http:', '')}:_authToken=secret\n`);
  return {
    PATH: process.env.PATH,
    npm_config_registry: url,
    npm_config_userconfig: userconfig,
    npm_config_cache: join(home, 'npm'),
  };
}

/** Everything below a folder, hidden or not. */
const everything = (folder: string): Promise<string[]> => readdir(folder, { recursive: true });

describe('providing the native part', SLOW, () => {
  it('does nothing where it is already there and runs', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    await mkdir(join(plant.packageFolder, 'lib/napi-v8'), { recursive: true });
    await writeFile(join(plant.packageFolder, 'lib/napi-v8/tfjs_binding.node'), 'runs: own');
    expect(await plant.provide([official(server.url)])).toEqual({
      from: 'present',
      tensorflow: 'own',
    });
    expect(server.requests).toEqual([]);
    expect(plant.lines).toEqual(['TensorFlow own: already there.']);
  });

  it('comes from the official place, with its links and without headers', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    const provided = await plant.provide([official(server.url)]);
    expect(provided).toMatchObject({ from: 'download', tensorflow: '2.9.1' });
    expect(await plant.installed()).toEqual({
      'deps/LICENSE': 6,
      'deps/lib/libtensorflow.so': 'libtensorflow.so.2',
      'deps/lib/libtensorflow.so.2': 'libtensorflow.so.2.9.1',
      'deps/lib/libtensorflow.so.2.9.1': 29,
      'lib/napi-v8/tfjs_binding.node': 11,
    });
    expect(await plant.read('deps/lib/libtensorflow.so')).toBe('library of the official place');
  });

  it('comes from the registry where the official place refuses the connection', async () => {
    const plant = await Plant.make();
    const { body, pinned } = await registryPackage();
    const server = await startServer({ [REGISTRY_PATH]: { body } });
    const provided = await plant.provide([
      official(NOWHERE),
      registrySource(TFJS_NODE, LINUX, () => server.url, pinned),
    ]);
    expect(provided).toMatchObject({ from: 'download', tensorflow: '1.15.0' });
    expect(await plant.read('deps/lib/libtensorflow.so')).toBe('library of the registry');
    expect(Object.keys(await plant.installed()).sort()).toEqual([
      'deps/LICENSE',
      'deps/lib/libtensorflow.so',
      'deps/lib/libtensorflow.so.1',
      'lib/napi-v8/tfjs_binding.node',
    ]);
    expect(plant.lines.join('\n')).toContain('ECONNREFUSED');
  });

  it('comes from the registry where the official place accepts and never answers', async () => {
    const plant = await Plant.make();
    const { body, pinned } = await registryPackage();
    const library = await tgz(LIBTENSORFLOW);
    const server = await startServer({
      [REGISTRY_PATH]: { body },
      [LIBRARY_PATH]: { body: library, stallsAfter: 0 },
    });
    const hanging = official(server.url);
    const provided = await plant.provide(
      [
        hanging && { ...hanging, answerWithinMs: 200 },
        registrySource(TFJS_NODE, LINUX, () => server.url, pinned),
      ],
      { stallMs: 300 },
    );
    expect(provided).toMatchObject({ from: 'download', tensorflow: '1.15.0' });
    expect(plant.lines.join('\n')).toMatch(/no answer within|nothing came for/);
  });

  it('comes from the registry where the official binding does not run on this machine', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    server.files.set(BINDING_PATH, {
      body: await tgz({ 'napi-v8/tfjs_binding.node': 'for a newer system' }),
    });
    const { body, pinned } = await registryPackage();
    server.files.set(REGISTRY_PATH, { body });
    const provided = await plant.provide([
      official(server.url),
      registrySource(TFJS_NODE, LINUX, () => server.url, pinned),
    ]);
    expect(provided).toMatchObject({ from: 'download', tensorflow: '1.15.0' });
    expect(plant.lines.join('\n')).toContain('does not run on this machine');
    expect(await plant.read('deps/lib/libtensorflow.so')).toBe('library of the registry');
  });

  it('takes the binding from the usual host where a mirror has libtensorflow alone', async () => {
    const plant = await Plant.make();
    const mirror = await startServer({ [LIBRARY_PATH]: { body: await tgz(LIBTENSORFLOW) } });
    const usual = await startServer({
      'pre/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz': { body: await tgz(BINDING) },
    });
    const tfjsNode = { ...TFJS_NODE, binary: { ...TFJS_NODE.binary, host: `${usual.url}pre` } };
    const source = officialSource(tfjsNode, LINUX, { CDN_STORAGE: mirror.url });
    expect(await plant.provide([source])).toMatchObject({ from: 'download', tensorflow: '2.9.1' });
  });

  it('puts the Windows dll into deps and beside the binding, and knows a tar that is called zip', async () => {
    const plant = await Plant.make();
    const server = await startServer({
      'tensorflow/libtensorflow/libtensorflow-cpu-windows-x86_64-2.9.1.zip': {
        body: zip({
          'include/c_api.h': 'h',
          'lib/tensorflow.dll': 'dll',
          'lib/tensorflow.lib': 'l',
        }),
      },
      'tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-windows-4.22.0.zip': {
        body: await tgz(BINDING),
      },
    });
    await plant.provide([officialSource(TFJS_NODE, WINDOWS, { CDN_STORAGE: server.url })]);
    expect(await plant.installed()).toEqual({
      'deps/lib/tensorflow.dll': 3,
      'lib/napi-v8/tensorflow.dll': 3,
      'lib/napi-v8/tfjs_binding.node': 11,
    });
  });

  it('comes from the cache the second time, without any request', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    await plant.provide([official(server.url)]);
    const before = server.requests.length;
    const other = await Plant.make();
    const provided = await other.provide([official(server.url)], { cache: plant.cache });
    expect(provided).toMatchObject({ from: 'cache', tensorflow: '2.9.1' });
    expect(server.requests).toHaveLength(before);
    expect(await other.installed()).toEqual(await plant.installed());
  });

  it('downloads again where a file in the cache has lost its end', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    const source = official(server.url);
    await plant.provide([source]);
    const kept = join(plant.cache, source?.id ?? '', 'tree/lib/napi-v8/tfjs_binding.node');
    await chmod(kept, 0o755);
    await writeFile(kept, 'runs');
    const other = await Plant.make();
    const provided = await other.provide([source], { cache: plant.cache });
    expect(provided).toMatchObject({ from: 'download', tensorflow: '2.9.1' });
  });

  it('works without a cache where none can be written, and leaves nothing beside the package', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    const file = join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const provided = await plant.provide([official(server.url)], { cache: join(file, 'cache') });
    expect(provided).toMatchObject({ from: 'download', tensorflow: '2.9.1' });
    expect(plant.lines.join('\n')).toContain("can't be written");
    expect(await readdir(dirname(plant.packageFolder))).toEqual(['tfjs-node']);
  });

  it('goes on, in a second run, where the first one lost the connection for good', async () => {
    const plant = await Plant.make();
    const { body, pinned } = await registryPackage();
    const server = await startServer({ [REGISTRY_PATH]: { body, stallsAfter: 100 } });
    const source = registrySource(TFJS_NODE, LINUX, () => server.url, pinned);
    expect(await plant.provide([source], { stallMs: 300 })).toMatchObject({ from: 'nowhere' });
    server.files.set(REGISTRY_PATH, { body });
    server.requests.length = 0;
    expect(await plant.provide([source])).toMatchObject({ from: 'download' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatch(/ bytes=100-$/);
  });

  it('cleans up after an install that was killed while it unpacked', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    const source = official(server.url);
    // No process has this number: Linux, macOS and Windows all stay below it.
    const killed = join(plant.cache, `${source?.id ?? ''}.999999999.work`);
    await mkdir(join(killed, 'tree/lib/napi-v8'), { recursive: true });
    await writeFile(join(killed, 'tree/lib/napi-v8/tfjs_binding.node'), 'half');
    await mkdir(join(plant.packageFolder, '.provided/deps'), { recursive: true });
    expect(await plant.provide([source])).toMatchObject({ from: 'download', tensorflow: '2.9.1' });
    expect(await readdir(plant.cache)).toEqual([source?.id]);
    expect((await readdir(plant.packageFolder)).sort()).toEqual(['deps', 'lib']);
  });
});

describe('what is refused', SLOW, () => {
  it('refuses a package whose integrity is not the pinned one, and keeps nothing of it', async () => {
    const plant = await Plant.make();
    const { body } = await registryPackage();
    const { pinned } = await registryPackage('another binding');
    const server = await startServer({ [REGISTRY_PATH]: { body } });
    const provided = await plant.provide([
      registrySource(TFJS_NODE, LINUX, () => server.url, pinned),
    ]);
    expect(provided).toMatchObject({ from: 'nowhere' });
    expect(plant.lines.join('\n')).toContain('not what was pinned');
    expect(await everything(plant.packageFolder)).toEqual([]);
    expect(await everything(plant.cache)).toEqual([]);
  });

  it('refuses an inner archive that is not the pinned one', async () => {
    const plant = await Plant.make();
    const { body, pinned } = await registryPackage();
    const server = await startServer({ [REGISTRY_PATH]: { body } });
    const inner = { ...pinned.inner, sha256: '0'.repeat(64) };
    const provided = await plant.provide([
      registrySource(TFJS_NODE, LINUX, () => server.url, { ...pinned, inner }),
    ]);
    expect(provided).toMatchObject({ from: 'nowhere' });
    expect(await everything(plant.packageFolder)).toEqual([]);
    expect(await everything(plant.cache)).toEqual([]);
  });

  it('leaves no binary that does not run, neither in the package nor in the cache', async () => {
    const plant = await Plant.make();
    const server = await officialServer();
    server.files.set(BINDING_PATH, { body: await tgz({ 'napi-v8/tfjs_binding.node': 'broken' }) });
    expect(await plant.provide([official(server.url)])).toMatchObject({ from: 'nowhere' });
    expect(await everything(plant.packageFolder)).toEqual([]);
    expect(await everything(plant.cache)).toEqual([]);
  });

  it('says of every source what was tried, when nothing works', async () => {
    const plant = await Plant.make();
    const server = await startServer();
    const provided = await plant.provide(
      [official(NOWHERE), registrySource(TFJS_NODE, LINUX, () => server.url)],
      { env: await npmEnvironment(server.url) },
    );
    expect(provided).toEqual({
      from: 'nowhere',
      tried: [
        expect.stringMatching(/^the official libtensorflow: .*ECONNREFUSED/),
        expect.stringMatching(
          /^libtensorflow 1.15 from the npm registry: npm pack .* failed: code E404/,
        ),
      ],
    });
  });

  it('has npm fetch the package where the registry wants credentials', async () => {
    const plant = await Plant.make();
    const { body, pinned } = await registryPackage();
    const server = await startServer();
    const wants = 'Bearer secret';
    const tarball = `${server.url}${REGISTRY_PATH}`;
    const version = {
      name: 'tfjs-node-lambda-releases',
      version: '1.6.1',
      dist: { tarball, integrity: pinned.integrity },
    };
    const packument = {
      name: version.name,
      'dist-tags': { latest: '1.6.1' },
      versions: { '1.6.1': version },
    };
    server.files.set(REGISTRY_PATH, { body, wants });
    server.files.set(version.name, { body: Buffer.from(JSON.stringify(packument)), wants });
    const provided = await plant.provide(
      [registrySource(TFJS_NODE, LINUX, () => server.url, pinned)],
      { env: await npmEnvironment(server.url) },
    );
    expect(provided).toMatchObject({ from: 'download', tensorflow: '1.15.0' });
    expect(await readFile(join(plant.packageFolder, 'deps/LICENSE'), 'utf8')).toBe('Apache');
  });
});
