import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { DetectorInfo } from '../../shared/api/detectors.ts';
import type { TakenIn } from '../../shared/api/taken-in.ts';
import type { DetectorFile, Pruning, VersionStorage } from '../../shared/api/versions.ts';
import { LunkaError } from '../../shared/errors.ts';
import { openSession } from '../session.ts';
import { createTerminal, table, type Terminal } from '../terminal.ts';
import { printDetectors } from './detectors.ts';
import { addCommand, whole } from './options.ts';

interface ImportOptions {
  note?: string;
  author?: string;
}

/** `detectors P` lists; its parts carry one away, take one in and throw old ones out. */
export function versionCommands(program: Command): void {
  const detectors = addCommand(program, 'detectors <project>', 'list the versions').action(list);

  addCommand(detectors, 'export <project> <id> <file>', 'write one into one file').action(
    async (folder: string, id: string, file: string, _: object, part: Command) => {
      const terminal = terminalOf(part);
      await openSession(folder, terminal, async ({ api, ask }) => {
        const param = { id: id.replace(/^v/, '') };
        const json = { file: path.resolve(file) };
        const made = await ask<DetectorFile>(api.versions[':id'].export.$post({ param, json }));
        terminal.result(made, () =>
          terminal.say(`Wrote ${made.file} (${megabytes(made.bytes)}, SHA-256 ${made.sha256}).`),
        );
      });
    },
  );

  addCommand(detectors, 'import <project> <file>', 'take one in from such a file, as a candidate')
    .option('--note <text>', 'what it is for; stays with the detector')
    .option('--author <name>', 'who takes it in')
    .action(async (folder: string, file: string, options: ImportOptions, part: Command) => {
      const terminal = terminalOf(part);
      const { note, author } = options;
      await openSession(folder, terminal, async ({ api, run }) => {
        const json = {
          path: path.resolve(file),
          ...(note === undefined ? {} : { note }),
          ...(author === undefined ? {} : { author }),
        };
        const detector = await run<TakenIn>(api.versions.import.$post({ json }));
        terminal.result(detector, () => {
          if (detector.known) {
            terminal.say(`The project has that very detector already, as ${detector.name}; nothing was taken in.`); // prettier-ignore
            return;
          }
          terminal.say(`${detector.name} is here as a candidate. ${detector.calibration.note}`);
          terminal.say(`Next: lunka activate ${folder} ${detector.name}`);
        });
      });
    });

  addCommand(detectors, 'prune <project>', 'throw away weights and scores of old versions')
    .requiredOption('--keep <n>', 'the newest that stay', whole(0, 1_000_000))
    .option('--dry-run', 'only say what would go')
    .option('--yes', 'do not ask')
    .action(prune);
}

/** `--json` belongs to `detectors` and to each of its parts; wherever it stands, it counts. */
function terminalOf(part: Command): Terminal {
  return createTerminal(part.optsWithGlobals<{ json?: boolean }>().json === true);
}

async function list(folder: string, options: { json?: boolean }): Promise<void> {
  const terminal = createTerminal(options.json === true);
  await openSession(folder, terminal, async ({ api, ask }) => {
    const detectors = await ask<DetectorInfo[]>(api.detectors.$get());
    const storage = await ask<VersionStorage[]>(api.versions.storage.$get());
    const data = detectors.map((detector, i) => ({ ...detector, bytes: storage[i]!.bytes }));
    terminal.result(data, () => {
      if (detectors.length === 0) terminal.say(`No detector yet. Next: lunka train ${folder}`);
      else printDetectors(detectors, terminal.say);
    });
  });
}

interface PruneOptions {
  keep: number;
  dryRun?: boolean;
  yes?: boolean;
}

async function prune(folder: string, options: PruneOptions, part: Command): Promise<void> {
  const { keep, dryRun, yes } = options;
  const terminal = terminalOf(part);
  await openSession(folder, terminal, async ({ api, ask }) => {
    const send = (rehearse: boolean): Promise<Pruning> =>
      ask(api.versions.prune.$post({ json: { keep, dryRun: rehearse } }));
    const plan = await send(true);
    printPlan(plan, terminal);
    if (dryRun || plan.pruned.length === 0) return terminal.result(plan, () => {});
    if (!yes && !(await agreed())) {
      throw new LunkaError(
        'not-agreed',
        409,
        'Nothing was thrown away. Answer with y, or say --yes where nobody can answer.',
      );
    }
    const done = await send(false);
    terminal.result(done, () => terminal.say(`Freed ${megabytes(done.bytes)}.`));
  });
}

function printPlan({ pruned, kept, bytes, scores }: Pruning, { say }: Terminal): void {
  const why = {
    active: 'active',
    'before-active': 'judged before the active one',
    'shares-model': 'has its weights in common with one that stays',
    newest: 'among the newest',
  };
  if (kept.length > 0) {
    say(table(['stays', 'why'], kept.map((one) => [`v${one.detector}`, why[one.why]]))); // prettier-ignore
  }
  say(
    pruned.length === 0
      ? 'Nothing to throw away.'
      : `To be thrown away: weights (${megabytes(bytes)}) and ${scores} scores of ${pruned.map((id) => `v${id}`).join(', ')}. Labels and figures stay.`,
  );
}

/** Asks on the terminal; where there is none, nobody has agreed. */
async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question('Throw them away? [y/N] ');
  lines.close();
  return /^y/i.test(answer.trim());
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
