import type { Binding } from './binding.ts';

/** Choosing among the versions of a detector. */
export const DETECTOR_KEYS = [
  {
    action: 'detector-next',
    codes: ['ArrowDown', 'KeyJ'],
    repeats: true,
    where: ['detectors'],
    group: 'version',
    hint: true,
  },
  {
    action: 'detector-previous',
    codes: ['ArrowUp', 'KeyK'],
    repeats: true,
    where: ['detectors'],
    group: 'version',
    hint: true,
  },
  {
    action: 'detector-activate',
    codes: ['KeyA'],
    where: ['detectors'],
    group: 'version',
    hint: true,
  },
  { action: 'detector-back', codes: ['KeyB'], where: ['detectors'], group: 'version', hint: true },
  {
    action: 'detector-compare',
    codes: ['KeyC'],
    where: ['detectors'],
    group: 'version',
    hint: true,
  },
  { action: 'training-finish', codes: ['KeyS'], where: ['detectors'], group: 'version' },
  { action: 'golden-grow', codes: ['KeyG'], where: ['detectors'], group: 'version', hint: true },
] as const satisfies readonly Binding[];
