import type { Binding } from './binding.ts';

/** What works in every view. */
export const APP_KEYS = [
  { action: 'undo', codes: ['KeyZ'], mod: true, where: 'any', group: 'label', hint: true },
  { action: 'redo', codes: ['KeyZ'], shift: true, mod: true, where: 'any', group: 'label' },
  { action: 'log', codes: ['KeyH'], shift: true, where: 'any', group: 'label' },
  { action: 'retrain', codes: ['KeyR'], where: 'any', group: 'app', hint: true },
  { action: 'view-shift', codes: ['Digit1'], shift: true, where: 'any', group: 'app' },
  { action: 'view-review', codes: ['Digit2'], shift: true, where: 'any', group: 'app' },
  { action: 'view-wall', codes: ['Digit3'], shift: true, where: 'any', group: 'app' },
  { action: 'view-calibrate', codes: ['Digit4'], shift: true, where: 'any', group: 'app' },
  { action: 'view-detectors', codes: ['Digit5'], shift: true, where: 'any', group: 'app' },
  { action: 'view-transfer', codes: ['Digit6'], shift: true, where: 'any', group: 'app' },
  { action: 'help', codes: ['Slash'], shift: true, where: 'any', group: 'app', hint: true },
  { action: 'help', codes: ['Slash'], where: 'any', group: 'app' },
] as const satisfies readonly Binding[];
