import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../src-renderer/i18n/en.ts';

const SOURCE = path.resolve(import.meta.dirname, '../../src-main');
/** Whatever is thrown in these may come to the page: in an answer, or as the end of a job. */
const ROOMS = ['engine', 'db', 'detector', 'imaging', 'shared'];

/** Codes that no page meets, and why; everything else is told in the language of the person. */
const ELSEWHERE: Record<string, readonly string[]> = {
  'tables of labels are read by the command line alone': [
    'ambiguous-file',
    'contradicting-rows',
    'unknown-file',
  ],
  'experiments are run by the command line alone': ['nothing-to-judge', 'too-many-runs'],
  'settings are typed on the command line; the page offers presets and strategies by name': [
    'architecture-unknown',
    'recipe-not-valid',
    'setting-not-applicable',
    'sizes-do-not-fit',
    'unknown-preset',
    'unknown-strategy',
  ],
  'images are generated with sizes and seeds of a person by the command line alone': [
    'generator-bad-count',
    'generator-bad-mix',
    'generator-bad-seed',
    'generator-folder-not-empty',
    'generator-not-a-folder',
  ],
  'a mistake in a program, which no person can mend': [
    'features-not-valid',
    'invalid-score',
    'no-such-route',
    'not-json',
    'request-unknown',
  ],
  'the wall asks for its sheets anew': ['sheet-gone'],
};

/** The codes that a source throws; a `*` stands for what is filled in. */
function codesIn(source: string): string[] {
  return [...source.matchAll(/new LunkaError\(([^,]*),/g)].flatMap(([, code]) =>
    [...code!.matchAll(/['`]([^'`]+)['`]/g)].map(([, text]) => text!.replace(/\$\{.*?\}/g, '*')),
  );
}

const thrown = new Set(
  ROOMS.flatMap((room) =>
    readdirSync(path.join(SOURCE, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => codesIn(readFileSync(path.join(SOURCE, room, file), 'utf8'))),
  ),
);

/** Whether a code has a text; where a part is filled in, whether any such code has. */
function isTold(code: string): boolean {
  const [start, end = ''] = `problem.${code}`.split('*');
  return code.includes('*')
    ? Object.keys(en).some((key) => key.startsWith(start!) && key.endsWith(end))
    : Object.hasOwn(en, start!);
}

describe('What goes wrong in the engine', () => {
  const elsewhere = Object.values(ELSEWHERE).flat();

  it('is told on the page in either language, but for what no page meets', () => {
    expect(thrown.size).toBeGreaterThan(80);
    const untold = [...thrown].filter((code) => !isTold(code));
    expect(untold.sort()).toEqual([...elsewhere].sort());
  });

  it('is found in a source by its code, however that is chosen', () => {
    expect(
      codesIn(
        "new LunkaError('a-b', 422, 'c'); new LunkaError(\n  newer ? 'd' : 'e',\n 4, ''); new LunkaError(`f-${g}`, 4",
      ),
    ).toEqual(['a-b', 'd', 'e', 'f-*']);
  });
});
