import type { Label } from '../../../src-main/shared/words.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import { MOVES } from '../../ui/virtual.ts';
import { announce } from '../reviewing.ts';
import { FILTERS, type Listing } from '../url.ts';
import type { Command, Commands } from './command.ts';

const give =
  (label: Label | null): Command =>
  (session) => {
    if (session.review.label(label)) announce(session, i18n.label(label));
  };

const list =
  (list: Listing): Command =>
  ({ route }) =>
    route.go({ by: 'image', list, like: null });

/** Of a search for what is alike, all up to the cursor. */
const giveLot =
  (label: Label): Command =>
  (session) => {
    if (session.route.place.list !== 'alike') return;
    if (session.review.labelLot(label)) announce(session, i18n.label(label));
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
  'list-images': list('images'),
  'list-suspects': list('suspects'),
  'list-sample': list('sample'),
  'list-alike': ({ route, review }) => {
    if (review.current !== null) {
      route.go({ by: 'image', list: 'alike', like: review.current });
    }
  },
  'lot-normal': giveLot('normal'),
  'lot-leak': giveLot('leak'),
  'lot-unsure': giveLot('unsure'),
  narrow: (session) => {
    session.narrowOpen = !session.narrowOpen;
  },
  filter: ({ route }) => {
    if (route.place.list !== 'images') return;
    const next = FILTERS[(FILTERS.indexOf(route.place.filter) + 1) % FILTERS.length]!;
    route.go({ filter: next }, true);
  },
};
