import { LunkaError } from '../../shared/errors.ts';
import type { Architecture } from '../../shared/recipe.ts';

/** Readers of an architecture's options; all throw LunkaError `sizes-do-not-fit`. */

type Options = Architecture['options'];

export function wholeNumber(options: Options, key: string, from: number, to: number): number {
  const value = options[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < from || value > to) {
    sizesDoNotFit(`"${key}" as a whole number from ${from} to ${to}`, show(value));
  }
  return value;
}

export function realNumber(options: Options, key: string, from: number, to: number): number {
  const value = options[key];
  if (typeof value !== 'number' || !(value >= from && value <= to)) {
    sizesDoNotFit(`"${key}" as a number from ${from} to ${to}`, show(value));
  }
  return value;
}

/** A list of 1 to `most` whole numbers, `from`..`to` each. */
export function wholeNumbers(
  options: Options,
  key: string,
  { from, to, most }: { from: number; to: number; most: number },
): number[] {
  const value = options[key];
  const fits =
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= most &&
    value.every((item) => Number.isInteger(item) && item >= from && item <= to);
  if (!fits) {
    sizesDoNotFit(`"${key}" as 1 to ${most} whole numbers from ${from} to ${to}`, show(value));
  }
  return value;
}

export function oneOf<const Word extends string>(
  options: Options,
  key: string,
  words: readonly Word[],
): Word {
  const value = options[key];
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) sizesDoNotFit(`"${key}" as one of ${words.join(', ')}`, show(value));
  return word;
}

export function yesOrNo(options: Options, key: string): boolean {
  const value = options[key];
  if (typeof value !== 'boolean') sizesDoNotFit(`"${key}" as true or false`, show(value));
  return value;
}

/** Refuses an input whose sides are no multiples of `step`. */
export function requireDivisible(
  { height, width }: { height: number; width: number },
  step: number,
  because: string,
): void {
  if (height % step === 0 && width % step === 0) return;
  sizesDoNotFit(
    `a height and a width divisible by ${step}, as ${because}`,
    `${height} x ${width} pixels`,
  );
}

/** The one way to refuse options. */
export function sizesDoNotFit(expected: string, received: string): never {
  throw new LunkaError(
    'sizes-do-not-fit',
    422,
    `Architecture: expected ${expected}, received ${received}. Mend the recipe.`,
  );
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
