import { MARKS, type MarkName } from '../marks.ts';
import type { Palette, Rgb } from './renderer.ts';

const MARK_COLOURS: Record<MarkName, string> = {
  none: '--ground',
  normal: '--normal',
  leak: '--leak',
  unsure: '--unsure',
  agreed: '--ink-soft',
  'false-alarm': '--normal',
  missed: '--leak',
};

/** The colours of the theme as they are at an element; they follow the system's light or dark. */
export function paletteAt(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colour = (name: string): Rgb => {
    probe.style.color = `var(${name})`;
    // A computed colour is "rgb(1, 2, 3)", whatever it was written as.
    const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(
      Number,
    );
    return [r / 255, g / 255, b / 255];
  };
  const marks: Rgb[] = [];
  for (const [name, index] of Object.entries(MARKS)) {
    marks[index] = colour(MARK_COLOURS[name as MarkName]);
  }
  const palette = {
    ground: colour('--ground'),
    well: colour('--well'),
    ink: colour('--ink'),
    marks,
  };
  probe.remove();
  return palette;
}
