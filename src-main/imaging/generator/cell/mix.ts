import { LunkaError } from '../../../shared/errors.ts';
import type { Random } from '../../../shared/random.ts';

/** Shares of a shift's images, 0..1; `empty` is a share of the leaks, the others of all images. */
export interface FamilyMix {
  /** Normals of one view with a dark-and-yellow tool at its edge. */
  tool: number;
  /** Normals of one view whose camera was knocked. */
  knocked: number;
  /** Normals that a bar of the conveyor crosses. */
  bar: number;
  leak: number;
  empty: number;
}

/** The shift imitated: about 300, 200 and 90 of 1,898 images, 65 leaks, a quarter of them empty. */
export const IMITATED_MIX: FamilyMix = {
  tool: 0.16,
  knocked: 0.105,
  bar: 0.05,
  leak: 0.034,
  empty: 0.25,
};

/** Another shift's mix, each share within half and one and a half times the imitated one. */
export function drawMix(random: Random): FamilyMix {
  const around = (share: number, spread: number) => share * (1 + spread * (2 * random() - 1));
  return {
    tool: around(IMITATED_MIX.tool, 0.5),
    knocked: around(IMITATED_MIX.knocked, 0.5),
    bar: around(IMITATED_MIX.bar, 0.5),
    leak: around(IMITATED_MIX.leak, 0.2),
    empty: around(IMITATED_MIX.empty, 0.4),
  };
}

/** Throws `generator-bad-mix` unless every share is within 0..1 and all families fit in the shift. */
export function requireMix(mix: FamilyMix): void {
  for (const [family, share] of Object.entries(mix)) {
    if (share >= 0 && share <= 1) continue;
    throw new LunkaError(
      'generator-bad-mix',
      400,
      `Expected the share of ${family} to be from 0 to 1, received ${share}. Give a fraction, not per cent.`,
    );
  }
  const sum = mix.tool + mix.knocked + mix.bar + mix.leak;
  if (sum > 1) {
    throw new LunkaError(
      'generator-bad-mix',
      400,
      `Expected the shares of tool, knocked, bar and leak to sum to 1 at most, received ${sum}. ` +
        `Lower one of them; what they leave is ordinary normals.`,
    );
  }
}
