import type { Command } from 'commander';
import { readCsv } from '../../engine/labels/csv.ts';
import type { LabelBatch } from '../../shared/api/labels.ts';
import type { QueueGroup } from '../../shared/api/review.ts';
import type { ShiftInfo } from '../../shared/api/project.ts';
import type { Suspect } from '../../shared/api/suspects.ts';
import type { ScoreResult } from '../../shared/worker/results.ts';
import { LABELS, type Label } from '../../shared/words.ts';
import { LunkaError } from '../../shared/errors.ts';
import { openSession, type Session } from '../session.ts';
import { createTerminal, table } from '../terminal.ts';
import { addCommand, whole } from './options.ts';

interface LabelAnswer {
  batch: LabelBatch | null;
  images: number;
  unchanged: number;
}

export function reviewCommands(program: Command): void {
  addCommand(program, 'score <project>', 'score what the active detector has not scored')
    .option('--shift <name>', 'of this shift only')
    .action(async (folder: string, options: { shift?: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await openSession(folder, terminal, async (session) => {
        const { api, run } = session;
        const json = options.shift ? { shift: await shiftId(session, options.shift) } : {};
        const result = await run<ScoreResult>(api.detectors.score.$post({ json }));
        terminal.result(result, () => {
          terminal.say(`Scored ${result.scored} images.`);
          if (result.unreadable.length > 0) {
            terminal.say(`${result.unreadable.length} files could not be read:`);
            for (const { id, reason } of result.unreadable) terminal.say(`image ${id}: ${reason}`);
          }
        });
      });
    });

  addCommand(program, 'queue <project>', 'what a person should look at, most urgent first')
    .option('--shift <name>', 'of this shift only')
    .option('--limit <n>', 'groups at most', whole(1, 100_000))
    .action(async (folder: string, options: { shift?: string; limit?: number; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await openSession(folder, terminal, async (session) => {
        const query: Record<string, string> = {};
        const shift = options.shift ? await shiftId(session, options.shift) : undefined;
        if (shift !== undefined) query['shift'] = String(shift);
        if (options.limit) query['limit'] = String(options.limit);
        const { api, ask, run } = session;
        await run(api.review.queue.$post({ json: shift === undefined ? {} : { shift } }));
        const { groups } = await ask<{ groups: QueueGroup[] }>(api.review.queue.$get({ query }));
        const answer = { groups };
        terminal.result(answer, () => {
          if (answer.groups.length === 0) terminal.say('Nothing is left to look at.');
          else terminal.say(queueTable(answer.groups));
        });
      });
    });

  addCommand(program, 'suspects <project>', 'labels that are most likely wrong')
    .option('--limit <n>', 'suspects at most', whole(1, 10_000), 50)
    .action(async (folder: string, options: { limit: number; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      await openSession(folder, terminal, async ({ api, ask }) => {
        const query = { limit: String(options.limit) };
        const answer = await ask<{ suspects: Suspect[] }>(api.review.suspects.$get({ query }));
        terminal.result(answer, () => {
          if (answer.suspects.length === 0) terminal.say('No label can be doubted yet.');
          else terminal.say(suspectTable(answer.suspects));
        });
      });
    });

  addCommand(program, 'label <project>', 'take labels from a CSV file')
    .requiredOption('--from <csv>', 'columns file,label; labels are normal, leak, unsure')
    .option('--author <name>', 'who says so', 'engineer')
    .action(async (folder: string, options: { from: string; author: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const rows = await readLabels(options.from);
      await openSession(folder, terminal, async ({ api, ask }) => {
        const body = { rows, author: options.author };
        const result = await ask<LabelAnswer>(api.labels.files.$post({ json: body }));
        terminal.result(result, () =>
          terminal.say(
            `Stored ${result.images} labels; ${result.unchanged} images had them already.`,
          ),
        );
      });
    });
}

/** @throws LunkaError `unknown-shift`, naming those there are */
export async function shiftId({ api, ask }: Session, name: string): Promise<number> {
  const shifts = await ask<ShiftInfo[]>(api.shifts.$get());
  const found = shifts.find((shift) => shift.name === name);
  if (!found) {
    throw new LunkaError(
      'unknown-shift',
      404,
      `Expected the name of a shift${shifts.length > 0 ? ` (${shifts.map((shift) => shift.name).join(', ')})` : ', but none has been imported yet'}, received "${name}".`,
    );
  }
  return found.id;
}

function queueTable(groups: QueueGroup[]): string {
  return table(
    ['group', 'images', 'reason', 'verdict', 'highest score', 'first file'],
    groups.map(({ id, images, reason }) => [
      id,
      images.length,
      reason,
      images[0]!.verdict,
      Math.max(...images.map(({ score }) => score)).toPrecision(4),
      images[0]!.file,
    ]),
  );
}

function suspectTable(suspects: Suspect[]): string {
  return table(
    ['file', 'label', 'score', 'verdict', 'reason'],
    suspects.map(({ file, label, score, verdict, reason }) => [
      file,
      label,
      score === null ? null : score.toPrecision(4),
      verdict,
      reason,
    ]),
  );
}

/**
 * Reads a CSV of labels.
 *
 * @throws LunkaError `csv-not-found`, `csv-malformed`, `unknown-label` (with the line's number)
 */
async function readLabels(file: string): Promise<{ file: string; label: Label }[]> {
  return (await readCsv(file)).map(({ record, line }) => {
    const { file: name, label } = record;
    if (!name || label === undefined) {
      throw new LunkaError(
        'csv-malformed',
        422,
        `${file}: expected the columns file,label, received ${Object.keys(record).join(',')}.`,
      );
    }
    if (!LABELS.includes(label as Label)) {
      throw new LunkaError(
        'unknown-label',
        422,
        `${file}, line ${line}: expected one of ${LABELS.join(', ')} as label, received "${label}". Nothing was stored.`,
      );
    }
    return { file: name, label: label as Label };
  });
}
