import type { Binding } from './binding.ts';

/** Labels mean the image, the group, or the marked few, whichever is at hand; on the wall what is chosen. */
const DECIDE = { where: ['review', 'wall'], group: 'label' } as const;
/** Steps among images: all of a list, or the members of a group that is being split. */
const STEP = {
  where: ['review', 'wall'],
  mode: ['image', 'split'],
  group: 'move',
  repeats: true,
} as const;
const LOOK = { where: ['review'], group: 'look' } as const;

/** What else may be wrong or missed. */
const HUNT = { where: ['review'], mode: ['image', 'group'], group: 'look' } as const;
/** All that is like one image, up to the cursor. */
const LOT = { where: ['review'], mode: ['image'], group: 'label', shift: true } as const;

/** Looking at images and deciding on them. */
export const REVIEW_KEYS = [
  { ...DECIDE, action: 'label-normal', codes: ['KeyN', 'Digit1', 'Numpad1'], hint: true },
  { ...DECIDE, action: 'label-leak', codes: ['KeyL', 'Digit2', 'Numpad2'], hint: true },
  { ...DECIDE, action: 'label-unsure', codes: ['KeyU', 'Digit3', 'Numpad3'], hint: true },
  { ...DECIDE, action: 'label-clear', codes: ['Backspace', 'Delete'], mode: ['image'] },
  { ...STEP, action: 'next', codes: ['ArrowRight', 'KeyJ'], hint: true },
  { ...STEP, action: 'previous', codes: ['ArrowLeft', 'KeyK'], hint: true },
  { ...STEP, action: 'row-down', codes: ['ArrowDown'] },
  { ...STEP, action: 'row-up', codes: ['ArrowUp'] },
  { ...STEP, action: 'page-down', codes: ['PageDown'] },
  { ...STEP, action: 'page-up', codes: ['PageUp'] },
  { ...STEP, action: 'first', codes: ['Home'], repeats: false },
  { ...STEP, action: 'last', codes: ['End'], repeats: false },
  { ...LOOK, action: 'blink', codes: ['Space'], mode: ['image', 'group'], hint: true },
  { ...LOOK, action: 'pixels', codes: ['KeyX'], where: ['review', 'wall'] },
  { ...LOOK, action: 'by', codes: ['KeyG'], mode: ['image', 'group'] },
  { ...LOOK, action: 'filter', codes: ['KeyF'], mode: ['image'] },
  { ...LOOK, action: 'narrow', codes: ['KeyF'], shift: true, mode: ['image'] },
  { ...HUNT, action: 'list-images', codes: ['KeyQ'] },
  { ...HUNT, action: 'list-suspects', codes: ['KeyD'] },
  { ...HUNT, action: 'list-sample', codes: ['KeyM'] },
  { ...HUNT, action: 'list-alike', codes: ['KeyA'] },
  { ...LOT, action: 'lot-normal', codes: ['KeyN'] },
  { ...LOT, action: 'lot-leak', codes: ['KeyL'] },
  { ...LOT, action: 'lot-unsure', codes: ['KeyU'] },
] as const satisfies readonly Binding[];
