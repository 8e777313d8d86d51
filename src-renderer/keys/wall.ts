import type { Binding } from './binding.ts';

const SELECT = { where: ['wall'], group: 'select' } as const;
const EXTEND = { ...SELECT, shift: true, repeats: true } as const;
const LOOK = { where: ['wall'], group: 'look' } as const;

/** Choosing many images at once; labels and moves are those of the review. */
export const WALL_KEYS = [
  { ...SELECT, action: 'select-toggle', codes: ['Space'], hint: true },
  { ...SELECT, action: 'select-row', codes: ['Space'], shift: true, hint: true },
  { ...SELECT, action: 'select-verdict', codes: ['KeyV'] },
  { ...SELECT, action: 'select-group', codes: ['KeyG'] },
  { ...SELECT, action: 'select-label', codes: ['KeyB'] },
  { ...SELECT, action: 'select-all', codes: ['KeyA'], mod: true },
  { ...SELECT, action: 'select-none', codes: ['Escape'], hint: true },
  { ...EXTEND, action: 'extend-next', codes: ['ArrowRight'] },
  { ...EXTEND, action: 'extend-previous', codes: ['ArrowLeft'] },
  { ...EXTEND, action: 'extend-row-down', codes: ['ArrowDown'] },
  { ...EXTEND, action: 'extend-row-up', codes: ['ArrowUp'] },
  { ...EXTEND, action: 'extend-page-down', codes: ['PageDown'] },
  { ...EXTEND, action: 'extend-page-up', codes: ['PageUp'] },
  { ...EXTEND, action: 'extend-first', codes: ['Home'], repeats: false },
  { ...EXTEND, action: 'extend-last', codes: ['End'], repeats: false },
  { ...SELECT, action: 'search', codes: ['KeyF'], mod: true },
  { ...SELECT, action: 'search-next', codes: ['KeyM', 'F3'] },
  { ...LOOK, action: 'wall-look', codes: ['Enter', 'NumpadEnter'] },
  { ...LOOK, action: 'wall-fit', codes: ['Digit0', 'Numpad0', 'KeyW'] },
  { ...LOOK, action: 'zoom-in', codes: ['Equal', 'NumpadAdd'], repeats: true },
  { ...LOOK, action: 'zoom-in', codes: ['Equal'], shift: true, repeats: true },
  { ...LOOK, action: 'zoom-out', codes: ['Minus', 'NumpadSubtract'], repeats: true },
  { ...LOOK, action: 'wall-order', codes: ['KeyO'] },
  { ...LOOK, action: 'wall-colour', codes: ['KeyC'] },
  { ...LOOK, action: 'wall-kind', codes: ['KeyH'] },
] as const satisfies readonly Binding[];
