import { InvalidArgumentError, type Command } from 'commander';

/** A command with the options that all of them share. */
export function addCommand(program: Command, signature: string, summary: string): Command {
  return program
    .command(signature)
    .description(summary)
    .option('--json', 'print one JSON document and nothing else');
}

/** One of a few words; commander turns the throw into a usage error. */
export function choice<const Word extends string>(words: readonly Word[]) {
  return (value: string): Word => {
    if (!words.includes(value as Word)) {
      throw new InvalidArgumentError(`Expected one of ${words.join(', ')}.`);
    }
    return value as Word;
  };
}

/** A whole number in a range, both ends included. */
export function whole(low: number, high: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < low || number > high) {
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    }
    return number;
  };
}

/** Any number. */
export function real(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return number;
}

/** A number above 0 and below 1. */
export function share(value: string): number {
  const number = real(value);
  if (!(number > 0 && number < 1)) {
    throw new InvalidArgumentError('Expected a number above 0 and below 1, such as 0.91.');
  }
  return number;
}

/** Collects `name=value` pairs; values are numbers, comma-separated lists of numbers, or words. */
export function setting(pair: string, earlier: Record<string, unknown> = {}) {
  const match = /^(\w+)=(.+)$/.exec(pair);
  if (!match) throw new InvalidArgumentError('Expected name=value.');
  const [, name, text] = match as unknown as [string, string, string];
  const list = text.split(',').map(Number);
  const numbers = list.every((number) => Number.isFinite(number));
  const value = !numbers ? text : list.length > 1 || name === 'channels' ? list : list[0];
  return { ...earlier, [name]: value };
}

/** One number, or `name=number` several times over, collected by name. */
export function numbers(
  text: string,
  earlier?: number | Record<string, number>,
): number | Record<string, number> {
  const pair = /^(\w+)=(.+)$/.exec(text);
  if (!pair && earlier === undefined) return real(text);
  if (!pair || typeof earlier === 'number') {
    throw new InvalidArgumentError('Expected one number, or name=number for each.');
  }
  const [, name, value] = pair as unknown as [string, string, string];
  return { ...earlier, [name]: real(value) };
}
