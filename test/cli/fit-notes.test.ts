import { expect, it } from 'vitest';
import { fitNotes } from '../../src-main/node/commands/detectors.ts';
import type { FitNotes } from '../../src-main/shared/api/detectors.ts';

const usual: FitNotes = {
  epochs: 30,
  bestEpoch: 28,
  stopped: 'finished',
  leftOut: 0,
  unreadable: 0,
  standIn: null,
};

it('a training that went as any other needs no words', () => {
  expect(fitNotes(usual)).toEqual([]);
  expect(fitNotes({ ...usual, stopped: 'early-stop' })).toEqual([]);
});

it('a training tells of a loss that was no number, of what it left out, and of what stands in', () => {
  const notes = fitNotes({
    epochs: 12,
    bestEpoch: 9,
    stopped: 'not-a-number',
    leftOut: 3,
    unreadable: 2,
    standIn: 'trimmed-error',
  });
  expect(notes[0]).toMatch(/no number any more after epoch 12: epoch 9 is kept/);
  expect(notes[1]).toMatch(/^3 look-alikes/);
  expect(notes[2]).toMatch(/^2 files/);
  expect(notes[3]).toMatch(/trimmed-error/);
});
