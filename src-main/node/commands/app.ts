import type { Command } from 'commander';
import { createWorkbench } from '../../engine/workbench.ts';
import { formatReport, selfTest } from '../../native/selftest.ts';
import { createNodeLauncher } from '../launcher.ts';
import { places, version } from '../places.ts';
import { serve } from '../serve.ts';
import { createTerminal } from '../terminal.ts';
import { addCommand, whole } from './options.ts';

export function appCommands(program: Command): void {
  program
    .command('serve [project]')
    .description('browser mode: serve the app on this machine alone')
    .option('--port <n>', 'the port (default: any free one)', whole(0, 65535), 0)
    .action((folder: string | undefined, options: { port: number }) =>
      serveApp(folder, options.port),
    );

  addCommand(
    program,
    'doctor',
    'say which native parts run, and what to do where they do not',
  ).action(async (options: { json?: boolean }) => {
    const terminal = createTerminal(options.json === true);
    const report = await selfTest();
    terminal.result(report, () => terminal.say(formatReport(report)));
  });
}

/** Serves until Ctrl-C. */
export async function serveApp(folder: string | undefined, port: number): Promise<void> {
  const workbench = createWorkbench({
    host: 'browser',
    version,
    launcher: createNodeLauncher(places.worker),
    clock: () => new Date(),
    log: (line) => process.stderr.write(`${line}\n`),
    ...places,
  });
  if (folder !== undefined) await workbench.open(folder);
  const served = await serve(workbench.fetch, port);
  // Listened for before it is announced: a program that reads the line may end it at once.
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  process.stdout.write(`Lunka is at ${served.address}\nCtrl-C ends it.\n`);
  await ended;
  await served.close();
  await workbench.close();
}
