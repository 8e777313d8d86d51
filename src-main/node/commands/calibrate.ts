import type { Command } from 'commander';
import type { DetectorInfo } from '../../shared/api/detectors.ts';
import type { ComparedStrategy, ProofBasis } from '../../shared/api/calibration.ts';
import { tnr, tpr } from '../../shared/metrics.ts';
import { CONFIDENCE, proofOf, type RateProof } from '../../shared/proof.ts';
import {
  describeParameter,
  STRATEGIES,
  STRATEGY_NAMES,
  type StrategyValues,
} from '../../shared/thresholds.ts';
import { openSession, type Session } from '../session.ts';
import { createTerminal, rate, table, type Terminal } from '../terminal.ts';
import { printDetectors, printThreshold } from './detectors.ts';
import { addCommand, choice, numbers, share } from './options.ts';
import { shiftId } from './review.ts';

export function calibrationCommands(program: Command): void {
  addCommand(
    program,
    'calibrate <project>',
    'new threshold(s) for the active detector, as a new version',
  )
    .option(
      '--strategy <name>',
      "how the cut is chosen; see --list (default: the detector's own rule)",
      choice(STRATEGY_NAMES),
    )
    .option(
      '--value <x>',
      "the strategy's number; or name=x for each of several (repeatable)",
      numbers,
    )
    .option('--shift <name>', 'the shift that a review budget is measured on; else the newest')
    .option('--list', 'only list the strategies and what they take')
    .option('--compare', 'only show what each strategy would choose; store nothing')
    .option('--author <name>', 'who decided (default: engineer)')
    .option('--note <text>', 'why, for the record')
    .action(recalibrate);

  addCommand(
    program,
    'proof <project>',
    'whether the rates demanded are proven, and what is missing',
  )
    .option('--tpr <rate>', 'from now on demand this TPR of detectors of the project', share)
    .option('--tnr <rate>', 'from now on demand this TNR', share)
    .action(prove);
}

interface CalibrateOptions {
  strategy?: string;
  value?: number | StrategyValues;
  shift?: string;
  list?: boolean;
  compare?: boolean;
  author?: string;
  note?: string;
  json?: boolean;
}

async function recalibrate(folder: string, options: CalibrateOptions): Promise<void> {
  const { strategy, value, shift, list, compare, author, note, json } = options;
  const terminal = createTerminal(json === true);
  if (list) {
    terminal.result(STRATEGIES, () => printStrategies(terminal.say));
    return;
  }
  await openSession(folder, terminal, async (session) => {
    const { api, ask } = session;
    const measured = shift === undefined ? {} : { shift: await shiftId(session, shift) };
    if (compare) return printComparison(session, measured, terminal);
    const body = {
      ...(strategy === undefined ? {} : { strategy }),
      ...(value === undefined ? {} : { value }),
      ...measured,
      ...(author === undefined ? {} : { author }),
      ...(note === undefined ? {} : { note }),
    };
    const detector = await ask<DetectorInfo>(api.calibration.$post({ json: body }));
    terminal.result(detector, () => {
      printDetectors([detector], terminal.say);
      printThreshold(detector, terminal.say);
      terminal.say(`${detector.name} is active.`);
    });
  });
}

function printStrategies(say: (line: string) => void): void {
  for (const { name, description, needs, parameters } of STRATEGIES) {
    const needed = [
      ...(needs.normals > 0 ? [`${needs.normals} normals`] : []),
      ...(needs.leaks === 'required' ? ['1 leak'] : []),
      ...(needs.shift ? ['a shift'] : []),
    ];
    say(`${name}: ${description}${needed.length > 0 ? ` Needs ${needed.join(', ')}.` : ''}`);
    for (const parameter of parameters) {
      const otherwise =
        parameter.default === undefined
          ? parameter.required
            ? 'must be given'
            : 'may be left out'
          : `${parameter.default} by default`;
      say(`    ${describeParameter(parameter)}; ${otherwise}: ${parameter.description}`);
    }
  }
}

async function printComparison(
  { api, ask }: Session,
  shift: { shift?: number },
  terminal: Terminal,
): Promise<void> {
  const query = shift.shift === undefined ? {} : { shift: String(shift.shift) };
  const answers = await ask<ComparedStrategy[]>(api.calibration.strategies.$get({ query }));
  terminal.result(answers, () => {
    const chosen = answers.flatMap(({ name, calibration, counts }) =>
      calibration && counts ? [{ name, thresholds: calibration.thresholds, counts }] : [],
    );
    terminal.say('On the images held out of the fit, each with its defaults:');
    terminal.say(
      table(
        ['strategy', 'leak from', 'review from', 'suspect below', 'TPR', 'TNR'],
        chosen.map(({ name, thresholds: { upper, review, lower }, counts }) => [
          name,
          upper.toPrecision(4),
          review?.toPrecision(4) ?? null,
          lower?.toPrecision(4) ?? null,
          rate(tpr(counts)),
          rate(tnr(counts)),
        ]),
      ),
    );
    for (const { name, refusal } of answers) {
      if (refusal) terminal.say(`${name} refuses: ${refusal.message}`);
    }
  });
}

interface ProofOptions {
  tpr?: number;
  tnr?: number;
  json?: boolean;
}

async function prove(folder: string, { json, ...demands }: ProofOptions): Promise<void> {
  const terminal = createTerminal(json === true);
  await openSession(folder, terminal, async ({ api, ask }) => {
    const basis = await ask<ProofBasis>(
      Object.keys(demands).length > 0 ? api.demands.$post({ json: demands }) : api.proof.$get(),
    );
    const proof = proofOf(basis.counts, basis.demands);
    terminal.result({ ...basis, ...proof }, () => {
      terminal.say(`${WORDS[proof.state]}, on the ${basis.set} images.`);
      terminal.say(`TPR ${proofWords(proof.tpr, 'leaks')}`);
      terminal.say(`TNR ${proofWords(proof.tnr, 'normals')}`);
    });
  });
}

const WORDS = { pass: 'Proven', fail: 'Failed', unproven: 'Not proven' } as const;

function proofWords({ state, demanded, low, high, needed, hits, images }: RateProof, of: string) {
  const sure = `with ${CONFIDENCE * 100}% certainty`;
  if (state === 'pass') return `is at least ${rate(low)} ${sure}; ${demanded} is demanded.`;
  if (state === 'fail') return `is at most ${rate(high)} ${sure}; ${demanded} is demanded.`;
  const [now, more] = needed.map(({ images, errors }) => `${images} ${of} with ${errors} wrong`);
  return `of ${demanded} takes ${now}, or ${more}; there are ${images} with ${images - hits} wrong.`;
}
