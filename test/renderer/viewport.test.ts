import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src-main/shared/random.ts';
import { heatOf } from '../../src-renderer/ui/heat.ts';
import {
  limits,
  overlayOf,
  panned,
  transformOf,
  WHOLE,
  zoomed,
} from '../../src-renderer/ui/viewport.ts';

describe('the view of a picture', () => {
  it('goes from 1:1 up to forty screen pixels a pixel, for cells and for photographs', () => {
    // 28 pixels on 280 of the screen, and 1000 on 280.
    for (const fitted of [10, 0.28]) {
      const { least, most } = limits(fitted);
      expect(zoomed(WHOLE, 1e9, fitted).zoom * fitted).toBeCloseTo(40);
      expect(zoomed(WHOLE, 1e-9, fitted).zoom).toBe(least);
      expect(least * fitted).toBeLessThanOrEqual(1);
      expect(least).toBeLessThanOrEqual(1);
      expect(most).toBeGreaterThan(1);
    }
    // A picture that is shown larger than 40 times already is never forced to be smaller.
    expect(limits(60).most).toBe(1);
  });

  it('keeps the point under the wheel where it is', () => {
    const random = seededRandom(4);
    let view = zoomed(WHOLE, 4, 5, { x: 0.5, y: 0.5 });
    for (let i = 0; i < 50; i++) {
      const at = { x: view.x + (random() - 0.5) * 0.1, y: view.y + (random() - 0.5) * 0.1 };
      const before = { x: (at.x - view.x) * view.zoom, y: (at.y - view.y) * view.zoom };
      const next = zoomed(view, 1.1, 5, at);
      if (next.zoom === view.zoom) break;
      expect((at.x - next.x) * next.zoom).toBeCloseTo(before.x, 6);
      expect((at.y - next.y) * next.zoom).toBeCloseTo(before.y, 6);
      view = next;
    }
  });

  it('never leaves the picture, and centres what is smaller than its pane', () => {
    const near = zoomed(WHOLE, 4, 2);
    expect(panned(near, 9, -9)).toEqual({ zoom: 4, x: 0.875, y: 0.125 });
    expect(panned(WHOLE, 0.3, 0.3)).toEqual(WHOLE);
    expect(zoomed(panned(near, 9, 9), 1 / 8, 2)).toEqual({ zoom: 0.5, x: 0.5, y: 0.5 });
  });

  it('is a transform that puts its point into the middle', () => {
    expect(transformOf(WHOLE)).toBe('scale(1.0000) translate(0.000%, 0.000%)');
    expect(transformOf({ zoom: 4, x: 0.25, y: 0.75 })).toBe(
      'scale(4.0000) translate(25.000%, -25.000%)',
    );
  });
});

describe('the heat map', () => {
  const pixels = (...differences: number[]): Uint8ClampedArray =>
    Uint8ClampedArray.from(differences.flatMap((by) => [128 + by, 128 + by, 128 + by, 255]));

  it('is clear where nothing differs, and of one colour for brighter and darker', () => {
    const heat = heatOf(pixels(0, 40, -40, 64, 127));
    const at = (pixel: number): number[] => [...heat.slice(pixel * 4, pixel * 4 + 4)];
    expect(at(0)[3]).toBe(0);
    expect(at(1)).toEqual(at(2));
    expect(at(3)).toEqual([246, 215, 70, 255]);
    expect(at(4)).toEqual(at(3));
  });

  it('gets lighter with every step', () => {
    const heat = heatOf(pixels(...Array.from({ length: 65 }, (_, by) => by)));
    const lightness = Array.from({ length: 65 }, (_, i) => {
      const [r, g, b] = heat.slice(i * 4, i * 4 + 3);
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    });
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
    expect(lightness[64]! - lightness[0]!).toBeGreaterThan(150);
  });
});

describe('what lies over a part of a picture', () => {
  it('stands round its middle, in shares of the picture', () => {
    const kept = overlayOf({ x: 0.5, y: 0.5, width: 0.7, height: 0.7, angle: 0 });
    expect(kept).toMatchObject({ left: '15.000%', top: '15.000%', width: '70.000%' });
    expect(kept.transform).toBe('rotate(0.00000rad)');
  });

  it('is turned about that middle, as an element is', () => {
    const turned = overlayOf({ x: 0.25, y: 0.75, width: 0.5, height: 0.1, angle: Math.PI / 2 });
    expect(turned).toEqual({
      left: '0.000%',
      top: '70.000%',
      width: '50.000%',
      height: '10.000%',
      transform: 'rotate(1.57080rad)',
    });
  });
});
