import type { Binding } from './binding.ts';

/** Deciding on images one by one. */
export const REVIEW_KEYS = [
  {
    action: 'label-normal',
    codes: ['KeyN', 'Digit1', 'Numpad1'],
    where: ['review', 'wall'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-leak',
    codes: ['KeyL', 'Digit2', 'Numpad2'],
    where: ['review', 'wall'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-unsure',
    codes: ['KeyU', 'Digit3', 'Numpad3'],
    where: ['review', 'wall'],
    group: 'label',
    hint: true,
  },
  {
    action: 'label-clear',
    codes: ['Backspace', 'Delete'],
    where: ['review', 'wall'],
    group: 'label',
  },
  {
    action: 'next',
    codes: ['ArrowRight', 'KeyJ'],
    repeats: true,
    where: ['review', 'wall'],
    group: 'move',
    hint: true,
  },
  {
    action: 'previous',
    codes: ['ArrowLeft', 'KeyK'],
    repeats: true,
    where: ['review', 'wall'],
    group: 'move',
    hint: true,
  },
  {
    action: 'row-down',
    codes: ['ArrowDown'],
    repeats: true,
    where: ['review', 'wall'],
    group: 'move',
  },
  { action: 'row-up', codes: ['ArrowUp'], repeats: true, where: ['review', 'wall'], group: 'move' },
  {
    action: 'page-down',
    codes: ['PageDown'],
    repeats: true,
    where: ['review', 'wall'],
    group: 'move',
  },
  { action: 'page-up', codes: ['PageUp'], repeats: true, where: ['review', 'wall'], group: 'move' },
  { action: 'first', codes: ['Home'], where: ['review', 'wall'], group: 'move' },
  { action: 'last', codes: ['End'], where: ['review', 'wall'], group: 'move' },
  { action: 'blink', codes: ['Space'], where: ['review'], group: 'look', hint: true },
  { action: 'pixels', codes: ['KeyX'], where: ['review', 'wall'], group: 'look' },
  { action: 'filter', codes: ['KeyF'], where: ['review'], group: 'look' },
] as const satisfies readonly Binding[];
