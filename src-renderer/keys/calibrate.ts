import type { Binding } from './binding.ts';

/** Trying cuts on the scores. */
export const CALIBRATE_KEYS = [
  { action: 'cut-left', codes: ['ArrowLeft'], repeats: true, where: ['calibrate'], group: 'cut' },
  { action: 'cut-right', codes: ['ArrowRight'], repeats: true, where: ['calibrate'], group: 'cut' },
  {
    action: 'cut-left-image',
    codes: ['ArrowLeft'],
    shift: true,
    repeats: true,
    where: ['calibrate'],
    group: 'cut',
  },
  {
    action: 'cut-right-image',
    codes: ['ArrowRight'],
    shift: true,
    repeats: true,
    where: ['calibrate'],
    group: 'cut',
  },
  {
    action: 'cut-left-far',
    codes: ['PageDown'],
    repeats: true,
    where: ['calibrate'],
    group: 'cut',
  },
  { action: 'cut-right-far', codes: ['PageUp'], repeats: true, where: ['calibrate'], group: 'cut' },
  { action: 'cut-choose', codes: ['KeyC'], where: ['calibrate'], group: 'cut' },
  { action: 'cut-type', codes: ['KeyE'], where: ['calibrate'], group: 'cut' },
  { action: 'cut-review', codes: ['KeyG'], where: ['calibrate'], group: 'cut' },
  { action: 'cut-lower', codes: ['KeyB'], where: ['calibrate'], group: 'cut' },
  { action: 'cut-reset', codes: ['Backspace', 'Delete'], where: ['calibrate'], group: 'cut' },
  {
    action: 'strategy-next',
    codes: ['ArrowDown'],
    repeats: true,
    where: ['calibrate'],
    group: 'cut',
  },
  {
    action: 'strategy-previous',
    codes: ['ArrowUp'],
    repeats: true,
    where: ['calibrate'],
    group: 'cut',
  },
  { action: 'strategy-take', codes: ['Enter'], where: ['calibrate'], group: 'cut' },
  { action: 'score-set', codes: ['KeyS'], where: ['calibrate'], group: 'cut' },
  { action: 'calibrate-apply', codes: ['KeyA'], where: ['calibrate'], group: 'cut' },
  { action: 'calibrate-back', codes: ['KeyV'], where: ['calibrate'], group: 'cut' },
] as const satisfies readonly Binding[];
