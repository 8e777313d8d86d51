import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { isImageFile } from '../../engine/imports/layouts/index.ts';
import type { ImageColumns, ImageDetail, ImportResult, ProjectSummary } from '../../shared/api.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { ScoreResult } from '../../shared/worker.ts';
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
  images: number;
  unreadable: number;
  flagged: { file: string; shift: string; cell: string | null; score: number; verdict: string }[];
}

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
  const total: Watched = { images: 0, unreadable: 0, flagged: [] };
  const arrivals = createArrivals(folder);
  try {
    await arrivals.look();
    terminal.say(`Watching ${folder}; Ctrl-C ends it.`);
    while (!stop.signal.aborted) {
      await pause(options.every * 1000, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) break;
      const files = await arrivals.look();
      if (files.length > 0) await take(session, folder, files, options, terminal, total);
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

/** Files of a folder that have stopped growing: between two looks neither size nor time changed. */
function createArrivals(folder: string) {
  const seen = new Map<string, string>();
  const taken = new Set<string>();
  return {
    /** @throws LunkaError `folder-not-found` */
    async look(): Promise<string[]> {
      const whole: string[] = [];
      for (const file of await imagesBelow(folder)) {
        if (taken.has(file)) continue;
        const now = await stat(path.join(folder, file)).catch(() => null);
        if (!now) continue;
        const state = `${now.size} ${now.mtimeMs}`;
        // A file that is made first and filled later has not arrived while it is empty.
        if (seen.get(file) === state && now.size > 0) {
          whole.push(file);
          taken.add(file);
          seen.delete(file);
        } else seen.set(file, state);
      }
      return whole;
    },
  };
}

async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new LunkaError('folder-not-found', 404, `Expected a folder to watch at ${folder}.`, {
        cause,
      });
    },
  );
  return entries
    .filter((entry) => entry.isFile() && isImageFile(entry.name))
    .map(({ parentPath, name }) =>
      path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, '/'),
    )
    .sort();
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
  const result = await run<ImportResult>(
    api.imports.$post({
      json: {
        path: folder,
        layout: 'flat',
        files,
        shift,
        score: false,
        ...(names === undefined ? {} : { names }),
      },
    }),
  );
  total.images += result.added;
  total.unreadable += result.unreadable.length;
  for (const { file, reason } of result.unreadable) terminal.say(`unreadable  ${file}: ${reason}`);
  const { active } = await ask<ProjectSummary>(api.project.$get());
  if (!active) {
    terminal.say(`${result.added} new images in ${shift}; there is no detector yet to judge them.`);
    return;
  }
  await run<ScoreResult>(api.detectors.score.$post({ json: {} }));
  const after = await flaggedOf(session, shift);
  terminal.say(`${result.added} new images in ${shift}, ${after.size - before.size} flagged.`);
  for (const id of after) {
    if (before.has(id)) continue;
    const param = { id: String(id) };
    const detail = await ask<ImageDetail>(api.images[':id'].$get({ param }));
    const { file, cell } = detail.occurrences.find((place) => place.shift === shift)!;
    const flag = { file, shift, cell, score: detail.score!, verdict: detail.verdict! };
    total.flagged.push(flag);
    terminal.say(`${flag.verdict}  ${flag.score.toPrecision(4)}  ${file}`);
  }
}

/** Flagged images of a shift, the surest leaks first; none where there is no such shift yet. */
async function flaggedOf({ api, ask }: Session, name: string): Promise<Set<number>> {
  const shifts = await ask<{ id: number; name: string }[]>(api.shifts.$get());
  const shift = shifts.find((known) => known.name === name);
  if (!shift) return new Set();
  const query = { shift: String(shift.id), flagged: 'true' };
  return new Set((await ask<ImageColumns>(api.images.$get({ query } as never))).ids);
}

/** The day by this workstation's clock. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
