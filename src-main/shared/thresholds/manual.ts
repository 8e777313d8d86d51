import { notePart } from '../notes.ts';
import { invalidValue, type Strategy } from './strategy.ts';

export const manual: Strategy = {
  name: 'manual',
  description: 'The cut that a person gives; with a second one, what lies between goes to review.',
  needs: { normals: 0, leaks: 'optional', shift: false },
  parameters: [
    { name: 'upper', description: 'scores from here on are leaks', required: true },
    { name: 'review', description: 'scores from here up to the upper cut go to review' },
    { name: 'lower', description: 'scores below are suspect as well, and judged leaks' },
  ],
  choose(_set, { upper, review, lower }) {
    if (review !== undefined && review >= upper!) {
      throw invalidValue('manual', `review below upper = ${upper}`, review);
    }
    if (lower !== undefined && lower >= (review ?? upper!)) {
      throw invalidValue('manual', `lower below ${review ?? upper}`, lower);
    }
    return {
      thresholds: {
        upper: upper!,
        ...(review === undefined ? {} : { review }),
        ...(lower === undefined ? {} : { lower }),
      },
      said: [notePart('by-hand', {})],
    };
  },
};
