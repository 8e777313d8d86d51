import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../src-main/shared/suggest.ts';

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['epohcs', 'epochs', 1],
    ['ab', 'ba', 1],
    ['noise', 'noise', 0],
    // Each piece of text is edited once: the swapped pair cannot also get a letter in between.
    ['ca', 'abc', 3],
  ])('from "%s" to "%s" is %i, both ways', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('a suggestion', () => {
  const known = ['epochs', 'noise', 'noiseShare', 'sgd'];
  it('is the nearest known name', () => {
    expect(suggest('epoch', known)).toBe(' Did you mean "epochs"?');
    expect(suggest('NOISE', known)).toBe(' Did you mean "noise"?');
    expect(suggest('noiseshar', known)).toBe(' Did you mean "noiseShare"?');
    expect(suggest('sdg', known)).toBe(' Did you mean "sgd"?');
  });

  it('is left out where nothing is near, or nothing known', () => {
    expect(suggest('momentum', known)).toBe('');
    expect(suggest('x', known)).toBe('');
    expect(suggest('epochs', [])).toBe('');
  });
});
