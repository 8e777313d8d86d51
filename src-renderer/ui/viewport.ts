import type { Place } from '../../src-main/shared/place.ts';

/**
 * Where the panes of a picture look, in shares of the picture, so that panes of any size show the
 * same part: `zoom` 1 fits the picture into its pane, (`x`, `y`) is the point in the pane's middle.
 */
export interface Viewport {
  zoom: number;
  x: number;
  y: number;
}

export const WHOLE: Viewport = { zoom: 1, x: 0.5, y: 0.5 };

/** Screen pixels to a pixel of the image at the most: one of 28 then fills a 4K screen's height. */
const LARGEST_PIXEL = 40;

/** What one key press, and one notch of a wheel, multiplies the zoom with. */
export const KEY_STEP = Math.SQRT2;
export const WHEEL_STEP = 1.2;

/**
 * @param fitted screen pixels to an image pixel at zoom 1
 * @returns the least and the greatest zoom: from 1:1, or the whole picture where that is smaller
 */
export function limits(fitted: number): { least: number; most: number } {
  return { least: Math.min(1, 1 / fitted), most: Math.max(1, LARGEST_PIXEL / fitted) };
}

/**
 * Zooms to within the limits, keeping one point of the picture where it is on the screen.
 *
 * @param at that point, in shares of the picture; without it the middle of the pane stays
 */
export function zoomed(
  view: Viewport,
  factor: number,
  fitted: number,
  at: { x: number; y: number } = view,
): Viewport {
  const { least, most } = limits(fitted);
  const zoom = Math.min(most, Math.max(least, view.zoom * factor));
  const kept = view.zoom / zoom;
  return inside({ zoom, x: at.x - (at.x - view.x) * kept, y: at.y - (at.y - view.y) * kept });
}

/** Moves by shares of the picture. */
export function panned(view: Viewport, x: number, y: number): Viewport {
  return inside({ ...view, x: view.x + x, y: view.y + y });
}

/** A picture larger than its pane covers it; one that is smaller stands in its middle. */
function inside({ zoom, x, y }: Viewport): Viewport {
  const half = Math.min(0.5, 0.5 / zoom);
  const clamp = (at: number): number => Math.min(1 - half, Math.max(half, at));
  return { zoom, x: clamp(x), y: clamp(y) };
}

/** A viewport as the CSS transform of a picture that fits its pane at zoom 1. */
export function transformOf({ zoom, x, y }: Viewport): string {
  const share = (at: number): string => `${((0.5 - at) * 100).toFixed(3)}%`;
  return `scale(${zoom.toFixed(4)}) translate(${share(x)}, ${share(y)})`;
}

/** CSS of what lies over that part of a picture which a detector looks at. */
export function overlayOf({ x, y, width, height, angle }: Place) {
  const share = (part: number): string => `${(part * 100).toFixed(3)}%`;
  return {
    left: share(x - width / 2),
    top: share(y - height / 2),
    width: share(width),
    height: share(height),
    transform: `rotate(${angle.toFixed(5)}rad)`,
  };
}
