import type { Message } from '../render.ts';

/** Looking at images and deciding. */
export const review = {
  'action.activate': 'Activate',
  'action.blink': 'Hold: show the reconstruction',
  'action.cancel': 'Cancel',
  'action.close': 'Close',
  'action.filter': 'Flagged, left to review, all',
  'action.first': 'First image',
  'action.help': 'This sheet',
  'action.label-clear': 'Take the label back',
  'action.label-leak': 'Leak',
  'action.label-normal': 'Normal',
  'action.label-unsure': 'Unsure',
  'action.last': 'Last image',
  'action.next': 'Next image',
  'action.page-down': 'A page down',
  'action.page-up': 'A page up',
  'action.pick': 'Choose…',
  'action.pixels': 'Square or smooth pixels',
  'action.previous': 'Previous image',
  'action.redo': 'Redo',
  'action.restart': 'Start again',
  'action.retrain': 'Retrain',
  'action.retry': 'Try again',
  'action.row-down': 'A row down',
  'action.row-up': 'A row up',
  'action.show-in-folder': 'Show in folder',
  'action.undo': 'Undo the last decision',
  'action.view-detectors': 'Detectors',
  'action.view-review': 'Review',
  'action.view-shift': 'Shifts',
  'action.view-calibrate': 'Calibrate',
  'action.view-wall': 'Wall',
  'action.view-transfer': 'In and out',

  'count.flagged': { one: '{n} flagged', other: '{n} flagged' },
  'count.images': { one: '{n} image', other: '{n} images' },
  'count.left': { one: '{n} left', other: '{n} left' },

  'empty.all-reviewed': 'Everything flagged is reviewed',
  'empty.all-reviewed-do': 'Press R to retrain the detector on these decisions.',
  'empty.no-detector': 'No detector yet',
  'empty.no-detector-do':
    'Train one on the images labelled normal. It then scores every image and flags what differs.',
  'empty.no-images': 'No images yet',
  'empty.no-images-do': 'Import a folder with images of mould cells.',
  'empty.no-images-shift': 'No images in this shift',
  'empty.no-shifts': 'No shift yet',
  'empty.no-shifts-do':
    'Import the images of a shift. They are scored as soon as there is a detector.',
  'empty.none-flagged': 'Nothing flagged',
  'empty.none-flagged-do': 'The active detector finds every image of this shift normal.',
  'empty.show-all': 'Show all images',
  'empty.unscored': 'Not scored yet',
  'empty.unscored-do': 'The active detector has not seen this shift.',

  'evidence.difference': 'Difference',
  'evidence.input': 'As the detector sees it',
  'evidence.original': 'Original',
  'evidence.reconstruction': 'Reconstruction',

  'fact.files': { one: '{n} file', other: '{n} files with the same bytes' },
  'fact.history': 'Labels given',
  'fact.label': 'Label',
  'fact.no-history': 'None yet.',
  'fact.score': 'Score',
  'fact.verdict': 'Verdict',

  'filter.all': 'All',
  'filter.flagged': 'Flagged',
  'filter.left': 'Left to review',
  'filter.title': 'Which images',

  'help.layout': 'Keys are places on the keyboard: they work on a Russian layout too.',
  'help.title': 'Keys',

  'hint.blink': 'blink',
  'hint.help': 'keys',
  'hint.label-leak': 'leak',
  'hint.label-normal': 'normal',
  'hint.label-unsure': 'unsure',
  'hint.next': 'next',
  'hint.previous': 'back',
  'hint.retrain': 'retrain',
  'hint.undo': 'undo',

  'histogram.root':
    'Heights are square roots of counts, so that a few leaks can be seen beside many normals.',
  'histogram.scale': 'heights: √ of count',
  'histogram.summary':
    'Score histogram. Normal: {normal}, not labelled: {unlabelled}, leak: {leak}. This image: {score}. {cuts}',

  'image.not-shown': 'This image cannot be shown: its file is gone, or the engine does not answer.',
  'image.unreadable': 'unreadable',

  'keys.app': 'Everywhere',
  'keys.hints': 'Keys',
  'keys.label': 'Decide',
  'keys.look': 'Look',
  'keys.move': 'Move',
  'keys.space': 'Space',

  'label.leak': 'Leak',
  'label.none': 'Not labelled',
  'label.normal': 'Normal',
  'label.unsure': 'Unsure',

  'order.-score': 'Highest score first',
  'order.id': 'As imported',
  'order.score': 'Lowest score first',
  'order.title': 'Order',

  'pixels.button': 'Pixels',

  'review.grid': 'Images',
  'review.image': 'Image under the cursor',
  'review.position': '{position} of {n}',

  'saving.all': 'All saved',
  'saving.failed': { one: '{n} label not saved', other: '{n} labels not saved' },
  'saving.one': 'saving…',
  'saving.one-failed': 'not saved',
  'saving.pending': { one: 'Saving {n}…', other: 'Saving {n}…' },
  'saving.rolled-back': '{label}: not saved, press the key again',
  'saving.saved': 'saved',

  'spoken.labelled': 'Labelled: {label}, {left} left',
  'spoken.redo': 'Redone: {label}',
  'spoken.undo': 'Undone: {label}',

  'threshold.lower': 'lower cut',
  'threshold.review': 'review from',
  'threshold.upper': 'leak from',

  'tile.name': 'Image {position}, score {score}, verdict {verdict}, label {label}',

  'tiles.large': 'Large tiles',
  'tiles.medium': 'Medium tiles',
  'tiles.small': 'Small tiles',
  'tiles.title': 'Size of tiles',

  'verdict.leak': 'Leak',
  'verdict.none': 'Not scored',
  'verdict.normal': 'Normal',
  'verdict.review': 'Needs a look',
} satisfies Record<string, Message>;
