import type { NamesRead } from '../../shared/api/imports.ts';
import { LunkaError } from '../../shared/errors.ts';
import { suggest } from '../../shared/suggest.ts';
import { someOf } from '../labels/files.ts';
import type { PlannedFile } from './layouts/index.ts';
import { MOMENT, MOMENT_FORMS, momentOf, readMoment } from './times.ts';

/** As the line's cameras name their files; so particular that it is taken without being asked for. */
export const DEFAULT_NAMES = '{cell}_CAM_{any}_{day}-{month}-{year}_{hour}-{minute}-{second}-{ms}';

/** What may stand in braces, and the text that it takes. */
const PLACEHOLDERS: Record<string, string> = {
  cell: String.raw`[\p{L}\p{N}.-]{1,40}`,
  time: MOMENT,
  year: String.raw`\d{4}`,
  month: String.raw`\d{2}`,
  day: String.raw`\d{2}`,
  hour: String.raw`\d{2}`,
  minute: String.raw`\d{2}`,
  second: String.raw`\d{2}`,
  ms: String.raw`\d{3}`,
  any: '[^/]*?',
};
const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'ms'];
/** Parts of a time that cannot be done without. */
const NEEDED = PARTS.slice(0, 5);
/** Files shown for a look. */
const SHOWN = 5;

interface Said {
  cell: string | null;
  /** ISO 8601 in UTC; `impossible` for a time in the right form that no calendar has. */
  takenAt: string | null | 'impossible';
}

/**
 * Understands a pattern such as `{cell}_{time}`. It is held against the whole of a file's name without
 * its extension, and where it has `/` against the last folders of its path as well.
 *
 * @returns what a path (with `/`) says; null where it does not fit
 * @throws LunkaError `names-malformed`
 */
export function parseNames(pattern: string): (file: string) => Said | null {
  const seen: string[] = [];
  let source = '';
  for (const [part] of pattern.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (part.startsWith('{') && part.endsWith('}'))
      source += group(pattern, part.slice(1, -1), seen);
    else if (/[{}]/.test(part)) throw malformed(pattern, 'braces in pairs', `a lone ${part}`);
    else source += part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  }
  requireWhole(pattern, seen);
  const expression = new RegExp(`^${source}$`, 'u');
  const depth = pattern.split('/').length;
  return (file) => {
    const bare = file.replace(/\.[^./]+$/, '');
    const groups = expression.exec(bare.split('/').slice(-depth).join('/'))?.groups;
    return groups ? { cell: groups['cell'] ?? null, takenAt: momentIn(groups) } : null;
  };
}

/** One placeholder as a part of a regular expression. */
function group(pattern: string, name: string, seen: string[]): string {
  if (!Object.hasOwn(PLACEHOLDERS, name)) {
    const known = Object.keys(PLACEHOLDERS);
    throw malformed(
      pattern,
      `placeholders among ${known.join(', ')}`,
      `{${name}}`,
      suggest(name, known),
    );
  }
  if (name === 'any') return PLACEHOLDERS['any']!;
  if (seen.includes(name))
    throw malformed(pattern, 'each placeholder but {any} once', `{${name}} twice`);
  seen.push(name);
  return `(?<${name}>${PLACEHOLDERS[name]})`;
}

function requireWhole(pattern: string, seen: string[]): void {
  const parts = seen.filter((name) => PARTS.includes(name));
  if (seen.length === 0) throw malformed(pattern, '{cell}, {time} or both', 'neither');
  if (seen.includes('time') && parts.length > 0) {
    throw malformed(pattern, '{time} or its parts', `both {time} and {${parts[0]}}`);
  }
  const missing = NEEDED.filter((name) => !parts.includes(name));
  if (parts.length > 0 && missing.length > 0) {
    throw malformed(
      pattern,
      `a time with ${NEEDED.join(', ')}`,
      `one without ${missing.join(', ')}`,
    );
  }
}

function momentIn(groups: Record<string, string>): Said['takenAt'] {
  if (groups['time'] !== undefined) return readMoment(groups['time']) ?? 'impossible';
  if (groups['year'] === undefined) return null;
  const [year, month, day, hour, minute, second, ms] = PARTS.map((name) =>
    Number(groups[name] ?? 0),
  );
  const parts = { year: year!, month: month!, day: day!, hour: hour!, minute: minute! };
  return momentOf({ ...parts, second: second!, ms: ms! }) ?? 'impossible';
}

function malformed(pattern: string, expected: string, received: string, hint = ''): LunkaError {
  return new LunkaError(
    'names-malformed',
    400,
    `Expected ${expected} in the pattern of names "${pattern}", received ${received}.${hint}`,
  );
}

/**
 * Puts cell and time on planned files, where a table has not said them already. A pattern that was
 * asked for has to fit; the usual one is taken for the names that it fits and says nothing of others.
 *
 * @throws LunkaError `names-malformed`, `names-fit-nothing`, `names-impossible-time`
 */
export function readNames(files: PlannedFile[], asked?: string): NamesRead {
  const read = parseNames(asked ?? DEFAULT_NAMES);
  const impossible: string[] = [];
  let fitting = 0;
  for (const planned of files) {
    const said = read(planned.file);
    if (!said) continue;
    if (said.takenAt === 'impossible') {
      impossible.push(planned.file);
      continue;
    }
    fitting += 1;
    planned.cell ??= said.cell;
    planned.takenAt ??= said.takenAt;
  }
  if (asked !== undefined && impossible.length > 0) {
    throw new LunkaError(
      'names-impossible-time',
      422,
      `Expected a day and an hour that exist where "${asked}" has a time, received ${impossible.length} names without: ${someOf(impossible)}. Is the day in the month's place? Nothing was stored.`,
    );
  }
  if (asked !== undefined && fitting === 0) {
    throw new LunkaError(
      'names-fit-nothing',
      422,
      `Expected names that fit "${asked}" ({time} takes ${MOMENT_FORMS}), received ${someOf(files.slice(0, SHOWN).map(({ file }) => file))}. Nothing was stored.`,
    );
  }
  const known = files.filter(({ cell, takenAt }) => cell != null || takenAt != null);
  return {
    pattern: asked ?? (fitting > 0 ? DEFAULT_NAMES : null),
    read: known.length,
    unread: files.length - known.length,
    first: (known.length > 0 ? known : files)
      .slice(0, SHOWN)
      .map(({ file, cell = null, takenAt = null }) => ({ file, cell, takenAt })),
  };
}
