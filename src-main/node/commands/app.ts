import type { Command } from 'commander';
import { formatReport, selfTest } from '../../native/selftest.ts';
import { serveApp } from '../app.ts';
import { createTerminal } from '../terminal.ts';
import { addCommand, whole } from './options.ts';

export function appCommands(program: Command): void {
  program
    .command('serve [project]')
    .description('browser mode: serve the app on this machine alone')
    .option('--port <n>', 'the port; 0 for any free one', whole(0, 65535), 0)
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
