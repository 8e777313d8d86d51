import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../../db/open.ts';
import type { InspectedImage } from '../../imaging/inspect.ts';
import type { Label } from '../../shared/words.ts';
import type { LabelConflict } from '../../shared/api/imports.ts';
import { storedFile } from '../images/files.ts';
import { append, newestWord, openBatch } from '../labels/log.ts';
import type { PlannedFile } from './layouts/index.ts';

/** What reading one planned file gave. */
export type ReadFile = PlannedFile &
  ({ image: InspectedImage | { hash: string; known: true } } | { reason: string });

export function ensureSource(db: Database, folder: string, project: string, at: string): number {
  const relative = path.relative(project, folder);
  return db
    .prepare(
      `insert into source (path, relative, created_at) values (?, ?, ?)
       on conflict (path) do update set relative = excluded.relative returning id`,
    )
    .pluck()
    .get(folder, relative, at) as number;
}

function ensureShift(db: Database, name: string, at: string): number {
  return db
    .prepare(
      `insert into shift (name, created_at) values (?, ?)
       on conflict (name) do update set name = name returning id`,
    )
    .pluck()
    .get(name, at) as number;
}

export interface ChunkCounts {
  added: number;
  copies: number;
  known: number;
  images: number[];
}

/**
 * Stores a chunk of files in one transaction; an import that is cut off keeps its whole chunks.
 *
 * @param stay whether a file that is known, with the same bytes, stays in its shift
 */
export function storeChunk(
  db: Database,
  source: number,
  files: ReadFile[],
  at: string,
  stay: boolean,
): ChunkCounts {
  const counts: ChunkCounts = { added: 0, copies: 0, known: 0, images: [] };
  const findImage = db.prepare('select id from image where hash = ?').pluck();
  const addImage = db
    .prepare(
      'insert into image (hash, bytes, width, height, format) values (?, ?, ?, ?, ?) returning id',
    )
    .pluck();
  const findOccurrence = db.prepare(
    'select image, shift from occurrence where source = ? and file = ?',
  );
  const addOccurrence = db.prepare(
    `insert into occurrence (image, source, file, shift, label, cell, taken_at)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (source, file) do update set image = excluded.image,
       shift = coalesce(excluded.shift, shift), label = coalesce(excluded.label, label),
       cell = coalesce(excluded.cell, cell), taken_at = coalesce(excluded.taken_at, taken_at)`,
  );
  const addUnreadable = db.prepare(
    'insert or replace into unreadable (source, file, reason, at) values (?, ?, ?, ?)',
  );
  const nowReadable = db.prepare('delete from unreadable where source = ? and file = ?');
  db.transaction(() => {
    for (const planned of files) {
      if ('reason' in planned) {
        addUnreadable.run(source, planned.file, planned.reason, at);
        continue;
      }
      nowReadable.run(source, planned.file);
      const { image } = planned;
      let id = findImage.get(image.hash) as number | undefined;
      const seenBefore = id !== undefined;
      if (id === undefined) {
        if ('known' in image) throw new Error(`Image ${image.hash} went missing during an import`);
        id = addImage.get(
          image.hash,
          image.bytes,
          image.width,
          image.height,
          image.format,
        ) as number;
      }
      const earlier = findOccurrence.get(source, planned.file) as
        { image: number; shift: number | null } | undefined;
      if (earlier?.image === id) counts.known += 1;
      else if (seenBefore) counts.copies += 1;
      else counts.added += 1;
      const stays = stay && earlier?.image === id && earlier.shift !== null;
      const shift = planned.shift === null || stays ? null : ensureShift(db, planned.shift, at);
      addOccurrence.run(
        id,
        source,
        planned.file,
        shift,
        planned.label,
        planned.cell ?? null,
        planned.takenAt ?? null,
      );
      counts.images.push(id);
    }
  })();
  return counts;
}

/**
 * Copies files into the project, so that it stays whole when their folder goes away: all of them
 * where a person wishes it, and always those that are no files of their own.
 */
export async function keepCopies(
  db: Database,
  project: string,
  folder: string,
  files: ReadFile[],
  all: boolean,
) {
  const kept = db.prepare('select stored from image where hash = ?').pluck();
  const mark = db.prepare('update image set stored = 1 where hash = ?');
  for (const file of files) {
    if ('reason' in file || !(all || file.made)) continue;
    const { hash } = file.image;
    const target = path.join(project, storedFile(hash));
    // What is marked as kept is whole: it was renamed into place before it was marked.
    if (kept.get(hash) === 1 && existsSync(target)) continue;
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.part`;
    if (file.made) await writeFile(partial, await file.made());
    else await copyFile(path.join(folder, file.file), partial);
    await rename(partial, target);
    mark.run(hash);
  }
}

interface Said {
  file: string;
  label: Label;
}

/**
 * Gives images the label that their files' places say. An import never overrides a person, and
 * where files of one image disagree it does not guess: the image becomes `unsure`.
 *
 * @param batch the import's batch, or null to open one with the first label
 * @returns the batch, the number of labels by kind, and the conflicts among these images
 */
export function labelFromPlaces(
  db: Database,
  images: Iterable<number>,
  batch: number | null,
  at: string,
): { batch: number | null; conflicts: Map<number, LabelConflict> } {
  const said = db.prepare(
    'select file, label from occurrence where image = ? and label is not null order by id',
  );
  const conflicts = new Map<number, LabelConflict>();
  const items: { image: number; label: Label; origin: 'import' }[] = [];
  for (const image of new Set(images)) {
    const files = said.all(image) as Said[];
    if (files.length === 0) continue;
    const agreed = files.every(({ label }) => label === files[0]!.label);
    const meant: Label = agreed ? files[0]!.label : 'unsure';
    const word = newestWord(db, image);
    // A person who took a label back has spoken as well.
    const byPerson = word !== null && word.origin !== 'import';
    if (!byPerson && word?.label !== meant) items.push({ image, label: meant, origin: 'import' });
    const kept = byPerson ? word.label : meant;
    if (!agreed || kept !== meant) {
      conflicts.set(image, {
        files,
        kept,
        reason: byPerson ? 'a person said so' : 'files disagree',
      });
    }
  }
  if (items.length > 0) {
    db.transaction(() => {
      batch ??= openBatch(db, { origin: 'import', author: 'import', at });
      append(db, batch, items);
    })();
  }
  return { batch, conflicts };
}
