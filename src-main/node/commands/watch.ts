import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ImageColumns, ImageDetail } from '../../shared/api/images.ts';
import type { ImportResult } from '../../shared/api/imports.ts';
import type { ProjectSummary } from '../../shared/api/project.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { ScoreResult } from '../../shared/worker/results.ts';
import { createArrivals } from '../arrivals.ts';
import { openSession, type Session } from '../session.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { addCommand, whole } from './options.ts';

interface WatchOptions {
  shift?: string;
  names?: string;
  once?: boolean;
  every: number;
  json?: boolean;
}

/** What `--json` prints at the end. */
interface Watched {
  /** New to the project; `copies` are files of images that it had, `known` files that it had taken. */
  images: number;
  copies: number;
  known: number;
  unreadable: number;
  flagged: { file: string; shift: string; cell: string | null; score: number; verdict: string }[];
}

/** Files an import: a request has a limit, and what is taken by then stays taken. */
const MOST_FILES = 20_000;

export function watchCommand(program: Command): void {
  addCommand(program, 'watch <project> <folder>', 'take in what arrives in a folder, and judge it')
    .option('--shift <name>', 'the shift it belongs to (default: the day, as 2026-11-22)')
    .option('--names <pattern>', 'how file names say cell and time (see README)')
    .option('--every <seconds>', 'between two looks', whole(1, 3600), 2)
    .option('--once', 'take what has arrived whole, and end')
    .action(async (project: string, folder: string, options: WatchOptions) => {
      const terminal = createTerminal(options.json === true);
      await openSession(project, terminal, (session) =>
        watch(session, path.resolve(folder), options, terminal),
      );
    });
}

/** Looks again and again until Ctrl-C; what is at work then is cancelled and leaves a whole project. */
async function watch(
  session: Session,
  folder: string,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const total: Watched = { images: 0, copies: 0, known: 0, unreadable: 0, flagged: [] };
  const arrivals = createArrivals(folder);
  let away = false;
  try {
    // A folder that is not there at the start is a mistake of whoever starts it.
    await arrivals.look();
    terminal.say(`Watching ${folder}; Ctrl-C ends it.`);
    while (!stop.signal.aborted) {
      await pause(options.every * 1000, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) break;
      try {
        const files = await arrivals.look();
        if (away) terminal.say(`${folder} can be read again.`);
        away = false;
        for (let from = 0; from < files.length; from += MOST_FILES) {
          const some = files.slice(from, from + MOST_FILES);
          await take(session, folder, some, options, terminal, total);
          await arrivals.taken(some);
        }
      } catch (error) {
        if (options.once || !isPassing(error)) throw error;
        if (!away) terminal.say(`${(error as Error).message} Waiting until it can be.`);
        away = true;
      }
      if (options.once) break;
    }
  } catch (error) {
    // Ctrl-C is how a watch ends, also in the middle of an import.
    if (!stop.signal.aborted) throw error;
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
  terminal.result(total, () =>
    terminal.say(`Took in ${total.images} new images; ${total.flagged.length} are flagged.`),
  );
}

/** A share that drops out for a moment is what a watch is to outlast. */
function isPassing(error: unknown): boolean {
  const code = error instanceof LunkaError ? error.code : '';
  return code === 'folder-not-readable' || code === 'folder-not-found';
}

async function take(
  session: Session,
  folder: string,
  files: string[],
  { shift = today(), names }: WatchOptions,
  terminal: Terminal,
  total: Watched,
): Promise<void> {
  const { api, ask, run } = session;
  const before = await flaggedOf(session, shift);
  const json = { path: folder, layout: 'flat', files, shift, score: false, names } as const;
  const result = await run<ImportResult>(api.imports.$post({ json })).catch((error: unknown) => {
    if (error instanceof LunkaError && error.code === 'no-images') return null;
    throw error;
  });
  const gone = files.length - (result?.files ?? 0);
  if (gone > 0) terminal.say(`${gone} files went before they could be read.`);
  if (!result) return;
  total.images += result.added;
  total.copies += result.copies;
  total.known += result.known;
  total.unreadable += result.unreadable.length;
  for (const { file, reason } of result.unreadable) terminal.say(`unreadable  ${file}: ${reason}`);
  const { active } = await ask<ProjectSummary>(api.project.$get());
  if (!active) {
    terminal.say(`${counted(result, shift)}; there is no detector yet to judge them.`);
    return;
  }
  const judged = await run<ScoreResult>(api.detectors.score.$post({ json: {} }));
  if (judged.unreadable.length > 0) {
    terminal.say(`${judged.unreadable.length} images could not be read to be judged; they are tried again after the next import.`); // prettier-ignore
  }
  const flagged = [...(await flaggedOf(session, shift))].filter((id) => !before.has(id));
  terminal.say(`${counted(result, shift)}, ${flagged.length} flagged.`);
  for (const id of flagged) {
    const param = { id: String(id) };
    const detail = await ask<ImageDetail>(api.images[':id'].$get({ param }));
    const { file, cell } = detail.occurrences.find((place) => place.shift === shift)!;
    const flag = { file, shift, cell, score: detail.score!, verdict: detail.verdict! };
    total.flagged.push(flag);
    terminal.say(`${flag.verdict}  ${flag.score.toPrecision(4)}  ${file}`);
  }
}

/** What an import took in; images that the project had already are no new ones. */
function counted({ added, copies, known }: ImportResult, shift: string): string {
  const more = [
    copies > 0 ? `${copies} copies of known ones` : '',
    known > 0 ? `${known} known files` : '',
  ].filter(Boolean);
  return `${added} new images in ${shift}${more.length > 0 ? ` (and ${more.join(', ')})` : ''}`;
}

/** Flagged images of a shift, the surest leaks first; none where there is no such shift yet. */
async function flaggedOf({ api, ask }: Session, name: string): Promise<Set<number>> {
  const shifts = await ask<{ id: number; name: string }[]>(api.shifts.$get());
  const shift = shifts.find((known) => known.name === name);
  const flagged = new Set<number>();
  for (let after: string | null | undefined; shift && after !== null;) {
    const query = { shift: String(shift.id), flagged: 'true', ...(after ? { after } : {}) };
    const page: ImageColumns = await ask<ImageColumns>(api.images.$get({ query } as never));
    for (const id of page.ids) flagged.add(id);
    after = page.next;
  }
  return flagged;
}

/** The day by this workstation's clock. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
