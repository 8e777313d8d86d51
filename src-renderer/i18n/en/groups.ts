import type { Message } from '../render.ts';

/** Reviewing groups of look-alikes. */
export const groups = {
  'action.accept': 'Accept the verdict',
  'action.back': 'Previous group',
  'action.by': 'Groups or single images',
  'action.cut': 'Mark one half, by similarity',
  'action.invert': 'Mark the others instead',
  'action.mark': 'Mark the image, or take the mark off',
  'action.part': 'Make the marked a group of their own',
  'action.rest-leak': 'All that is not marked: leak',
  'action.rest-normal': 'All that is not marked: normal',
  'action.rest-unsure': 'All that is not marked: unsure',
  'action.skip': 'Next group, this one stays open',
  'action.split': 'Take images out of the group',
  'action.split-end': 'Back to the whole group',

  'by.group': 'Groups',
  'by.group-hint': 'Look-alikes by one decision',
  'by.image': 'Images',
  'by.image-hint': 'Images one by one',
  'by.title': 'What one decision is about',

  'doing.cut': 'The group was not cut',
  'doing.join': 'The split was not taken back',
  'doing.split': 'The group was not split',

  'empty.no-groups': 'Every group is answered',
  'empty.no-groups-do':
    'Retrain the detector on these decisions: it then scores the shift anew and asks about what is left.',

  'group.flagged-done':
    'Everything flagged is settled: time to retrain. Answers to what follows teach less.',
  'group.last': 'The last group',
  'group.left': { one: '{n} left', other: '{n} left' },
  'group.make': 'Group look-alikes',
  'group.member': 'Image {position} of {n}',
  'group.mixed': 'answered apart',
  'group.no-verdict': 'There is no one verdict on this group to accept. Give your own answer.',
  'group.position': 'Group {position} of {n}',
  'group.provisional': 'Flagged images one by one, until the look-alikes are grouped.',
  'group.provisional-none': 'The look-alikes of this shift are being grouped for a first look.',
  'group.reason': 'Why it is here',
  'group.verdict': 'verdict: {verdict}',
  'group.verdicts': 'verdict: needs a look',
  'group.waiting': 'They are grouped after this: {kind}.',

  'hint.accept': 'accept verdict',
  'hint.back': 'back',
  'hint.cut': 'cut in two',
  'hint.mark': 'mark',
  'hint.part': 'own group',
  'hint.rest-normal': 'rest normal',
  'hint.skip': 'skip',
  'hint.split': 'split',
  'hint.split-end': 'whole group',

  'keys.split': 'Split a group',

  'leaks.at-most': {
    one: 'at most {n} leak left among {unreviewed} unreviewed below the cut ({level})',
    other: 'at most {n} leaks left among {unreviewed} unreviewed below the cut ({level})',
  },
  'leaks.hint':
    'Exact one-sided bound from images below the cut that were drawn at random and answered. What the queue chooses says nothing of the rest.',
  'leaks.none': 'nothing unreviewed below the cut',
  'leaks.unknown': {
    one: 'leaks left: not known; {n} random image without a leak would say at most {share}',
    other: 'leaks left: not known; {n} random images without a leak would say at most {share}',
  },

  'problem.invalid-join': 'These two groups were never one.',
  'problem.invalid-split': 'Mark some of the group, not all of it.',

  'progress.decisions': { one: '{n} decision', other: '{n} decisions' },
  'progress.flagged-left': { one: '{n} flagged left', other: '{n} flagged left' },
  'progress.settled': { one: '{n} image settled', other: '{n} images settled' },

  'reason.disagrees': 'disagrees with its label',
  'reason.flagged': 'flagged',
  'reason.new': 'new kind',
  'reason.re-check': 'blind re-check',
  'reason.suspect': 'disagrees with its label',
  'reason.uncertain': 'uncertain',

  'review.progress': 'How far the review has come',

  'split.alike': 'Nothing tells these images apart: mark them by hand.',
  'split.do': 'Keys for the marked: {keys}. For all the others: {rest}.',
  'split.mark':
    'Go to an image ({steps}) and mark it ({key}), or click it; a click with Shift marks a range.',
  'split.marked': { one: '{n} marked', other: '{n} marked' },

  'spoken.joined': { one: 'Split undone: {n} image', other: 'Split undone: {n} images' },
  'spoken.group': {
    one: 'Labelled: {label}, {n} image',
    other: 'Labelled: {label}, {n} images',
  },
} satisfies Record<string, Message>;
