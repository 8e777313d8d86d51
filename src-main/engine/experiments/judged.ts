import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from '../../db/open.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/files.ts';
import { readTruth } from '../imports/annotations.ts';
import type { Spec } from './spec.ts';

/** An image that judges: it has no part in any fit or threshold of the experiment. */
export interface JudgedImage {
  /** Its name for people. */
  name: string;
  path: string;
  /** SHA-256 of its bytes. */
  hash: string;
  leak: boolean;
}

/**
 * The images that judge, with their truth.
 *
 * @throws LunkaError `unknown-shift`, `nothing-to-judge`; as `readTruth`
 */
export async function judgedImages(
  { db, project }: Context,
  judge: Spec['judge'],
): Promise<JudgedImage[]> {
  if ('shift' in judge) return labelledShift(db, project.folder, judge.shift);
  const images: JudgedImage[] = [];
  for (const image of await readTruth(judge.images, judge.annotations)) {
    const hash = createHash('sha256')
      .update(await readFile(image.path))
      .digest('hex');
    images.push({ ...image, hash });
  }
  return images;
}

async function labelledShift(db: Database, project: string, shift: string): Promise<JudgedImage[]> {
  const names = db.prepare('select name from shift order by id').pluck().all() as string[];
  if (!names.includes(shift)) {
    throw new LunkaError(
      'unknown-shift',
      404,
      `Expected the name of a shift${names.length > 0 ? ` (${names.join(', ')})` : ', but none has been imported yet'}, received "${shift}".`,
    );
  }
  const rows = db
    .prepare(
      `select i.id, i.hash, min(o.file) as name, l.label from shift h
       join occurrence o on o.shift = h.id join image i on i.id = o.image
       join label l on l.image = i.id
       where h.name = ? and l.label in ('normal', 'leak') group by i.id order by i.id`,
    )
    .all(shift) as { id: number; hash: string; name: string; label: Label }[];
  if (rows.length === 0) {
    throw new LunkaError(
      'nothing-to-judge',
      422,
      `Expected images of the shift "${shift}" labelled normal or leak, found none. Label them, or name a folder and its annotations.`,
    );
  }
  const files = await imageFiles(
    db,
    project,
    rows.map(({ id }) => id),
  );
  return rows.map(({ hash, name, label }, i) => ({
    name,
    hash,
    path: files[i]!.path,
    leak: label === 'leak',
  }));
}
