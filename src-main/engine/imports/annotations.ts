import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LunkaError } from '../../shared/errors.ts';
import type { Label } from '../../shared/words.ts';
import { someOf } from '../labels/files.ts';

/** Truth by file name, as an annotation file gives it. */
export type Annotations = Map<string, Exclude<Label, 'unsure'>>;

/**
 * Reads a file of `name 0|1` lines, 1 = leak; Windows line ends and empty lines are fine.
 *
 * @throws LunkaError `annotations-not-found`, `annotations-malformed` (with the line's number)
 */
export async function readAnnotations(file: string): Promise<Annotations> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new LunkaError(
      'annotations-not-found',
      404,
      `Expected a file of annotations at ${file}, found none that can be read.`,
      { cause },
    );
  }
  const annotations: Annotations = new Map();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const match = /^(.+?)[\s,;]+([01])\s*$/.exec(line.replace(/^\uFEFF/, ''));
    if (!match) {
      throw malformed(file, index, `"name 0" or "name 1", 1 = leak`, line);
    }
    const name = match[1]!.trim();
    const label = match[2] === '1' ? 'leak' : 'normal';
    if ((annotations.get(name) ?? label) !== label) {
      throw malformed(file, index, `one class for ${name}`, 'a second, other one');
    }
    annotations.set(name, label);
  });
  if (annotations.size === 0) throw malformed(file, 0, 'at least one line', 'an empty file');
  return annotations;
}

function malformed(file: string, index: number, expected: string, received: string): LunkaError {
  return new LunkaError(
    'annotations-malformed',
    422,
    `${file}, line ${index + 1}: expected ${expected}, received ${received.slice(0, 80)}`,
  );
}

/** `annotations-absent-images`: annotated names that have no file. */
export function absentImages(names: string[]): LunkaError {
  return new LunkaError(
    'annotations-absent-images',
    422,
    `Expected every annotated image to be there, received ${names.length} that are not: ${someOf(names)}. Nothing was stored.`,
  );
}

/** @throws LunkaError `folder-not-found` */
export function requireFolder(folder: string): string {
  const absolute = path.resolve(folder);
  if (!existsSync(absolute) || !statSync(absolute).isDirectory()) {
    throw new LunkaError(
      'folder-not-found',
      404,
      `Expected a folder at ${absolute}, found ${existsSync(absolute) ? 'a file' : 'nothing'}.`,
    );
  }
  return absolute;
}

/**
 * The annotated images of a folder, in the order of the annotations.
 *
 * @throws LunkaError as `readAnnotations`; `folder-not-found`, `annotations-absent-images`
 */
export async function readTruth(
  images: string,
  annotations: string,
): Promise<{ name: string; path: string; leak: boolean }[]> {
  const folder = requireFolder(images);
  const truth = [...(await readAnnotations(path.resolve(annotations)))].map(([name, label]) => ({
    name,
    path: path.join(folder, name),
    leak: label === 'leak',
  }));
  const absent = truth.filter((image) => !existsSync(image.path));
  if (absent.length > 0) throw absentImages(absent.map(({ name }) => name));
  return truth;
}
