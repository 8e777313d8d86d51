/** What narrows a list of images beyond its shift, as it stands in the address. Pure. */

import { LABELS, VERDICTS } from '../../src-main/shared/words.ts';

export const NARROW_LABELS = [...LABELS, 'none'] as const;
export const NARROW_VERDICTS = [...VERDICTS, 'none'] as const;
export const AGREEMENTS = ['agrees', 'disagrees'] as const;

/** Named as the engine's query is. Nothing given means nothing narrowed. */
export interface Narrow {
  verdict?: readonly (typeof NARROW_VERDICTS)[number][];
  label?: readonly (typeof NARROW_LABELS)[number][];
  agreement?: (typeof AGREEMENTS)[number];
  min?: number;
  max?: number;
  reviewed?: boolean;
  cell?: string;
  /** Moments in UTC, to the minute or finer: taken at or after, and before. */
  from?: string;
  to?: string;
}

/** What may be chosen among several words; none of them and all of them narrow nothing. */
function several<const Word extends string>(
  given: string | null,
  words: readonly Word[],
): Word[] | undefined {
  const asked = given?.split(',') ?? [];
  const chosen = words.filter((word) => asked.includes(word));
  return chosen.length > 0 && chosen.length < words.length ? chosen : undefined;
}

function numberIn(given: string | null): number | undefined {
  const value = Number(given);
  return given !== null && given.trim() !== '' && Number.isFinite(value) ? value : undefined;
}

function momentIn(given: string | null): string | undefined {
  const time = given === null ? NaN : Date.parse(given);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Reads what it understands; the rest narrows nothing. */
export function readNarrow(asked: URLSearchParams): Narrow {
  const reviewed = asked.get('reviewed');
  const read: { [Name in keyof Narrow]-?: Narrow[Name] | undefined } = {
    verdict: several(asked.get('verdict'), NARROW_VERDICTS),
    label: several(asked.get('label'), NARROW_LABELS),
    agreement: AGREEMENTS.find((word) => word === asked.get('agreement')),
    min: numberIn(asked.get('min')),
    max: numberIn(asked.get('max')),
    reviewed: reviewed === 'true' ? true : reviewed === 'false' ? false : undefined,
    cell: asked.get('cell')?.trim().slice(0, 200) || undefined,
    from: momentIn(asked.get('from')),
    to: momentIn(asked.get('to')),
  };
  return Object.fromEntries(
    Object.entries(read).filter(([, value]) => value !== undefined),
  ) as Narrow;
}

/** The words of the address and of the engine's query. */
export function writeNarrow(narrow: Narrow): Record<string, string> {
  return Object.fromEntries(
    Object.entries(narrow).map(([name, value]) => [name, String(value as unknown)]),
  );
}

/** How many things narrow the list. */
export function countNarrow(narrow: Narrow): number {
  return Object.keys(narrow).length;
}
