import type { Message } from '../render.ts';

/** Choosing keys. */
export const keys = {
  'keyset.left': 'Left hand',
  'keyset.numpad': 'Numeric pad',
  'keyset.own': 'Your own keys. Choosing another set puts them aside.',
  'keyset.standard': 'Standard',
  'keyset.title': 'Set of keys',

  'rebind.change': 'Choose another key',
  'rebind.done': '{action}: key changed.',
  'rebind.how': 'Press a line to give it another key. Kept on this machine.',
  'rebind.none': 'no key',
  'rebind.not-this': 'The key {key} cannot be given to an action.',
  'rebind.taken': '{action}: key changed. It was the key of: {others}.',
  'rebind.waiting': '{action}: press the key that it is to have, Esc to leave it.',
} satisfies Record<string, Message>;
