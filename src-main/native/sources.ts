/** One compressed file of a source, and where its parts go. */
export interface Archive {
  /** Name of the downloaded file in the work folder. */
  readonly file: string;
  /** Addresses that hold the same archive, best first; asked for only when the source's turn comes. */
  readonly urls: () => readonly string[];
  /** Subresource integrity (`sha512-<base64>`) of the archive, where one is known. */
  readonly integrity?: string;
  /** The archive holds, at `path`, a brotli-compressed tar with this SHA-256; that tar is what counts. */
  readonly inner?: { readonly path: string; readonly sha256: string };
  /** `name@version` for `npm pack`, the way in when the registry wants the user's credentials. */
  readonly npmPackage?: string;
  /** Destinations, relative to tfjs-node's folder, of the archive's entry `path`; none = leave it out. */
  readonly place: (path: string) => readonly string[];
}

/** A place that has libtensorflow and the binding that fits it. */
export interface Source {
  readonly kind: 'official' | 'registry';
  /** Names the folder in the cache: another version or platform has another id. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** How long the first byte of an answer may take. */
  readonly answerWithinMs: number;
  readonly archives: readonly Archive[];
}

/** What tfjs-node's package.json says of itself, as far as it matters here. */
export interface TfjsNodePackage {
  readonly version: string;
  readonly binary: { readonly host: string; readonly napi_versions: readonly number[] };
}

/** The machine to provide for. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Highest Node-API version that the running Node knows (`process.versions.napi`). */
  readonly nodeApi: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const OFFICIAL_HOST = 'https://storage.googleapis.com/';
const LIBTENSORFLOW = '2.9.1';
const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/** File of libtensorflow below the host, or null where nobody builds one. */
function libtensorflowFile({ platform, arch }: Machine): string | null {
  if (arch === 'x64') {
    const name = PLATFORM_NAMES[platform];
    if (!name) return null;
    const extension = platform === 'win32' ? 'zip' : 'tar.gz';
    return `tensorflow/libtensorflow/libtensorflow-cpu-${name}-x86_64-${LIBTENSORFLOW}.${extension}`;
  }
  if (platform === 'darwin' && arch === 'arm64')
    return 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz';
  if (platform === 'linux' && arch === 'arm64')
    return 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz';
  if (platform === 'linux' && arch === 'arm')
    return 'tf-builds/libtensorflow_r2_5_linux_arm7l.tar.gz';
  return null;
}

/**
 * Value of an npm setting. npm hands settings to scripts as `npm_config_<name>`; whether the name
 * keeps its capitals depends on npm's version and on how it was set, so any case will do.
 */
export function npmSetting(env: Environment, name: string): string | undefined {
  const wanted = `npm_config_${name}`.toLowerCase().replaceAll('-', '_');
  const key = Object.keys(env).find((k) => k.toLowerCase() === wanted && env[k]);
  return key && env[key];
}

const withSlash = (address: string): string => (address.endsWith('/') ? address : `${address}/`);

/** The folder that node-pre-gyp looks for the binding in: the highest version both sides know. */
function bindingFolder(tfjsNode: TfjsNodePackage, { nodeApi }: Machine): string {
  const known = tfjsNode.binary.napi_versions.filter((version) => version <= nodeApi);
  return `napi-v${String(Math.max(...known))}`;
}

/**
 * Where an entry of a libtensorflow archive goes. Headers are left out (only building the binding
 * needs them); some Windows archives have the dll at their root. Windows looks for a dll beside the
 * module that wants it, so there it lies in both places.
 */
function placeLibrary(path: string, binding: string): readonly string[] {
  const library = /(?:^|\/)lib\/([^/]+)$/.exec(path)?.[1] ?? /^([^/]+\.dll)$/.exec(path)?.[1];
  if (library?.endsWith('.dll')) return [`deps/lib/${library}`, `lib/${binding}/${library}`];
  if (library) return library.endsWith('.lib') ? [] : [`deps/lib/${library}`];
  const licence = /(?:^|\/)(LICENSE|THIRD_PARTY_TF_C_LICENSES)$/.exec(path)?.[1];
  return licence ? [`deps/${licence}`] : [];
}

/** The binding, whatever Node-API folder its archive has it in, goes where this Node looks for it. */
function placeBinding(path: string, binding: string): readonly string[] {
  return /(?:^|\/)tfjs_binding\.node$/.test(path) ? [`lib/${binding}/tfjs_binding.node`] : [];
}

/**
 * The place that tfjs-node's own install script downloads from, with the settings that script and
 * node-pre-gyp respect: `TFJS_NODE_CDN_STORAGE` or `CDN_STORAGE` (another host), `TFJS_NODE_BASE_URI`
 * (everything before `cpu-linux-…`), `tfjs_binding_binary_host_mirror` (the binding alone). The first
 * three may also be npm settings.
 *
 * @returns null on a machine that nobody builds libtensorflow for
 */
export function officialSource(
  tfjsNode: TfjsNodePackage,
  machine: Machine,
  env: Environment,
): Source | null {
  const libtensorflow = libtensorflowFile(machine);
  if (!libtensorflow) return null;
  const cdn =
    env.TFJS_NODE_CDN_STORAGE ?? npmSetting(env, 'tfjs_node_cdn_storage') ?? env.CDN_STORAGE;
  const base = env.TFJS_NODE_BASE_URI ?? npmSetting(env, 'tfjs_node_base_uri');
  const tail = libtensorflow.split('/libtensorflow-')[1];
  const libraryUrl =
    base && tail ? base + tail : withSlash(cdn ? cdn : OFFICIAL_HOST) + libtensorflow;

  const binding = bindingFolder(tfjsNode, machine);
  const extension = machine.platform === 'win32' ? 'zip' : 'tar.gz';
  const name = PLATFORM_NAMES[machine.platform] ?? machine.platform;
  const bindingFile = `${binding}/${tfjsNode.version}/CPU-${name}-${tfjsNode.version}.${extension}`;
  // A mirror of libtensorflow need not have the binding, so the package's own host comes after it.
  const bindingHosts = [
    npmSetting(env, 'tfjs_binding_binary_host_mirror'),
    npmSetting(env, 'tfjs_binding_host_mirror'),
    cdn && `${withSlash(cdn)}tf-builds/pre-built-binary`,
    tfjsNode.binary.host,
  ].filter((host): host is string => Boolean(host));

  return {
    kind: 'official',
    id: `official-${tfjsNode.version}-${binding}-${machine.platform}-${machine.arch}`,
    title: 'the official libtensorflow',
    answerWithinMs: 5_000,
    archives: [
      {
        file: `libtensorflow.${libtensorflow.endsWith('.zip') ? 'zip' : 'tar.gz'}`,
        urls: () => [libraryUrl],
        place: (path) => placeLibrary(path, binding),
      },
      {
        file: 'binding',
        urls: () => bindingHosts.map((host) => withSlash(host) + bindingFile),
        place: (path) => placeBinding(path, binding),
      },
    ],
  };
}

/** The npm package with libtensorflow 1.15.0 and a Node-API binding, and what is pinned of it. */
const RELEASES = {
  name: 'tfjs-node-lambda-releases',
  version: '1.6.1',
  integrity:
    'sha512-D275PZpxsKenTuiPnvIE5T+D5JrT4aU9M3EDCedBQKlP0hUB7011Yzg8CAJ6MBIog9Lq90aaEair4yrBBlk61w==',
  inner: {
    path: 'package/nodejs12.x-tf2.7.0.br',
    sha256: '81a3002830b84dd1fabb921541e81cf35ce41004855e3e4c531e8557d0cc0f2c',
  },
} as const;

/**
 * A package on the npm registry, for plants where only a package mirror can be reached. It was made
 * for another cloud service and for Linux x64 only.
 *
 * @param registry asks for the address of the npm registry in use; called when its turn comes
 * @param pinned other digests, for a test's own archive
 */
export function registrySource(
  tfjsNode: TfjsNodePackage,
  machine: Machine,
  registry: () => string,
  pinned: Pick<Required<Archive>, 'integrity' | 'inner'> = RELEASES,
): Source | null {
  if (machine.platform !== 'linux' || machine.arch !== 'x64') return null;
  const { name, version } = RELEASES;
  const binding = bindingFolder(tfjsNode, machine);
  return {
    kind: 'registry',
    id: `registry-${name}-${version}-${binding}-linux-x64`,
    title: 'libtensorflow 1.15 from the npm registry',
    // A mirror that has not got the package yet fetches all 195 MB before its first byte.
    answerWithinMs: 60_000,
    archives: [
      {
        file: `${name}-${version}.tgz`,
        urls: () => [`${withSlash(registry())}${name}/-/${name}-${version}.tgz`],
        integrity: pinned.integrity,
        inner: pinned.inner,
        npmPackage: `${name}@${version}`,
        place: (path) => {
          const [, own] =
            /(?:^|\/)node_modules\/@tensorflow\/tfjs-node\/((?:deps|lib)\/.*)$/.exec(path) ?? [];
          if (!own) return [];
          return own.startsWith('lib/') ? placeBinding(own, binding) : placeLibrary(own, binding);
        },
      },
    ],
  };
}
