import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { LunkaError } from '../../shared/errors.ts';
import { saySpread, type ExperimentOutcome } from '../../shared/experiment.ts';
import { openSession } from '../session.ts';
import { createTerminal, table } from '../terminal.ts';
import { addCommand } from './options.ts';

export function experimentCommand(program: Command): void {
  addCommand(
    program,
    'experiment <project> <spec>',
    'train presets or a grid with several seeds and compare them on one page',
  )
    .option('--out <folder>', "for the report (default: in the project's experiments folder)")
    .action(async (folder: string, file: string, options: { out?: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const spec = await readSpec(file);
      await openSession(folder, terminal, async ({ api, run }) => {
        // What it holds is the engine's to check.
        const body = { spec, ...(options.out ? { out: path.resolve(options.out) } : {}) } as never;
        const result = await run<ExperimentOutcome>(api.experiments.$post({ json: body }));
        terminal.result(result, () => printOutcome(result, terminal.say));
      });
    });
}

/**
 * A spec with the paths in it made absolute: they are relative to the spec's own folder.
 *
 * @throws LunkaError `spec-not-found`, `spec-malformed`
 */
async function readSpec(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new LunkaError(
      'spec-not-found',
      404,
      `Expected the JSON file of an experiment at ${file}, found none that can be read.`,
      { cause },
    );
  }
  let spec: { judge?: Record<string, unknown> } | null;
  try {
    spec = JSON.parse(text) as typeof spec;
  } catch (cause) {
    throw new LunkaError(
      'spec-malformed',
      400,
      `${file}: expected JSON, ${(cause as Error).message}`,
      { cause },
    );
  }
  for (const name of ['images', 'annotations']) {
    const given = spec?.judge?.[name];
    if (typeof given === 'string') spec!.judge![name] = path.resolve(path.dirname(file), given);
  }
  return spec;
}

function printOutcome({ runs, cells, html }: ExperimentOutcome, say: (line: string) => void): void {
  say(`${runs.total} trainings, of which ${runs.kept} had been done before.`);
  say(
    table(
      ['recipe', 'threshold', 'TPR', 'TNR', 'F1', 'accuracy', 'AUROC', 'seconds'],
      cells.flatMap(({ name, auroc, trainSeconds, strategies }) =>
        strategies.map(({ strategy, tpr, tnr, f1, accuracy }) => [
          name,
          strategy,
          ...[tpr, tnr, f1, accuracy, auroc].map((spread) => saySpread(spread)),
          saySpread(trainSeconds, 1),
        ]),
      ),
    ),
  );
  for (const { name, refused } of cells) {
    for (const { seed, reason } of refused) say(`${name}, seed ${seed} could not be trained: ${reason}`); // prettier-ignore
  }
  say(`The report: ${html}`);
}
