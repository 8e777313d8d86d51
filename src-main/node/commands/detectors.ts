import type { Command } from 'commander';
import type { DetectorInfo, FitNotes, TrainOutcome } from '../../shared/api/detectors.ts';
import { tnr, tpr } from '../../shared/metrics.ts';
import { PRESETS } from '../../shared/presets.ts';
import { MEASURED } from '../../shared/presets/measured.ts';
import type { Confusion } from '../../shared/words.ts';
import { openSession } from '../session.ts';
import { createTerminal, rate, table, type Terminal } from '../terminal.ts';
import { addCommand, setting, whole } from './options.ts';

interface TrainOptions {
  preset?: string;
  seed?: number;
  epochs?: number;
  set?: Record<string, unknown>;
  note?: string;
  author?: string;
  json?: boolean;
}

export function detectorCommands(program: Command): void {
  addCommand(program, 'train <project>', 'train a detector on what is labelled normal')
    .option('--preset <name>', 'a recipe; see "lunka presets"')
    .option('--seed <n>', 'the same seed gives the same detector', whole(0, 2 ** 31))
    .option('--note <text>', 'what it is for; stays with the detector')
    .option('--author <name>', 'who trains it')
    .option('--epochs <n>', 'passes over the images', whole(1, 1000))
    .option('--set <name=value>', 'change a setting of the recipe (repeatable)', setting)
    .action((folder: string, options: TrainOptions) => train(folder, 'train', options));

  addCommand(
    program,
    'retrain <project>',
    'train again on the corrected set; replaces the detector if it is not worse',
  )
    .option('--seed <n>', 'the same seed gives the same detector', whole(0, 2 ** 31))
    .option('--note <text>', 'what it is for; stays with the detector')
    .option('--author <name>', 'who trains it')
    .action((folder: string, options: TrainOptions) => train(folder, 'retrain', options));

  addCommand(program, 'activate <project> <id>', 'let another version judge; roll back')
    .option('--despite-gate', 'also one that the gate refused; its reason is kept with your name')
    .option('--note <text>', 'why')
    .option('--author <name>', 'who says so')
    .action(activate);

  program
    .command('presets')
    .description('list the recipes')
    .option('--json', 'print one JSON document and nothing else')
    .action((options: { json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const presets = PRESETS.map((preset) => ({
        ...preset,
        measured: MEASURED[preset.name] ?? null,
      }));
      terminal.result(presets, () =>
        terminal.say(
          table(
            ['preset', 'for', 'what it is', 'published', 'measured'],
            presets.map(({ name, data, description, published, measured }) => [
              name,
              data,
              description,
              published,
              measured,
            ]),
          ),
        ),
      );
    });
}

interface ActivateOptions {
  despiteGate?: boolean;
  note?: string;
  author?: string;
  json?: boolean;
}

async function activate(folder: string, id: string, options: ActivateOptions): Promise<void> {
  const { json, ...body } = options;
  const terminal = createTerminal(json === true);
  await openSession(folder, terminal, async ({ api, ask, settle }) => {
    const param = { id: id.replace(/^v/, '') };
    const detector = await ask<DetectorInfo>(
      api.detectors[':id'].activate.$post({ param, json: body }),
    );
    await settle();
    terminal.result(detector, () => terminal.say(`${detector.name} is active.`));
  });
}

async function train(
  folder: string,
  kind: 'train' | 'retrain',
  { json, set, ...rest }: TrainOptions,
): Promise<void> {
  const terminal = createTerminal(json === true);
  await openSession(folder, terminal, async ({ api, run }) => {
    const body = { ...rest, ...(set ? { settings: set } : {}) };
    const outcome = await run<TrainOutcome>(api.detectors[kind].$post({ json: body }));
    const { gate, activated, detector, previous } = outcome;
    const data = {
      ...outcome,
      before: gate.before && { detector: previous!.id, ...withRates(gate.before) },
      after: { detector: detector.id, ...withRates(gate.after) },
      active: activated ? detector.id : (previous?.id ?? null),
    };
    terminal.result(data, () => printOutcome(outcome, terminal));
  });
}

function withRates(counts: Confusion) {
  return { ...counts, tpr: tpr(counts), tnr: tnr(counts) };
}

export function printOutcome(outcome: TrainOutcome, terminal: Terminal): void {
  const { detector, previous, gate, activated, images, fit, seconds } = outcome;
  terminal.say(
    `Trained ${detector.name} (${detector.preset}) on ${images.normal} normals and ${images.leak} leaks in ${seconds.toFixed(1)} s.`,
  );
  for (const note of fitNotes(fit)) terminal.say(note);
  const rows = [
    ...(previous && gate.before ? [ratesRow(`before (${previous.name})`, gate.before)] : []),
    ratesRow(`${gate.before ? 'after ' : ''}(${detector.name})`, gate.after),
  ];
  terminal.say('On labelled images, each judged by a fit that has not seen it:');
  terminal.say(table(RATES, rows));
  if (gate.golden) {
    terminal.say('On the golden set, which has taught the new one nothing:');
    const { before, after } = gate.golden;
    const name = previous?.name ?? '';
    terminal.say(table(RATES, [ratesRow(`before (${name})`, before), ratesRow(`after (${detector.name})`, after)])); // prettier-ignore
  }
  printThreshold(detector, terminal.say);
  terminal.say(
    activated
      ? `${detector.name} is active. ${gate.reason}`
      : `${detector.name} waits at the gate; ${previous?.name ?? 'none'} stays active. ${gate.reason}`,
  );
}

/** What the rates do not tell: a line each, none of a training that went as any other. */
export function fitNotes({ epochs, bestEpoch, stopped, ...fit }: FitNotes): string[] {
  const notes: string[] = [];
  if (stopped === 'not-a-number') {
    notes.push(`The loss was no number any more after epoch ${epochs}: epoch ${bestEpoch} is kept. A lower learning rate may help.`); // prettier-ignore
  }
  if (fit.leftOut > 0) notes.push(`${fit.leftOut} look-alikes of the golden set were left out.`);
  if (fit.unreadable > 0) notes.push(`${fit.unreadable} files could not be read and taught nothing.`); // prettier-ignore
  if (fit.standIn) {
    notes.push(`Too few leaks for a head, or too much alike: scored by ${fit.standIn}.`);
  }
  return notes;
}

const RATES = ['', 'leaks found', 'of', 'TPR', 'normals passed', 'of', 'TNR'];

function ratesRow(name: string, counts: Confusion): (string | number)[] {
  return [
    name,
    counts.tp,
    counts.tp + counts.fn,
    rate(tpr(counts)),
    counts.tn,
    counts.tn + counts.fp,
    rate(tnr(counts)),
  ];
}

export function printThreshold({ calibration }: DetectorInfo, say: (line: string) => void): void {
  const { thresholds, strategy, proven, note } = calibration;
  const { upper, review, lower } = thresholds;
  const cuts = [
    upper.toPrecision(4),
    ...(review === undefined ? [] : [`review from ${review.toPrecision(4)}`]),
    ...(lower === undefined ? [] : [`suspect below ${lower.toPrecision(4)}`]),
  ];
  say(
    `Threshold ${cuts.join(', ')} (${strategy}${proven ? '' : ', not backed by leaks'}). ${note}`,
  );
}

export function printDetectors(detectors: DetectorInfo[], say: (line: string) => void): void {
  say(
    table(
      ['', 'version', 'preset', 'threshold', 'strategy', 'TPR', 'TNR', 'held out', 'made'],
      detectors.map(({ state, name, preset, calibration, heldOut, createdAt }) => [
        state === 'active' ? '*' : '',
        name,
        preset,
        calibration.thresholds.upper.toPrecision(4),
        calibration.strategy + (calibration.proven ? '' : ' (not backed by leaks)'),
        rate(tpr(heldOut)),
        rate(tnr(heldOut)),
        heldOut.tp + heldOut.fn + heldOut.tn + heldOut.fp,
        createdAt.slice(0, 19).replace('T', ' '),
      ]),
    ),
  );
}
