import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createClient, type ApiClient } from './client.ts';
import { ROOT } from './project.ts';

/** `lunka serve` as a person starts it, in a process of its own. */
export interface App {
  /** What the person opens; carries the token. */
  address: string;
  origin: string;
  port: number;
  /** A second client beside the page: what the engine itself says. */
  api: ApiClient;
  /** As the power failing does it: no goodbye to anybody. */
  kill(): Promise<void>;
  /** As Ctrl-C does it. */
  stop(): Promise<void>;
}

/**
 * @param state folder for what this workstation remembers, so that the user's own is left alone
 * @param project a project folder to open at once
 * @param port 0 for any free one
 */
export async function startApp(state: string, project?: string, port = 0): Promise<App> {
  const cli = path.join(ROOT, 'src-main', 'node', 'cli.ts');
  const child = spawn(
    process.execPath,
    [cli, 'serve', ...(project ? [project] : []), '--port', String(port)],
    {
      cwd: state,
      env: { ...process.env, LUNKA_STATE: state, HOME: state, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const address = await announced(child);
  const { origin, port: actual, searchParams } = new URL(address);
  const token = searchParams.get('token')!;
  const fetchAs = (request: Request): Promise<Response> => {
    request.headers.set('authorization', `Bearer ${token}`);
    return fetch(request);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    address,
    origin,
    port: Number(actual),
    api: createClient(fetchAs, origin),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
  };
}

/** The address on its first line; an early end throws its last words. */
function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [said, complained] = ['', ''];
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /Lunka is at (\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (complained += text));
    child.once('exit', (code) => {
      reject(new Error(`lunka serve ended with ${code}: ${complained}${said}`));
    });
  });
}
