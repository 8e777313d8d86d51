import { LunkaError } from '../errors.ts';
import type { Calibration } from '../words.ts';
import { notePart, type NotePart } from '../notes.ts';
import type { SortedSet } from './sorted.ts';

/** A number that a strategy takes. */
export interface StrategyParameter {
  name: string;
  /** For people, with its unit. */
  description: string;
  /** Range, both ends included unless `open`. */
  min?: number;
  max?: number;
  open?: true;
  /** Whole numbers only. */
  whole?: true;
  /** Taken where none is given. Without one the number is `required` or may be left out. */
  default?: number;
  required?: true;
}

/** What a strategy must have to choose anything. */
export interface StrategyNeeds {
  /** Fewest held-out normals. */
  normals: number;
  /** `optional`: without leaks it still chooses, but the result is not proven. */
  leaks: 'required' | 'optional';
  /** Scores of a whole shift, labelled or not. */
  shift: boolean;
}

/** A strategy as people see it: plain data for help texts and forms. */
export interface StrategyInfo {
  /** Stable, kebab-case. */
  name: string;
  /** One sentence for people. */
  description: string;
  needs: StrategyNeeds;
  /** The first is the one that a bare number stands for. */
  parameters: readonly StrategyParameter[];
}

/** Numbers for a strategy's parameters by name. */
export type StrategyValues = Record<string, number>;

/**
 * What a strategy answers; `calibrate` adds the name, the numbers, whether leaks vouch for it, and the
 * note in English.
 */
export type Choice = Pick<Calibration, 'thresholds'> &
  Partial<Omit<Calibration, 'note'>> & { said: NotePart[] };

export interface Strategy extends StrategyInfo {
  /** Gets a set that meets `needs` and numbers within their ranges. */
  choose(set: SortedSet, values: StrategyValues): Choice;
}

/** Normals below which no quantile or rate means anything. */
export const FEWEST_NORMALS = 5;

export const NEEDS_NORMALS: StrategyNeeds = {
  normals: FEWEST_NORMALS,
  leaks: 'optional',
  shift: false,
};

export const NEEDS_LEAKS: StrategyNeeds = {
  normals: FEWEST_NORMALS,
  leaks: 'required',
  shift: false,
};

/** @throws LunkaError `too-few-normals`, `too-few-leaks`, `no-shift` */
export function requireNeeds({ name, needs }: StrategyInfo, set: SortedSet): void {
  if (set.normals.length < needs.normals) {
    throw new LunkaError(
      'too-few-normals',
      422,
      `Expected at least ${needs.normals} held-out normals for "${name}", received ${set.normals.length}. Label more normal images and train again.`,
    );
  }
  if (needs.leaks === 'required' && set.leaks.length === 0) {
    throw new LunkaError(
      'too-few-leaks',
      422,
      `Expected at least 1 held-out leak for "${name}", received none. Label some leaks and train again, or take "normal-quantile", which needs none.`,
    );
  }
  if (needs.shift && !set.shift?.length) {
    throw new LunkaError(
      'no-shift',
      422,
      `Expected the scores of a shift for "${name}", received none. Name a shift that the active detector has scored, or import and score one.`,
    );
  }
}

/**
 * Lays what was given over the defaults.
 *
 * @param given a bare number stands for the first parameter
 * @throws LunkaError `invalid-strategy-value`
 */
export function resolveValues(
  { name: strategy, parameters }: StrategyInfo,
  given: number | StrategyValues = {},
): StrategyValues {
  const named = typeof given === 'number' ? { [parameters[0]?.name ?? 'value']: given } : given;
  const names = parameters.map(({ name }) => name);
  for (const [name, value] of Object.entries(named)) {
    if (!names.includes(name)) {
      const expected = names.length > 0 ? `only ${names.join(', ')}` : 'no number';
      throw invalidValue(strategy, expected, `${name} = ${value}`);
    }
  }
  const values: StrategyValues = {};
  for (const parameter of parameters) {
    const value = named[parameter.name] ?? parameter.default;
    if (value === undefined && !parameter.required) continue;
    if (value === undefined || !fits(parameter, value)) {
      throw invalidValue(strategy, describeParameter(parameter), value);
    }
    values[parameter.name] = value;
  }
  return values;
}

function fits(parameter: StrategyParameter, value: number): boolean {
  const { min = -Infinity, max = Infinity, open, whole } = parameter;
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) return false;
  return open ? value > min && value < max : value >= min && value <= max;
}

/** `share, a number between 0 and 1 (ends excluded)`. */
export function describeParameter({ name, min, max, open, whole }: StrategyParameter): string {
  const kind = whole ? 'a whole number' : 'a number';
  let range = '';
  if (min !== undefined && max !== undefined) range = ` between ${min} and ${max}`;
  else if (min !== undefined) range = ` ${open ? 'above' : 'of at least'} ${min}`;
  const ends = open && max !== undefined ? ' (ends excluded)' : '';
  return `${name}, ${kind}${range}${ends}`;
}

export function invalidValue(strategy: string, expected: string, received: unknown): LunkaError {
  return new LunkaError(
    'invalid-strategy-value',
    400,
    `Expected ${expected} for "${strategy}", received ${received === undefined ? 'nothing' : String(received)}.`,
  );
}

/** Where the scores do not give what was asked for. */
export function noCut(strategy: string, reason: string, remedy: string): LunkaError {
  return new LunkaError(
    'no-useful-cut',
    422,
    `Expected a cut by "${strategy}", but ${reason}. ${remedy}`,
  );
}

/** The set that no cut could be chosen on, for a refusal. */
export function chosenOn({ normals, leaks }: SortedSet): string {
  return `${normals.length} normals and ${leaks.length} leaks held out of the fit`;
}

/** The set that a cut was chosen on, for its note. */
export function saidChosen({ normals, leaks }: SortedSet): NotePart {
  return notePart('chosen', { normals: normals.length, leaks: leaks.length });
}
