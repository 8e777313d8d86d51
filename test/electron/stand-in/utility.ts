import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { ForkOptions, UtilityProcess } from 'electron';

const PARENT_PORT = pathToFileURL(path.join(import.meta.dirname, 'parent-port.ts')).href;

/** A real child process behind the face of Electron's, with its ways at the exit. */
class StandInUtilityProcess
  extends EventEmitter
  implements Pick<UtilityProcess, 'kill' | 'postMessage' | 'stderr'>
{
  readonly stderr = new PassThrough();
  #child: ChildProcess;

  constructor(script: string, args: string[] = []) {
    super();
    this.#child = fork(script, args, {
      execArgv: ['--import', PARENT_PORT],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) => {
      this.emit('exit', code ?? (signal ? 15 : 1));
      this.stderr.removeAllListeners();
      // The worst order that Electron allows: what the child wrote comes after word of its exit.
      this.#child.stderr!.pipe(this.stderr);
    });
  }

  postMessage = (message: unknown): void =>
    void this.#child.send(message as Parameters<ChildProcess['send']>[0], () => {});
  kill = (): boolean => this.#child.kill();
}

export const utilityProcess = {
  fork: (script: string, args?: string[], _options?: ForkOptions) =>
    new StandInUtilityProcess(script, args),
};
