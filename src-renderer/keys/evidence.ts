import type { Binding } from './binding.ts';

const LOOK = { where: ['review'], group: 'look' } as const;
const PAN = { ...LOOK, shift: true, repeats: true } as const;

/** Looking closer at the image under the cursor. */
export const EVIDENCE_KEYS = [
  { ...LOOK, action: 'zoom-in', codes: ['Equal', 'NumpadAdd'], repeats: true },
  { ...LOOK, action: 'zoom-out', codes: ['Minus', 'NumpadSubtract'], repeats: true },
  { ...LOOK, action: 'zoom-fit', codes: ['Digit0', 'Numpad0'] },
  { ...LOOK, action: 'zoom-actual', codes: ['Digit0'], shift: true },
  { ...PAN, action: 'pan-left', codes: ['ArrowLeft'] },
  { ...PAN, action: 'pan-right', codes: ['ArrowRight'] },
  { ...PAN, action: 'pan-up', codes: ['ArrowUp'] },
  { ...PAN, action: 'pan-down', codes: ['ArrowDown'] },
  { ...LOOK, action: 'heat', codes: ['KeyH'] },
  { ...LOOK, action: 'heat-less', codes: ['BracketLeft'], repeats: true },
  { ...LOOK, action: 'heat-more', codes: ['BracketRight'], repeats: true },
  { ...LOOK, action: 'compare-normal', codes: ['KeyE'] },
  { ...LOOK, action: 'compare-leak', codes: ['KeyE'], shift: true },
] as const satisfies readonly Binding[];
