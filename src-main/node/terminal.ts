import { Presets, SingleBar } from 'cli-progress';
import type { Job, JobProgress } from '../shared/api/jobs.ts';

/** How a command talks: tables and bars for people, one JSON document for programs. */
export interface Terminal {
  readonly json: boolean;
  /** A line for people; silent with --json. */
  say(line: string): void;
  /** The command's result: `data` with --json, else what `people` prints. */
  result(data: unknown, people: () => void): void;
  progress(job: Job): void;
  endProgress(): void;
}

export function createTerminal(json: boolean): Terminal {
  const bars = json ? null : createBars();
  return {
    json,
    say(line) {
      if (!json) process.stdout.write(`${line}\n`);
    },
    result(data, people) {
      if (json) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
      else people();
    },
    progress: (job) => bars?.show(job),
    endProgress: () => bars?.end(),
  };
}

/** Bars on stderr, one a phase; where that is no terminal, a line a phase. */
function createBars() {
  const live = process.stderr.isTTY;
  let phase = '';
  let bar: SingleBar | null = null;

  function end(): void {
    bar?.stop();
    bar = null;
    phase = '';
  }

  return {
    end,
    show({ progress }: Job): void {
      if (!progress) return;
      if (progress.phase !== phase) {
        end();
        phase = progress.phase;
        if (!live) {
          const run = progress.run ? `run ${progress.run}/${progress.runs ?? '?'}: ` : '';
          process.stderr.write(`${run}${phase} ...\n`);
          return;
        }
        bar = new SingleBar(
          {
            format: `${phase.padEnd(11)} {bar} {value}/{total}  {details}`,
            hideCursor: true,
            stream: process.stderr,
          },
          Presets.shades_classic,
        );
        bar.start(progress.total, progress.done, { details: '' });
      }
      bar?.setTotal(Math.max(1, progress.total));
      bar?.update(progress.done, { details: details(progress) });
    },
  };
}

function details(progress: JobProgress): string {
  const parts: string[] = [];
  if (progress.run) parts.push(`run ${progress.run}/${progress.runs ?? '?'}`);
  if (progress.epoch) parts.push(`epoch ${progress.epoch}/${progress.epochs ?? '?'}`);
  if (progress.loss !== undefined) parts.push(`loss ${progress.loss.toPrecision(3)}`);
  if (progress.validationLoss !== undefined) {
    parts.push(`validation ${progress.validationLoss.toPrecision(3)}`);
  }
  if (progress.imagesPerSecond) parts.push(`${Math.round(progress.imagesPerSecond)} images/s`);
  if (progress.secondsLeft) parts.push(`${Math.ceil(progress.secondsLeft)} s left`);
  return parts.join('  ');
}

/** Aligned columns; numbers to the right. */
export function table(head: string[], rows: (string | number | null)[][]): string {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell)))),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const numeric = head.map((_, column) =>
    rows.every((row) => row[column] === null || /^[-\d.,%]*$/.test(String(row[column]))),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A rate to three places, or a dash where the class is missing. */
export function rate(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}
