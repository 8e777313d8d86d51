import { Argument, type Command } from 'commander';
import { readCsv } from '../../engine/labels/csv.ts';
import type { DetectorInfo } from '../../shared/api/detectors.ts';
import type { GoldenGrowth, GoldenRates, GoldenSet } from '../../shared/api/golden.ts';
import { LunkaError } from '../../shared/errors.ts';
import { tnr, tpr } from '../../shared/metrics.ts';
import { openSession } from '../session.ts';
import { createTerminal, rate, table, type Terminal } from '../terminal.ts';
import { addCommand } from './options.ts';
import { shiftId } from './review.ts';

interface GoldenOptions {
  from?: string;
  shift?: string;
  note?: string;
  author?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function goldenCommand(program: Command): void {
  addCommand(program, 'golden <project>', 'the set that judges detectors and teaches none')
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'add']).default('list'))
    .option('--from <csv>', 'add the images of the column "file"; a column "label" must agree')
    .option('--shift <name>', 'add all images of the shift that are labelled normal or leak')
    .option('--note <text>', 'why the set grows')
    .option('--author <name>', 'who says so')
    .option('--dry-run', 'only say what would be added')
    .action((folder: string, action: 'list' | 'add', options: GoldenOptions) =>
      action === 'add' ? add(folder, options) : list(folder, options),
    );
}

async function add(folder: string, options: GoldenOptions): Promise<void> {
  const { from, shift, json, ...rest } = options;
  if ((from === undefined) === (shift === undefined)) {
    throw new LunkaError(
      'invalid-input',
      400,
      'Expected either --from CSV or --shift NAME to say which images to add.',
    );
  }
  const terminal = createTerminal(json === true);
  const files = from === undefined ? undefined : await readFiles(from);
  await openSession(folder, terminal, async (session) => {
    const { api, ask } = session;
    const wish = files ? { files } : { shift: await shiftId(session, shift!) };
    const growth = await ask<GoldenGrowth>(api.golden.$post({ json: { ...wish, ...rest } }));
    terminal.result(growth, () => printGrowth(growth, options, terminal));
  });
}

/** @throws LunkaError `csv-not-found`, `csv-malformed`, `unknown-label` */
async function readFiles(csv: string): Promise<{ file: string; label?: 'normal' | 'leak' }[]> {
  return (await readCsv(csv)).map(({ record, line }) => {
    const { file, label } = record;
    if (!file) {
      throw new LunkaError(
        'csv-malformed',
        422,
        `${csv}, line ${line}: expected a column "file", received ${Object.keys(record).join(',')}.`,
      );
    }
    if (!label) return { file };
    if (label !== 'normal' && label !== 'leak') {
      throw new LunkaError(
        'unknown-label',
        422,
        `${csv}, line ${line}: expected normal or leak as label, received "${label}". Nothing was stored.`,
      );
    }
    return { file, label };
  });
}

function printGrowth(
  { version, added, known, unlabelled, alike, learned }: GoldenGrowth,
  { dryRun }: GoldenOptions,
  { say }: Terminal,
): void {
  const images = `${added.normal} normals and ${added.leak} leaks`;
  if (version !== null) say(`Version ${version} of the golden set: ${images} added.`);
  else if (dryRun) say(`Would add ${images}.`);
  else say('Nothing to add.');
  if (known > 0) say(`${known} images are in it already.`);
  if (unlabelled > 0) say(`${unlabelled} images of the shift are not labelled normal or leak.`);
  if (alike > 0) say(`${alike} look-alikes of them will teach no detector from now on.`);
  if (learned > 0) {
    say(
      `The active detector has learned from ${learned} of them; what it says of those is an honest score or none. Retrain for a detector that never saw them.`,
    );
  }
}

async function list(folder: string, { json }: GoldenOptions): Promise<void> {
  const terminal = createTerminal(json === true);
  await openSession(folder, terminal, async ({ api, ask }) => {
    const set = await ask<GoldenSet>(api.golden.$get());
    const rates = await ask<GoldenRates[]>(api.golden.rates.$get());
    const detectors = await ask<DetectorInfo[]>(api.detectors.$get());
    terminal.result({ ...set, rates }, () => printSet(set, rates, detectors, folder, terminal));
  });
}

function printSet(
  { versions, images, relabelled, alike }: GoldenSet,
  rates: GoldenRates[],
  detectors: DetectorInfo[],
  folder: string,
  { say }: Terminal,
): void {
  if (versions.length === 0) {
    say(`No golden set yet. Next: lunka golden ${folder} add --shift NAME`);
    return;
  }
  const without = images.unlabelled > 0 ? `, ${images.unlabelled} without a label` : '';
  say(`${images.normal} normals, ${images.leak} leaks${without}.`);
  if (relabelled > 0) say(`${relabelled} have another label now than when they were added.`);
  if (alike > 0) say(`${alike} look-alikes are kept out of training.`);
  say(
    table(
      ['version', 'normals', 'leaks', 'author', 'added', 'note'],
      versions.map(({ id, added, author, at, note }) => [
        id,
        added.normal,
        added.leak,
        author,
        at.slice(0, 19).replace('T', ' '),
        note,
      ]),
    ),
  );
  if (rates.length === 0) return;
  say('On the golden set, each detector by its own threshold:');
  say(
    table(
      ['', 'version', 'leaks found', 'of', 'TPR', 'normals passed', 'of', 'TNR', 'no score'],
      rates.map(({ detector, counts, missing }) => {
        const info = detectors.find(({ id }) => id === detector)!;
        return [
          info.state === 'active' ? '*' : '',
          info.name,
          counts.tp,
          counts.tp + counts.fn,
          rate(tpr(counts)),
          counts.tn,
          counts.tn + counts.fp,
          rate(tnr(counts)),
          missing,
        ];
      }),
    ),
  );
}
