import { LunkaError } from './errors.ts';
import { CELL_PRESETS } from './presets/cells.ts';
import { DIGIT_PRESETS } from './presets/digits.ts';
import type { Preset } from './presets/preset.ts';
import { SCREW_PRESETS } from './presets/screws.ts';
import { suggest } from './suggest.ts';

export type { Preset } from './presets/preset.ts';

/** Every recipe with a name, the product's own first. */
export const PRESETS: readonly Preset[] = [...CELL_PRESETS, ...DIGIT_PRESETS, ...SCREW_PRESETS];

export const DEFAULT_PRESET = 'default';

/** @throws LunkaError `unknown-preset`, naming the nearest and all there are */
export function findPreset(name: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.name === name);
  if (!preset) {
    const names = PRESETS.map((known) => known.name);
    throw new LunkaError(
      'unknown-preset',
      400,
      `Expected one of the presets ${names.join(', ')}, received "${name}".${suggest(name, names)}`,
    );
  }
  return preset;
}
