import type { Message } from '../render.ts';

/** Versions of detectors, the gate, the golden set. */
export const versions = {
  'action.detector-activate': 'Activate the chosen detector',
  'action.detector-back': 'Go back to the detector before',
  'action.detector-compare': 'Take the chosen detector into the comparison, or out',
  'action.detector-next': 'Next detector',
  'action.detector-previous': 'Previous detector',
  'action.golden-grow': 'Add the shift to the golden set',

  'activate.despite': 'Activate all the same',
  'activate.note': 'Note (stays in the log)',
  'activate.recorded': 'The log will say that it was activated against the gate, and by whom.',
  'activate.title': 'The gate refused {name}',

  'compare.take': 'Compare {name}',
  'compare.title': 'Compare',

  'detector.activations': 'Judged',
  'detector.weights': 'Weights, SHA-256',

  'doing.golden': 'The golden set did not grow',

  'flip.image': 'Image {id}',
  'flip.leak-better': { one: 'Leaks found now ({n})', other: 'Leaks found now ({n})' },
  'flip.leak-worse': { one: 'Leaks missed now ({n})', other: 'Leaks missed now ({n})' },
  'flip.more': { one: '{n} more', other: '{n} more' },
  'flip.normal-better': {
    one: 'False alarms that are gone ({n})',
    other: 'False alarms that are gone ({n})',
  },
  'flip.normal-worse': { one: 'New false alarms ({n})', other: 'New false alarms ({n})' },

  'gate.better': 'Right now',
  'gate.class': 'Class',
  'gate.mcnemar': 'McNemar, p',
  'gate.mcnemar-text':
    'Exact one-sided test: how often chance alone would make the new detector as bad or worse',
  'gate.title': 'Gate: {name} against {against}',
  'gate.worse': 'Wrong now',

  'golden.add': 'Add to the golden set',
  'golden.add-shift': 'Add the shift…',
  'golden.add-title': 'Add the shift {shift} to the golden set',
  'golden.alike': {
    one: '{n} look-alike will teach no detector from now on.',
    other: '{n} look-alikes will teach no detector from now on.',
  },
  'golden.by': 'Added by',
  'golden.counts': '{normal} normal, {leak} leak.',
  'golden.forever': 'What is added stays, and no detector learns from it any more.',
  'golden.grown': 'Golden set, version {version}: {normal} normal and {leak} leak images added.',
  'golden.kept-apart': {
    one: '{n} look-alike is kept out of training.',
    other: '{n} look-alikes are kept out of training.',
  },
  'golden.known': {
    one: '{n} image is in it already.',
    other: '{n} images are in it already.',
  },
  'golden.learned': {
    one: 'The active detector has learned from {n} of them: the next training begins with a new net.',
    other:
      'The active detector has learned from {n} of them: the next training begins with a new net.',
  },
  'golden.relabelled': {
    one: '{n} has another label now than when it was added.',
    other: '{n} have another label now than when they were added.',
  },
  'golden.text': 'Images that judge detectors and teach none. It only grows, and only on purpose.',
  'golden.title': 'Golden set',
  'golden.unlabelled': {
    one: '{n} image of the shift is not labelled normal or leak and stays out.',
    other: '{n} images of the shift are not labelled normal or leak and stay out.',
  },
  'golden.version': 'Version',
  'golden.without': { one: '{n} without a label.', other: '{n} without a label.' },
  'golden.would-add': 'To be added: {normal} normal, {leak} leak.',

  'hint.detector-activate': 'activate',
  'hint.detector-back': 'go back',
  'hint.detector-compare': 'compare',
  'hint.detector-next': 'next',
  'hint.detector-previous': 'previous',
  'hint.golden-grow': 'golden set',

  'keys.version': 'Detectors',

  'problem.gate-refused': 'The gate refused this detector.',
  'problem.golden-not-labelled':
    'Only images labelled normal or leak can become golden. Label them first.',
  'problem.golden-other-label': 'The labels given are not those that the images have.',

  'set.golden': 'Golden set',
  'set.golden-text': 'Images that no detector has learned from on purpose',
  'set.held-out': 'Held out',
  'set.held-out-text':
    'Labelled images, each judged by a fit that has not seen it or what it looks like',
} satisfies Record<string, Message>;
