import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Command } from 'commander';
import type { Detection, Evaluation } from '../../shared/api/detectors.ts';
import { openSession } from '../session.ts';
import { createTerminal, rate, table } from '../terminal.ts';
import { addCommand } from './options.ts';

export function judgeCommands(program: Command): void {
  addCommand(
    program,
    'evaluate <project> <images>',
    'the active detector against known truth; stores nothing',
  )
    .requiredOption('--annotations <file>', 'lines "name 0|1", 1 = leak')
    .action(
      async (folder: string, images: string, options: { annotations: string; json?: boolean }) => {
        const terminal = createTerminal(options.json === true);
        await openSession(folder, terminal, async ({ api, run }) => {
          const body = {
            images: path.resolve(images),
            annotations: path.resolve(options.annotations),
          };
          const result = await run<Evaluation>(api.evaluate.$post({ json: body }));
          terminal.result(result, () => printEvaluation(result, terminal.say));
        });
      },
    );

  addCommand(
    program,
    'detect <project> <paths...>',
    'verdict and score for files that are not in the project',
  )
    .option('--csv', 'print CSV')
    .action(async (folder: string, paths: string[], options: { csv?: boolean; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await openSession(folder, terminal, async ({ api, run }) => {
        const body = { paths: paths.map((given) => path.resolve(given)) };
        const found = await run<Detection[]>(api.detect.$post({ json: body }));
        terminal.result(found, () => {
          const rows = found.map(({ file, verdict, score, error }) => [
            file,
            verdict,
            score,
            error,
          ]);
          const head = ['file', 'verdict', 'score', 'error'];
          if (options.csv) process.stdout.write(stringify([head, ...rows]));
          else terminal.say(table(head, rows));
        });
      });
    });
}

export function printEvaluation(result: Evaluation, say: (line: string) => void): void {
  say(`${result.images} images: ${result.leaks} leaks, ${result.normals} normals`);
  say(
    table(
      ['', 'judged leak', 'judged normal', 'rate'],
      [
        ['leaks', result.tp, result.fn, `TPR ${rate(result.tpr)}`],
        ['normals', result.fp, result.tn, `TNR ${rate(result.tnr)}`],
      ],
    ),
  );
  say(`AUROC ${rate(result.auroc)}   average precision ${rate(result.averagePrecision)}`);
  if (result.learned > 0) {
    say(`Mind: the detector was made from ${result.learned} of these images; they flatter it.`);
  }
  for (const { file, reason } of result.unreadable) say(`unreadable  ${file}: ${reason}`);
}
