import type { Binding } from './binding.ts';

/** Parts of the shift view. */
export const SHIFT_KEYS = [
  { action: 'tab-shifts', codes: ['KeyS'], where: ['shift'], group: 'look' },
  { action: 'tab-trend', codes: ['KeyT'], where: ['shift'], group: 'look' },
  { action: 'tab-cells', codes: ['KeyC'], where: ['shift'], group: 'look' },
] as const satisfies readonly Binding[];
