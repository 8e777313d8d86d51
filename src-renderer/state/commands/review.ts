import type { Label } from '../../../src-main/shared/words.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import { MOVES } from '../../ui/virtual.ts';
import { FILTERS } from '../url.ts';
import type { Command, Commands } from './command.ts';

const give =
  (label: Label | null): Command =>
  (session) => {
    if (session.review.label(label)) session.announce(i18n.label(label));
  };

/** Deciding on images one by one. */
export const reviewCommands: Commands = {
  'label-normal': give('normal'),
  'label-leak': give('leak'),
  'label-unsure': give('unsure'),
  'label-clear': give(null),
  ...Object.fromEntries(
    MOVES.map((move) => [move, ({ review }) => review.move(move)] satisfies [string, Command]),
  ),
  blink: ({ review }) => {
    review.blinking = true;
  },
  by: ({ route }) => route.go({ by: route.place.by === 'image' ? 'group' : 'image' }),
  filter: ({ route }) => {
    const next = FILTERS[(FILTERS.indexOf(route.place.filter) + 1) % FILTERS.length]!;
    route.go({ filter: next }, true);
  },
};
