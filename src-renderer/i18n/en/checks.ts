import type { Message } from '../render.ts';

/** Suspects, random samples, searches, re-checks, filters, saved views and the log of labels. */
export const checks = {
  'action.list-alike': 'What is like this image',
  'action.list-images': 'Back to the images of the filter',
  'action.list-sample': 'Random check below the threshold',
  'action.list-suspects': 'Labels to confirm',
  'action.log': 'Log of labels',
  'action.lot-leak': 'Like this one: leak, all up to here',
  'action.lot-normal': 'Like this one: normal, all up to here',
  'action.lot-unsure': 'Like this one: unsure, all up to here',
  'action.narrow': 'Narrow the list',
  'action.undo-batch': 'Undo',

  'alike.give': { one: '{label}: {n} image', other: '{label}: {n} images' },
  'alike.note':
    'Nearest first. Go on to the last that is like the first, then label all up to there at once. Images with a label keep theirs.',

  'consistency.kappa': "Cohen's kappa {kappa}.",
  'consistency.share': {
    one: '{author}: the same answer to {agreed} of {n} image that came back unmarked; 95% interval {low} to {high}.',
    other:
      '{author}: the same answer to {agreed} of {n} images that came back unmarked; 95% interval {low} to {high}.',
  },

  'doing.delete-view': 'The view was not deleted',
  'doing.draw': 'No sample was drawn',
  'doing.log': 'The log could not be read',
  'doing.save-view': 'The view was not saved',

  'label-reason.flagged': 'flagged',
  'label-reason.list': 'from a list',
  'label-reason.new': 'new to the detector',
  'label-reason.re-check': 're-check',
  'label-reason.sample': 'random check',
  'label-reason.search': 'search for alike',
  'label-reason.suspect': 'label to confirm',
  'label-reason.uncertain': 'uncertain',
  'label-reason.wall': 'on the wall',

  'list.alike': 'Like this one',
  'list.back': 'Back to the list',
  'list.images': 'Images',
  'list.sample': 'Random check',
  'list.suspects': 'Labels to confirm',
  'list.title': 'What is listed',

  'log.batch': 'No.',
  'log.detector': 'Detector',
  'log.empty': 'Nobody has labelled anything yet.',
  'log.more': 'Older ones',
  'log.several': 'Several labels',
  'log.title': 'Log of labels',
  'log.undoes': 'Undo of {batch} · {count}',
  'log.undone': 'undone',
  'log.what': 'What',
  'log.when': 'When',
  'log.who': 'Who',
  'log.why': 'Why',

  'narrow.agreement': 'Label and verdict',
  'narrow.agrees': 'agree',
  'narrow.any': 'any',
  'narrow.button': { one: 'Narrowed by {n}', other: 'Narrowed by {n}' },
  'narrow.cell': 'Cell',
  'narrow.clear': 'Show all again',
  'narrow.disagrees': 'disagree',
  'narrow.from': 'Taken from',
  'narrow.max': 'Score to',
  'narrow.min': 'Score from',
  'narrow.none': 'No image meets all of this',
  'narrow.none-do': 'Narrow the list by less.',
  'narrow.reviewed': 'Said by a person',
  'narrow.reviewed-no': 'not yet',
  'narrow.reviewed-yes': 'yes',
  'narrow.title': 'Narrow the list',
  'narrow.to': 'Taken before',

  'recheck.change': 'Change to: {label}',
  'recheck.differs':
    'You have answered this image before, {at}: {first}. Now you said: {second}. Which counts?',
  'recheck.keep': 'Keep: {label}',
  'recheck.stays':
    'That was a second answer: it changed no label and cannot be undone. To change the label, answer here once more.',

  'sample.again': 'Draw anew',
  'sample.draw': 'Draw a sample',
  'sample.enough': 'Enough for at most {n}.',
  'sample.left': {
    one: 'At most {n} leak is left among {unreviewed} unreviewed (95%): {answered} answered, {found} found.',
    other:
      'At most {n} leaks are left among {unreviewed} unreviewed (95%): {answered} answered, {found} found.',
  },
  'sample.needed': {
    one: '{n} more sound answer for at most {demanded}.',
    other: '{n} more sound answers for at most {demanded}.',
  },
  'sample.none': 'Nothing to answer',
  'sample.none-do': 'Draw a random sample of what no verdict flags and nobody has looked at.',
  'sample.note': 'A random sample below the threshold says how many leaks may have been missed.',

  'suspects.contradicted': {
    one: '{n} label is contradicted by another file or by the detector: it comes first.',
    other: '{n} labels are contradicted by another file or by the detector: they come first.',
  },
  'suspects.hint':
    'Labels that contradict each other or the detector: confirm them before training',
  'suspects.near': {
    one: '{n} label agrees with the detector, but only just.',
    other: '{n} labels agree with the detector, but only just.',
  },
  'suspects.none': 'No label is in doubt',
  'suspects.none-do':
    'Labels are doubted once a detector has judged images that it did not learn from.',
  'suspects.note': 'Say what is right: a confirmed label is not asked again.',
  'suspects.waiting': { one: '{n} contradicted label', other: '{n} contradicted labels' },

  'views.delete': 'Delete this view',
  'views.empty': 'none saved yet',
  'views.name': 'Save as',
  'views.none': 'choose…',
  'views.save': 'Save view',
  'views.title': 'Saved views',
} satisfies Record<string, Message>;
