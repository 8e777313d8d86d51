import { access } from 'node:fs/promises';
import path from 'node:path';
import { drawSheet } from '../../imaging/sheet.ts';
import type { WallSheets } from '../../shared/api/wall.ts';
import { slotOf } from '../../shared/sheets.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/files.ts';
import { slices } from '../slices.ts';
import { countOf, imagesOf, sheetsOf } from './queries.ts';
import { contentOf, createSheetStore, type SheetNote } from './store.ts';

/** Sheets looked up before other requests get their turn. */
const SLICE = 8;

/** A sheet that was found or made since the project was opened. */
interface Known {
  note: SheetNote;
  /** Images on it: they are only ever added, so as many as then are the same as then. */
  images: number;
}

export interface SheetMaker {
  /** What there is for a shift, or for all images; the rest is on its way. */
  list(shift: number | undefined): Promise<WallSheets>;
  /** The same, and files that were gone are looked for once more. */
  look(shift: number | undefined): Promise<WallSheets>;
  /** Bytes of a sheet's picture by its name; null where there is none. */
  picture(file: string): Promise<Buffer | null>;
  /** Leaves the sheet at hand unmade, and resolves once nothing is written any more. */
  close(): Promise<void>;
}

/**
 * Makes the sheets of small pictures, one after the other, beside whatever else runs: not as a job,
 * or the wall of a shift would wait for a training. Begins when an import has ended, and goes on
 * where somebody asks for what is not there yet.
 */
export function createSheetMaker({ db, project, events, log }: Context): SheetMaker {
  const store = createSheetStore(path.join(project.folder, 'cache', 'sheets'));
  const known = new Map<number, Known>();
  const wanted = new Set<number>();
  /** Not tried again until somebody opens the wall anew: a full disk would be asked for ever. */
  const failed = new Set<number>();
  const closing = new AbortController();
  const surveys = new Set<Promise<unknown>>();
  let making: Promise<void> | null = null;

  /** The sheet as it should be, or null where it must be made. */
  async function find(sheet: number): Promise<SheetNote | null> {
    const before = known.get(sheet);
    if (before && before.images === countOf(db, sheet)) return before.note;
    const note = await store.read(sheet);
    const images = imagesOf(db, sheet);
    if (note?.content !== contentOf(images)) return null;
    known.set(sheet, { note, images: images.length });
    return note;
  }

  async function make(sheet: number): Promise<void> {
    const before = (await find(sheet)) ?? (await store.read(sheet));
    const images = imagesOf(db, sheet);
    const content = contentOf(images);
    const files = await imageFiles(
      db,
      project.folder,
      images.map(({ id }) => id),
    );
    if (before?.content === content && !(await anyIsBack(before, files))) return;
    const drawn = await drawSheet(
      images.map((image, i) => ({ ...image, slot: slotOf(image.id), path: files[i]!.path })),
      closing.signal,
    );
    const note = await store.write(sheet, content, drawn, before);
    known.set(sheet, { note, images: images.length });
  }

  async function makeWanted(): Promise<void> {
    for (const sheet of wanted) {
      if (closing.signal.aborted) return;
      // Wanted again from here on means once more: images may have come since.
      wanted.delete(sheet);
      try {
        await make(sheet);
      } catch (error) {
        if (closing.signal.aborted) return;
        failed.add(sheet);
        log(`sheet ${sheet} could not be made: ${(error as Error).message}`);
      }
    }
  }

  function want(sheets: readonly number[]): void {
    if (closing.signal.aborted) return;
    for (const sheet of sheets) wanted.add(sheet);
    making ??= makeWanted().finally(() => {
      making = null;
    });
  }

  /** @param again whether what failed or has missing files is to be tried once more */
  function survey(shift: number | undefined, again: boolean): Promise<WallSheets> {
    const answer = takeStock(shift, again);
    surveys.add(answer);
    const forget = (): boolean => surveys.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  async function takeStock(shift: number | undefined, again: boolean): Promise<WallSheets> {
    const answer: WallSheets = { sheets: [], left: 0 };
    const absent: number[] = [];
    for await (const slice of slices(sheetsOf(db, shift), SLICE)) {
      closing.signal.throwIfAborted();
      for (const sheet of slice) {
        if (again) failed.delete(sheet);
        const note = await find(sheet);
        if (note) {
          const { content: _, ...told } = note;
          answer.sheets.push(told);
        }
        if (failed.has(sheet)) continue;
        if (!note) answer.left += 1;
        if (!note || (again && note.missing.length > 0)) absent.push(sheet);
      }
    }
    want(absent);
    return answer;
  }

  const unsubscribe = events.subscribe((event) => {
    if (event.type !== 'job' || event.job.state !== 'done') return;
    if (event.job.kind !== 'import' && event.job.kind !== 'demo') return;
    survey(undefined, false).catch((error: Error) => {
      if (!closing.signal.aborted) log(`the sheets could not be looked up: ${error.message}`);
    });
  });

  return {
    list: (shift) => survey(shift, false),
    look: (shift) => survey(shift, true),
    async picture(file) {
      const data = await store.picture(file);
      if (data) return data;
      // Whoever asks again gets it made again: the cache may be deleted at any time.
      for (const [sheet, { note }] of known) if (note.file === file) known.delete(sheet);
      return null;
    },
    async close() {
      unsubscribe();
      closing.abort();
      await Promise.allSettled([making, ...surveys]);
    },
  };
}

async function anyIsBack(
  { missing }: SheetNote,
  files: readonly { id: number; path: string }[],
): Promise<boolean> {
  const gone = new Set(missing);
  const there = await Promise.all(
    files
      .filter(({ id }) => gone.has(slotOf(id)))
      .map(({ path }) => access(path).then(() => true, () => false)), // prettier-ignore
  );
  return there.includes(true);
}
