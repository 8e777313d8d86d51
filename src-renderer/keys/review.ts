import type { Binding } from './binding.ts';

/** Deciding on images one by one. */
export const REVIEW_KEYS = [
  {
    action: 'label-normal',
    codes: ['KeyN', 'Digit1', 'Numpad1'],
    where: ['review'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-leak',
    codes: ['KeyL', 'Digit2', 'Numpad2'],
    where: ['review'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-unsure',
    codes: ['KeyU', 'Digit3', 'Numpad3'],
    where: ['review'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-clear',
    codes: ['Backspace', 'Delete'],
    where: ['review'],
    group: 'label',
  },
  {
    action: 'next',
    codes: ['ArrowRight', 'KeyJ'],
    repeats: true,
    where: ['review'],
    group: 'move',
    hint: true,
  },
  {
    action: 'previous',
    codes: ['ArrowLeft', 'KeyK'],
    repeats: true,
    where: ['review'],
    group: 'move',
    hint: true,
  },
  { action: 'row-down', codes: ['ArrowDown'], repeats: true, where: ['review'], group: 'move' },
  { action: 'row-up', codes: ['ArrowUp'], repeats: true, where: ['review'], group: 'move' },
  { action: 'page-down', codes: ['PageDown'], repeats: true, where: ['review'], group: 'move' },
  { action: 'page-up', codes: ['PageUp'], repeats: true, where: ['review'], group: 'move' },
  { action: 'first', codes: ['Home'], where: ['review'], group: 'move' },
  { action: 'last', codes: ['End'], where: ['review'], group: 'move' },
  { action: 'blink', codes: ['Space'], where: ['review'], group: 'look', hint: true },
  { action: 'pixels', codes: ['KeyX'], where: ['review'], group: 'look' },
  { action: 'filter', codes: ['KeyF'], where: ['review'], group: 'look' },
] as const satisfies readonly Binding[];
