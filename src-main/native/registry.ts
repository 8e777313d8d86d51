import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmSetting, type Environment } from './sources.ts';

/** npm as it can be started here: npm's own script under this Node, else whatever is on the path. */
function npmCommand(env: Environment): { file: string; first: string[]; shell: boolean } {
  const script = env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    return { file: process.execPath, first: [script], shell: false };
  }
  // On Windows npm is a .cmd file, which only a shell can start; no argument here needs quoting.
  return { file: 'npm', first: [], shell: process.platform === 'win32' };
}

/**
 * The npm registry in use: what npm told this script, else what npm answers.
 *
 * @throws the system's error where there is no npm to ask
 */
export function registryAddress(env: Environment): string {
  const told = npmSetting(env, 'registry');
  if (told) return told;
  const { file, first, shell } = npmCommand(env);
  return execFileSync(file, [...first, 'config', 'get', 'registry'], {
    encoding: 'utf8',
    shell,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/** The first lines of what npm complained of (`npm error 404 Not Found …`), or why it did not start. */
function npmReason(error: unknown): string {
  const { stderr = '', message } = error as Error & { stderr?: string };
  const said = stderr.split('\n').filter((line) => line.startsWith('npm error '));
  return said.length === 0
    ? message
    : said
        .slice(0, 2)
        .map((line) => line.slice('npm error '.length))
        .join(', ');
}

/**
 * Has npm itself fetch a package's tarball, since npm alone knows the user's credentials.
 *
 * @param spec `name@version`
 * @param file where the tarball is put
 * @throws with npm's own reason
 */
export async function npmPack(spec: string, file: string, env: Environment): Promise<void> {
  const { file: npm, first, shell } = npmCommand(env);
  const folder = `${file}.packed`;
  await rm(folder, { recursive: true, force: true });
  try {
    await mkdir(folder, { recursive: true });
    const pack = ['pack', spec, '--pack-destination', '.', '--ignore-scripts'];
    await promisify(execFile)(npm, [...first, ...pack], {
      cwd: folder,
      shell,
      env: { ...env },
    }).catch((error: unknown) => {
      throw new Error(`npm pack ${spec} failed: ${npmReason(error)}`, { cause: error });
    });
    const [packed] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    if (!packed) throw new Error(`npm pack ${spec} made no file`);
    await rename(join(folder, packed), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
