import type { Chosen } from './rebind.ts';

export const SETS = ['standard', 'left', 'numpad'] as const;
export type KeySet = (typeof SETS)[number];

/**
 * Keys for one hand, while the other holds the mouse or the phone. The left hand rests on A, S, D
 * and F; the numeric pad has its labels where its digits are.
 */
export const CHOSEN_BY: Readonly<Record<KeySet, Chosen>> = {
  standard: {},
  left: {
    'label-normal': ['KeyA', 'Digit1'],
    'label-leak': ['KeyS', 'Digit2'],
    'label-unsure': ['KeyD', 'Digit3'],
    'label-clear': ['KeyQ', 'Backspace'],
    next: ['KeyF', 'ArrowRight'],
    previous: ['KeyW', 'ArrowLeft'],
    'compare-normal': ['KeyE'],
    'compare-leak': ['Shift+KeyE'],
    'heat-less': ['Digit4', 'BracketLeft'],
    'heat-more': ['Digit5', 'BracketRight'],
    heat: ['KeyG'],
    filter: ['KeyT'],
    by: ['Backquote'],
    accept: ['KeyV', 'Enter'],
    split: ['KeyB'],
    'split-end': ['KeyB', 'Escape'],
    skip: ['KeyF', 'ArrowRight'],
    back: ['KeyW', 'ArrowLeft'],
    'rest-normal': ['Shift+KeyA'],
    'rest-leak': ['Shift+KeyS'],
    'rest-unsure': ['Shift+KeyD'],
    'lot-normal': ['Shift+KeyA'],
    'lot-leak': ['Shift+KeyS'],
    'lot-unsure': ['Shift+KeyD'],
    'list-images': ['Shift+KeyQ'],
    'list-suspects': ['Shift+KeyG'],
    'list-alike': ['Shift+KeyT'],
    'select-all': ['Shift+KeyA'],
    search: ['Shift+KeyF'],
  },
  numpad: {
    'label-normal': ['Numpad1', 'KeyN'],
    'label-leak': ['Numpad2', 'KeyL'],
    'label-unsure': ['Numpad3', 'KeyU'],
    'label-clear': ['Numpad7', 'Backspace'],
    next: ['Numpad6', 'ArrowRight'],
    previous: ['Numpad4', 'ArrowLeft'],
    'row-down': ['Numpad5', 'ArrowDown'],
    'row-up': ['Numpad8', 'ArrowUp'],
    blink: ['Numpad0', 'Space'],
    'compare-normal': ['Numpad9', 'KeyE'],
    heat: ['NumpadMultiply', 'KeyH'],
    filter: ['NumpadDivide', 'KeyF'],
    undo: ['NumpadDecimal', 'KeyZ'],
    accept: ['NumpadEnter', 'Enter'],
    split: ['NumpadDivide', 'KeyS'],
    'split-end': ['NumpadDivide', 'Escape', 'KeyS'],
    skip: ['Numpad6', 'ArrowRight'],
    back: ['Numpad4', 'ArrowLeft'],
    mark: ['Numpad0', 'Space'],
    part: ['NumpadEnter', 'Enter'],
  },
};
