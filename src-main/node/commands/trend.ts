import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Compared, DriftRecalibration, DriftReport } from '../../shared/api/drift.ts';
import type { ShiftReport } from '../../shared/api/report.ts';
import type { DriftVerdict } from '../../shared/drift.ts';
import { openSession } from '../session.ts';
import { createTerminal, rate, table } from '../terminal.ts';
import { addCommand, choice, whole } from './options.ts';
import { shiftId } from './review.ts';

const SAYS: Record<DriftVerdict, string> = {
  steady: 'steady: the bulk stands where the calibration had it',
  light: 'light or lens changed: the bulk of the normals moved',
  leaks: 'more leaks: the bulk stands, the tail grew',
  both: 'light or lens changed, and more leaks are confirmed than in the other shifts',
  'too-few': 'not enough images to say',
};

export function trendCommands(program: Command): void {
  addCommand(program, 'drift <project>', 'tell changed light from more leaks')
    .option('--shift <name>', 'this shift (default: the newest)')
    .option(
      '--recalibrate',
      'new threshold(s) from normals confirmed in recent shifts, no training',
    )
    .option('--shifts <n>', 'how many recent shifts --recalibrate looks at', whole(1, 100))
    .action(
      async (
        folder: string,
        options: { shift?: string; recalibrate?: boolean; shifts?: number; json?: boolean },
      ) => {
        const terminal = createTerminal(options.json === true);
        await openSession(folder, terminal, async (session) => {
          const { api, ask } = session;
          if (options.recalibrate) {
            const json = options.shifts ? { shifts: options.shifts } : {};
            const done = await ask<DriftRecalibration>(api.drift.recalibrate.$post({ json }));
            terminal.result(done, () => printRecalibration(done, terminal.say));
            return;
          }
          const id = options.shift ? await shiftId(session, options.shift) : undefined;
          const query = id === undefined ? {} : { shift: String(id) };
          const report = await ask<DriftReport>(api.drift.$get({ query }));
          terminal.result(report, () => printDrift(report, terminal.say));
        });
      },
    );

  program
    .command('report <project>')
    .description('one shift as a page that needs nothing else, or as JSON')
    .requiredOption('--shift <name>', 'the shift')
    .requiredOption('--out <file>', 'the file: .html, or .json', reportFile)
    .option('--lang <language>', 'of the page', choice(['en', 'ru']), 'en')
    .action(async (folder: string, options: { shift: string; out: string; lang: 'en' | 'ru' }) => {
      const terminal = createTerminal(false);
      await openSession(folder, terminal, async (session) => {
        const { api, ask } = session;
        const param = { id: String(await shiftId(session, options.shift)) };
        const report = await ask<ShiftReport>(api.shifts[':id'].report.$get({ param }));
        let text = `${JSON.stringify(report, null, 2)}\n`;
        if (!/\.json$/i.test(options.out)) {
          const query = { lang: options.lang };
          const page = await api.shifts[':id'].report.page.$get({ param, query });
          // A problem is thrown, not written as a page.
          text = page.ok ? await page.text() : await ask(Promise.resolve(page));
        }
        const file = path.resolve(options.out);
        await writeFile(file, text);
        terminal.say(`Wrote ${file}: ${report.leaks.length} leaks in ${report.images} images.`);
      });
    });
}

/** What a report can be written as is told by the name of its file. */
function reportFile(file: string): string {
  if (!/\.(html|htm|json)$/i.test(file)) {
    throw new InvalidArgumentError('Expected a file that ends in .html or .json.');
  }
  return file;
}

function printDrift(report: DriftReport, say: (line: string) => void): void {
  say(`Shift ${report.shift.name}: ${SAYS[report.verdict]}.`);
  const row = (what: string, { images, reference, test }: Compared) => [
    what,
    images,
    reference,
    test?.statistic.toFixed(3) ?? 'not enough images',
    test && test.p.toPrecision(2),
    test?.psi.toFixed(3) ?? null,
  ];
  const head = ['scores of', 'images', 'reference', 'D', 'p', 'PSI'];
  say(
    table(head, [
      row('images that pass', report.passed),
      row('confirmed normals', report.reviewed),
      ...report.cells.filter(({ moved }) => moved).map((cell) => row(`cell ${cell.cell}`, cell)),
    ]),
  );
  for (const [what, tail] of [
    ['flagged', report.flagged],
    ['confirmed leaks', report.leaks],
  ] as const) {
    if (!tail) continue;
    const others = rate(tail.others.count / tail.others.images);
    say(
      `${what}: ${tail.count} of ${tail.images} (${rate(tail.count / tail.images)}); other shifts ${others}, p ${tail.p.toPrecision(2)}`,
    );
  }
}

function printRecalibration(done: DriftRecalibration, say: (line: string) => void): void {
  const { detector, calibration, before, after } = done;
  say(
    `${detector.name}: leak from ${calibration.thresholds.upper.toPrecision(4)}. ${calibration.note}`,
  );
  say(
    table(
      ['cut', 'leaks found', 'of', 'normals passed', 'of'],
      [
        ['before', before.tp, done.leaks, before.tn, done.normals],
        ['after', after.tp, done.leaks, after.tn, done.normals],
      ],
    ),
  );
  say(done.activated ? 'It is active now.' : `It waits for a person: ${done.gate.reason}`);
}
