import type { Message } from '../render.ts';

/** Versions of detectors, the gate, the golden set. */
export const versions = {
  'action.detector-activate': 'Activate the chosen detector',
  'action.detector-back': 'Go back to the detector before',
  'action.detector-compare': 'Take the chosen detector into the comparison, or out',
  'action.detector-next': 'Next detector',
  'action.detector-previous': 'Previous detector',
  'action.training-finish': 'Stop training and keep the best epoch',
  'action.golden-grow': 'Add the shift to the golden set',

  'activate.despite': 'Activate all the same',
  'activate.note': 'Note (stays in the log)',
  'activate.recorded': 'The log will say that it was activated against the gate, and by whom.',
  'activate.title': 'The gate refused {name}',

  'compare.best': 'Best validation loss',
  'compare.clear': 'Clear',
  'compare.curves': 'Validation loss by epoch',
  'compare.interval': '{rate} ({low} to {high})',
  'compare.take': 'Compare {name}',
  'compare.title': 'Compare',

  'detector.activations': 'Judged',
  'detector.weights': 'Weights, SHA-256',

  'doing.export': 'The detector was not written',
  'doing.import': 'The detector was not taken in',
  'doing.prune': 'Nothing was thrown away',
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
  'gate.mcnemar': 'McNemar, one-sided p',
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

  'line.finishing': 'told to end after this epoch',
  'line.left-out': {
    one: '{n} look-alike of the golden set left out',
    other: '{n} look-alikes of the golden set left out',
  },
  'line.net-kept': 'the net stays as it is; only what judges by it was fitted anew',
  'line.scored-by': 'too few leaks for a head, or too much alike: scored by {scorer}',
  'line.stopped-by-hand': 'ended by hand; epoch {epoch} kept',
  'line.stopped-early-stop': 'no better for long; epoch {epoch} kept',
  'line.stopped-finished': 'all epochs done; epoch {epoch} kept',
  'line.stopped-not-a-number': 'the loss was no number any more; epoch {epoch} kept',
  'line.unreadable': {
    one: '{n} file could not be read',
    other: '{n} files could not be read',
  },

  'notice.detector-known':
    'The project has that very detector already, as {name}; nothing was taken in.',
  'problem.detector-file-damaged': 'The detector file is damaged. Copy or export it again.',
  'problem.detector-file-foreign': 'That is no detector file.',
  'problem.detector-file-newer': 'A newer version of Lunka wrote this detector file. Update Lunka.',
  'problem.detector-pruned': 'The weights of this detector were thrown away.',
  'problem.job-not-training': 'No training runs that could be stopped.',
  'problem.gate-refused': 'The gate refused this detector.',
  'problem.golden-not-labelled':
    'Only images labelled normal or leak can become golden. Label them first.',
  'problem.golden-other-label': 'The labels given are not those that the images have.',

  'set.golden': 'Golden set',
  'set.golden-text': 'Images that no detector has learned from on purpose',
  'set.held-out': 'Held out',
  'set.held-out-text':
    'Labelled images, each judged by a fit that has not seen it or what it looks like',

  'storage.export': 'Write {name} into a file',
  'storage.file': 'Detector file',
  'storage.freed': '{size} freed.',
  'storage.import': 'Take in',
  'storage.imported': 'imported ({name})',
  'storage.keep': 'Newest to keep; all take up {size}',
  'storage.nothing': 'Nothing to throw away.',
  'storage.plan':
    '{names}: weights ({size}) and {scores} scores will be thrown away. Labels and figures stay.',
  'storage.prune': 'Throw old ones out',
  'storage.prune-title': 'Throw out weights and scores of old detectors',
  'storage.pruned': 'weights thrown away',
  'storage.title': 'Files of detectors',
  'storage.written': 'Written: {file}',

  'watch.cancel': 'Cancel training',
  'watch.cancel-text': 'Nothing of it is kept; the active detector stays',
  'watch.finish': 'Stop and keep',
  'watch.finish-text': 'End after this epoch and take the best one to the gate',
  'watch.finishing': 'Ending after this epoch…',
  'watch.log': 'Log',
  'watch.made': 'Reconstruction {n}',
  'watch.pace': { one: '{n} image/s', other: '{n} images/s' },
  'watch.queue': 'Waiting work',
  'watch.samples': 'Held-out images and what the net makes of them after epoch {epoch}',
  'watch.wanted': 'Held-out image {n}',
} satisfies Record<string, Message>;
