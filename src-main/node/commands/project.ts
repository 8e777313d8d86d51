import path from 'node:path';
import type { Command } from 'commander';
import type { ImportResult } from '../../shared/api/imports.ts';
import { LABELS, LAYOUTS, type Label } from '../../shared/words.ts';
import { endWith, EXIT } from '../exit-codes.ts';
import { createSession, openSession } from '../session.ts';
import { createTerminal, table } from '../terminal.ts';
import { addCommand, choice, real, whole } from './options.ts';

interface ImportOptions {
  layout: ImportResult['layout'] | 'auto';
  shift?: string;
  label?: Label;
  withAnnotations?: boolean;
  names?: string;
  normalDigit?: number;
  noise?: number;
  dryRun?: boolean;
  copy?: boolean;
  json?: boolean;
}

/** Names shown before a long list is cut for people; --json gives all. */
const SHOWN = 20;

export function projectCommands(program: Command): void {
  addCommand(program, 'init <project>', 'make a project folder')
    .option('--name <name>', "the project's name (default: the folder's)")
    .action(async (folder: string, options: { name?: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await createSession(folder, options.name, terminal, async ({ project }) => {
        terminal.result(project, () => {
          terminal.say(`Made the project "${project.name}" in ${project.folder}.`);
          terminal.say(`Next: lunka import ${folder} FOLDER`);
        });
      });
    });

  addCommand(program, 'import <project> <source>', 'take in a folder of images')
    .option(
      '--layout <layout>',
      `how the folder is read: auto, ${LAYOUTS.join(', ')}`,
      choice(['auto', ...LAYOUTS]),
      'auto',
    )
    .option('--shift <name>', 'the production shift that unlabelled images belong to')
    .option('--label <label>', 'layout flat: one label for all', choice(LABELS))
    .option(
      '--names <pattern>',
      'how file names say cell and time, such as "{cell}_{time}" (see README)',
    )
    .option(
      '--with-annotations',
      "layouts lunka, mvtec, idx: take what stands beside a shift's images as their labels",
    )
    .option('--normal-digit <d>', 'layout idx: this digit is normal, others leaks', whole(0, 9))
    .option('--noise <s>', 'layout idx: every second image gets this noise and is a leak', real)
    .option('--dry-run', 'read and report everything, store nothing')
    .option('--copy', 'copy the images into the project')
    .action(async (folder: string, source: string, options: ImportOptions) => {
      const { json, ...wanted } = options;
      const terminal = createTerminal(json === true);
      await openSession(folder, terminal, async ({ api, run }) => {
        // `score` is a command of its own here.
        const body = { path: source, ...wanted, score: false };
        const result = await run<ImportResult>(api.imports.$post({ json: body }));
        terminal.result(result, () => printImport(result, terminal.say));
        // A folder that was not copied whole, or is of another kind: nothing of it is in the project.
        if (result.unreadable.length === result.files) endWith(EXIT.failed);
      });
    });

  addCommand(program, 'export <project>', 'write labels and scores as CSV')
    .option('--out <file>', "the file (default: in the project's exports folder)")
    .action(async (folder: string, options: { out?: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await openSession(folder, terminal, async ({ api, run }) => {
        const result = await run<{ file: string; rows: number }>(
          api.exports.$post({ json: options.out ? { file: path.resolve(options.out) } : {} }),
        );
        terminal.result(result, () => terminal.say(`Wrote ${result.rows} rows to ${result.file}.`));
      });
    });
}

export function printImport(result: ImportResult, say: (line: string) => void): void {
  const { files, added, copies, known, unreadable, conflicts, labels } = result;
  if (result.dryRun) say('A dry run: nothing was stored.');
  say(
    table(
      ['files', 'new images', 'copies', 'known', 'unreadable', 'conflicts'],
      [[files, added, copies, known, unreadable.length, conflicts.length]],
    ),
  );
  if (unreadable.length === files) say('Nothing was taken in: none of the files can be read.');
  say(`Labels given by the import: ${labels.normal} normal, ${labels.leak} leak.`);
  if (result.shift) say(`Shift: ${result.shift}`);
  printNames(result, say);
  for (const { file, reason } of unreadable.slice(0, SHOWN)) say(`unreadable  ${file}: ${reason}`);
  if (unreadable.length > SHOWN) say(`... and ${unreadable.length - SHOWN} more unreadable files`);
  for (const conflict of conflicts.slice(0, SHOWN)) {
    const sides = conflict.files.map(({ file, label }) => `${file} (${label})`).join(', ');
    say(
      `conflict of labels  ${sides}: one and the same image; kept as ${conflict.kept ?? 'not labelled'}`,
    );
  }
  if (conflicts.length > SHOWN) say(`... and ${conflicts.length - SHOWN} more conflicts`);
}

/** How names were read; a dry run shows the first files, to be looked at before anything is stored. */
function printNames({ names, dryRun }: ImportResult, say: (line: string) => void): void {
  if (names.read === 0) {
    if (dryRun) say('No cell and no time in the names; --names says how to read them.');
    return;
  }
  const by = names.pattern === null ? '' : ` (${names.pattern})`;
  const without = names.unread === 0 ? '' : `; ${names.unread} files say neither`;
  say(`Cell and time of ${names.read} files${by}${without}.`);
  if (dryRun) {
    say(
      table(
        ['file', 'cell', 'time'],
        names.first.map(({ file, cell, takenAt }) => [file, cell, takenAt]),
      ),
    );
  }
}
