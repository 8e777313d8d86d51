import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { DrawnSheet } from '../../imaging/sheet.ts';
import type { Sheet } from '../../shared/api/wall.ts';

/** Raised when the same images would be drawn differently: older sheets are then drawn again. */
const EDITION = 2;

/** What is written beside a sheet's picture. */
const noteSchema = z.object({
  sheet: z.int(),
  /** Which images were drawn; see `contentOf`. */
  content: z.string(),
  // Nothing but a picture's name: it is deleted when the sheet is drawn anew.
  file: z.string().regex(/^[0-9a-f]{32}\.jpg$/),
  width: z.int(),
  height: z.int(),
  missing: z.array(z.int()),
});

export type SheetNote = z.infer<typeof noteSchema> & Sheet;

/** Names the images of a sheet: a backup that was put back may have others under the same ids. */
export function contentOf(images: readonly { hash: string }[]): string {
  const hash = createHash('sha256').update(String(EDITION));
  for (const image of images) hash.update(image.hash);
  return hash.digest('hex').slice(0, 32);
}

/** Sheets in the project's cache folder: two files each, a picture and a note that names it. */
export function createSheetStore(folder: string) {
  const noteFile = (sheet: number): string => path.join(folder, `${sheet}.json`);

  /** Whole or not at all: a crash must leave no half a picture under its final name. */
  async function place(name: string, data: Uint8Array | string): Promise<void> {
    const unfinished = path.join(folder, `.unfinished-${name}`);
    await writeFile(unfinished, data);
    await rename(unfinished, path.join(folder, name));
  }

  return {
    /** Null where there is none that can be used, or its picture is gone. */
    async read(sheet: number): Promise<SheetNote | null> {
      try {
        const note = noteSchema.parse(JSON.parse(await readFile(noteFile(sheet), 'utf8')));
        await access(path.join(folder, note.file));
        return note.sheet === sheet ? note : null;
      } catch {
        return null;
      }
    },
    /** Bytes of a picture by its name; null where it is gone. */
    picture: (file: string): Promise<Buffer | null> =>
      readFile(path.join(folder, file)).catch(() => null),
    /** Puts a sheet in the place of the one before, whose picture nobody asks for any more. */
    async write(
      sheet: number,
      content: string,
      drawn: DrawnSheet,
      before: SheetNote | null,
    ): Promise<SheetNote> {
      await mkdir(folder, { recursive: true });
      const { data, width, height, missing } = drawn;
      // The sheet's number is part of its name: two sheets of copies look the same, and the picture of
      // one must not go when the other is drawn again.
      const hash = createHash('sha256').update(`${sheet}:`).update(data);
      const name = hash.digest('hex').slice(0, 32);
      const note = { sheet, content, file: `${name}.jpg`, width, height, missing };
      await place(note.file, data);
      await place(`${sheet}.json`, JSON.stringify(note));
      if (before && before.file !== note.file) await rm(path.join(folder, before.file), { force: true }); // prettier-ignore
      return note;
    },
  };
}
