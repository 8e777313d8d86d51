import { LunkaError } from '../../shared/errors.ts';

/** Throws `generator-bad-count` unless `value` is a whole number from 0 to 1,000,000. */
export function requireCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= 1_000_000) return;
  throw new LunkaError(
    'generator-bad-count',
    400,
    `Expected ${option} to be a whole number of images from 0 to 1,000,000, received ${value}. ` +
      `Say how many images to make, for example 600.`,
  );
}

/** Throws `generator-bad-seed` unless `value` is a whole number that survives 32 bits unchanged. */
export function requireSeed(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return;
  throw new LunkaError(
    'generator-bad-seed',
    400,
    `Expected ${option} to be a whole number from 0 to 4294967295, received ${value}. ` +
      `Give any such number; the same one makes the same images.`,
  );
}
