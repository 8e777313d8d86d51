import { stored } from './stored.ts';

/**
 * The image at hand, so that a window opened again, after a crash too, goes on there. Not in the
 * address: browsers limit how often that may change, and a held key is faster.
 */

const name = (project: string): string => `image.${project}`;

export function rememberImage(project: string, image: number): void {
  stored.write(name(project), String(image));
}

/** Null where the project was never reviewed on this machine. */
export function rememberedImage(project: string): number | null {
  return Number(stored.read(name(project))) || null;
}
