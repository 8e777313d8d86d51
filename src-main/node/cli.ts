import { Command, CommanderError } from 'commander';
import { LunkaError } from '../shared/errors.ts';
import { openApp } from './app.ts';
import { appCommands } from './commands/app.ts';
import { calibrationCommands } from './commands/calibrate.ts';
import { detectorCommands } from './commands/detectors.ts';
import { goldenCommand } from './commands/golden.ts';
import { judgeCommands } from './commands/judge.ts';
import { projectCommands } from './commands/project.ts';
import { versionCommands } from './commands/versions.ts';
import { reviewCommands } from './commands/review.ts';
import { trendCommands } from './commands/trend.ts';
import { watchCommand } from './commands/watch.ts';
import { demoCommand } from './commands/demo.ts';
import { experimentCommand } from './commands/experiment.ts';
import { generateCommand } from './commands/generate.ts';
import { EXIT } from './exit-codes.ts';
import { version } from './places.ts';

async function main(argv: string[]): Promise<number> {
  const program = new Command('lunka')
    .description('Find the leaks on a casting line, correct, retrain, prove.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(lunka COMMAND --help tells more)')
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage.');
  projectCommands(program);
  detectorCommands(program);
  calibrationCommands(program);
  reviewCommands(program);
  versionCommands(program);
  goldenCommand(program);
  judgeCommands(program);
  experimentCommand(program);
  trendCommands(program);
  watchCommand(program);
  generateCommand(program);
  demoCommand(program, openApp);
  appCommands(program);
  for (const command of program.commands) {
    command.exitOverride();
    for (const part of command.commands) part.exitOverride();
  }
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    return report(error, argv.includes('--json'));
  }
}

/** The error as a line for people, and as the one JSON document where that was asked for. */
function report(error: unknown, json: boolean): number {
  const known = error instanceof LunkaError;
  const code = known ? error.code : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  process.stderr.write(`lunka: ${message}\n`);
  if (!known && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return known && error.status === 400 ? EXIT.wrongUsage : EXIT.failed;
}

// A reader that has seen enough (`lunka queue P | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv);
