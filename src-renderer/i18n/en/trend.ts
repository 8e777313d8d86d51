import type { Message } from '../render.ts';

/** What changed from shift to shift and from cell to cell. */
export const trend = {
  'action.tab-cells': 'Map of cells',
  'action.tab-shifts': 'Shifts',
  'action.tab-trend': 'Trend',

  'cells.about': 'Confirmed leaks of all images of a cell; all cells together {rate}.',
  'cells.all-shifts': 'all shifts',
  'cells.none': 'No image says which cell it shows',
  'cells.none-do':
    'Import the folder again and say how its names hold the cell; “Check first” shows what is read.',
  'cells.one':
    'Cell {cell}: leaks {rate}, {leaks} of {images}, interval {interval}, {standing}. Opens its trend.',
  'cells.without': {
    one: '{n} image says no cell and is left out.',
    other: '{n} images say no cell and are left out.',
  },

  'drift-about.both':
    'The bulk of the normals moved, and people confirmed more leaks than in the other shifts. Look at lamp and lens, and at the line.',
  'drift-about.leaks':
    'The bulk of the normals stands where the calibration had it; the tail grew. Look at the line.',
  'drift-about.light':
    'The bulk of the normals moved, so more leaks are not the reason. Look at lamp and lens, then recalibrate or retrain.',
  'drift-about.steady':
    'The bulk of the normals stands where the calibration had it, and no more is flagged than in the other shifts.',
  'drift-about.too-few': 'At least 30 images that pass are needed on either side.',
  'drift-verdict.both': 'Light or lens changed, and more leaks.',
  'drift-verdict.leaks': 'More leaks.',
  'drift-verdict.light': 'Light or lens changed.',
  'drift-verdict.steady': 'Steady.',
  'drift-verdict.too-few': 'Not enough images.',
  'drift.activated':
    '{name} is active: {after} instead of {before} of {normals} confirmed normals pass, as many of {leaks} known leaks are found.',
  'drift.cell': 'Cell {cell}, against itself',
  'drift.d-about': 'Largest distance of the two distributions (Kolmogorov-Smirnov)',
  'drift.here': 'This shift',
  'drift.leaks': 'Confirmed leaks',
  'drift.no-others': 'no other shift with reviewed images to compare with',
  'drift.p-about': 'Chance of such a distance where nothing has changed',
  'drift.passed': 'Images that pass, normal or without a label',
  'drift.psi-about': 'Stability index: below 0.1 nothing has changed, above 0.25 much has',
  'drift.recalibrate': 'Recalibrate without training',
  'drift.recalibrate-about':
    'New thresholds from normals confirmed in the last three shifts; never finds fewer of the known leaks.',
  'drift.reference': 'Calibration',
  'drift.reviewed': 'Confirmed normals, as they were picked for review',
  'drift.shift': 'Shift',
  'drift.tail': '{rate} ({count} of {images}); other shifts {others} of {of}',
  'drift.title': 'Light and leaks: shift {shift}',
  'drift.too-few': 'not enough images',
  'drift.waits': '{name} was not made active: the gate refused it. See Detectors.',
  'drift.what': 'Scores of',

  'trend.all-cells': 'all cells',
  'trend.ewma': 'Mean score of the images that pass',
  'trend.ewma-about':
    'Moving average (EWMA, weight 0.2) around the calibration’s mean, with limits that open; sees slow changes.',
  'trend.ewma-few': 'Needs five shifts, and 20 normals of the calibration.',
  'trend.flagged': 'Flagged',
  'trend.flagged-about': 'Share of the scored images, with the limits of a p-chart for each shift.',
  'trend.in': 'within limits',
  'trend.leaks': 'Confirmed leaks',
  'trend.leaks-about':
    'Share of all images; a shift with flagged images left to review has no point.',
  'trend.limits': 'Limits',
  'trend.none-out': 'none',
  'trend.numbers': 'Numbers',
  'trend.out': 'outside limits',
  'trend.standing': 'Standing',
  'trend.summary': {
    one: '{title}: {n} shift, mean {centre}; outside limits: {out}',
    other: '{title}: {n} shifts, mean {centre}; outside limits: {out}',
  },
  'trend.tabs': 'Parts of this view',
  'trend.value': 'Value',
  'report.page': 'Report',
} satisfies Record<string, Message>;
