import type { Binding } from './binding.ts';

const IN_GROUPS = { where: ['review'], mode: ['group'] } as const;
const IN_SPLIT = { where: ['review'], mode: ['split'], group: 'split' } as const;

/** Deciding on groups, and taking images out of one. */
export const GROUP_KEYS = [
  { ...IN_GROUPS, action: 'accept', codes: ['Enter', 'NumpadEnter'], group: 'label', hint: true },
  { ...IN_GROUPS, action: 'split', codes: ['KeyS'], group: 'label', hint: true },
  {
    ...IN_GROUPS,
    action: 'skip',
    codes: ['ArrowRight', 'KeyJ'],
    repeats: true,
    group: 'move',
    hint: true,
  },
  {
    ...IN_GROUPS,
    action: 'back',
    codes: ['ArrowLeft', 'KeyK'],
    repeats: true,
    group: 'move',
    hint: true,
  },
  { ...IN_SPLIT, action: 'mark', codes: ['Space'], hint: true },
  { ...IN_SPLIT, action: 'cut', codes: ['KeyC'], hint: true },
  { ...IN_SPLIT, action: 'invert', codes: ['KeyI'] },
  { ...IN_SPLIT, action: 'part', codes: ['Enter', 'NumpadEnter'], hint: true },
  { ...IN_SPLIT, action: 'rest-normal', codes: ['KeyN'], shift: true, hint: true },
  { ...IN_SPLIT, action: 'rest-leak', codes: ['KeyL'], shift: true },
  { ...IN_SPLIT, action: 'rest-unsure', codes: ['KeyU'], shift: true },
  { ...IN_SPLIT, action: 'split-end', codes: ['Escape', 'KeyS'], hint: true },
] as const satisfies readonly Binding[];
