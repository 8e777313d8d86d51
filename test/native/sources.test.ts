import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src-main/native/cache.ts';
import { officialSource, registrySource, type Environment } from '../../src-main/native/sources.ts';
import { LINUX, TFJS_NODE } from './plant.ts';

const HOST = 'https://storage.googleapis.com/';

function addresses(env: Environment, platform: NodeJS.Platform = 'linux', arch = 'x64') {
  const source = officialSource(TFJS_NODE, { platform, arch, nodeApi: 10 }, env);
  return source?.archives.map((archive) => archive.urls()) ?? null;
}

describe('the official source', () => {
  it.each([
    ['linux', 'x64', 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
    ['darwin', 'x64', 'tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz'],
    ['win32', 'x64', 'tensorflow/libtensorflow/libtensorflow-cpu-windows-x86_64-2.9.1.zip'],
    ['darwin', 'arm64', 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz'],
    ['linux', 'arm64', 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz'],
  ] as const)('has a libtensorflow for %s %s', (platform, arch, path) => {
    expect(addresses({}, platform, arch)?.[0]).toEqual([HOST + path]);
  });

  it('has none for machines that nobody builds it for', () => {
    expect(addresses({}, 'win32', 'arm64')).toBeNull();
    expect(addresses({}, 'freebsd', 'x64')).toBeNull();
  });

  it.each(['TFJS_NODE_CDN_STORAGE', 'CDN_STORAGE', 'npm_config_tfjs_node_cdn_storage'])(
    'takes another host from %s, with or without its last slash',
    (name) => {
      const path = 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz';
      expect(addresses({ [name]: 'https://mirror' })?.[0]).toEqual([`https://mirror/${path}`]);
      expect(addresses({ [name]: 'https://mirror/' })?.[0]).toEqual([`https://mirror/${path}`]);
    },
  );

  it('takes npm settings whatever their case', () => {
    const env = { npm_config_TFJS_NODE_BASE_URI: 'https://m/tf-' };
    expect(addresses(env)?.[0]).toEqual(['https://m/tf-cpu-linux-x86_64-2.9.1.tar.gz']);
  });

  it("asks the binding's own mirror before any other", () => {
    const env = {
      npm_config_tfjs_binding_binary_host_mirror: 'https://b',
      CDN_STORAGE: 'https://c/',
    };
    const file = 'napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz';
    expect(addresses(env)?.[1]).toEqual([
      `https://b/${file}`,
      `https://c/tf-builds/pre-built-binary/${file}`,
      `${TFJS_NODE.binary.host}/${file}`,
    ]);
  });

  it('looks for the binding where a Node with an older Node-API would', () => {
    const source = officialSource(TFJS_NODE, { ...LINUX, nodeApi: 6 }, {});
    expect(source?.archives[1]?.place('napi-v6/tfjs_binding.node')).toEqual([
      'lib/napi-v6/tfjs_binding.node',
    ]);
  });
});

describe('the registry source', () => {
  it('is for Linux on x64 alone', () => {
    const registry = () => 'https://registry/';
    expect(registrySource(TFJS_NODE, { ...LINUX, platform: 'darwin' }, registry)).toBeNull();
    expect(registrySource(TFJS_NODE, { ...LINUX, arch: 'arm64' }, registry)).toBeNull();
    expect(registrySource(TFJS_NODE, LINUX, registry)).not.toBeNull();
  });

  it('keeps the path of a registry that lives below one', () => {
    const source = registrySource(TFJS_NODE, LINUX, () => 'https://plant/api/npm/all');
    expect(source?.archives[0]?.urls()).toEqual([
      'https://plant/api/npm/all/tfjs-node-lambda-releases/-/tfjs-node-lambda-releases-1.6.1.tgz',
    ]);
  });
});

describe('the cache folder', () => {
  it.each([
    ['linux', {}, '/home/a/.cache/lunka/tensorflow'],
    ['linux', { XDG_CACHE_HOME: '/x' }, '/x/lunka/tensorflow'],
    ['darwin', {}, '/home/a/Library/Caches/lunka/tensorflow'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/lunka/tensorflow'],
    ['win32', { LUNKA_CACHE: '/own', LOCALAPPDATA: '/local' }, '/own/tensorflow'],
  ] as const)('is on %s with %o: %s', (platform, env, expected) => {
    expect(cacheFolder(env, platform, '/home/a').replaceAll('\\', '/')).toBe(expected);
  });
});
