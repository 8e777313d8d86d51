import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src-main/shared/random.ts';
import {
  held,
  lookAt,
  panned,
  revealed,
  toCells,
  toPixels,
  whole,
  zoomed,
  type Camera,
} from '../../../src-renderer/wall/camera.ts';
import { between, eased, MOTION_MS, seenFrom } from '../../../src-renderer/wall/motion.ts';

const extent = { columns: 40, rows: 50 };
const frame = { width: 800, height: 500, ratio: 0.5 };

/** No edge of the wall further in than it must be. */
function expectHeld({ x, y, size }: Camera): void {
  const [wide, high] = [frame.width / size, frame.height / (size * frame.ratio)];
  const within = (at: number, seen: number, all: number): void => {
    if (seen >= all) expect(at).toBeCloseTo((all - seen) / 2, 6);
    else {
      expect(at).toBeGreaterThanOrEqual(-1e-6);
      expect(at + seen).toBeLessThanOrEqual(all + 1e-6);
    }
  };
  within(x, wide, extent.columns);
  within(y, high, extent.rows);
}

describe('the window on the wall', () => {
  it('shows everything in the middle at first', () => {
    // 50 rows of half a cell's width fill 500 pixels at 20 a cell; 40 columns fill 800 as well.
    expect(whole(extent, frame)).toEqual({ x: 0, y: 0, size: 20 });
    expect(whole({ columns: 10, rows: 50 }, frame)).toEqual({ x: -15, y: 0, size: 20 });
    expect(whole({ columns: 40, rows: 20 }, frame)).toEqual({ x: 0, y: -15, size: 20 });
    // The bars of a histogram stand on the ground.
    expect(whole({ columns: 40, rows: 20, kind: 'histogram' }, frame).y).toBe(-30);
  });

  it('enlarges about the point under the hand, and no further out than the whole wall', () => {
    const near = zoomed(whole(extent, frame), 4, { x: 300, y: 200 }, extent, frame);
    expect(near.size).toBe(80);
    const at = toCells(near, { x: 300, y: 200 }, frame.ratio);
    expect(at).toEqual({ x: 15, y: 20 });
    expect(zoomed(near, 0.001, { x: 0, y: 0 }, extent, frame)).toEqual(whole(extent, frame));
    expect(zoomed(near, 1e9, { x: 0, y: 0 }, extent, frame).size).toBe(640);
  });

  it('never leaves the wall, wherever it is dragged and however it is enlarged', () => {
    const random = seededRandom(3);
    let camera = whole(extent, frame);
    for (let turn = 0; turn < 300; turn++) {
      const at = { x: random() * frame.width, y: random() * frame.height };
      camera =
        turn % 2 > 0
          ? panned(camera, (random() - 0.5) * 2000, (random() - 0.5) * 2000, extent, frame)
          : zoomed(camera, 0.3 + random() * 3, at, extent, frame);
      expectHeld(camera);
    }
    expectHeld(held({ x: 1e6, y: -1e6, size: 100 }, extent, frame));
  });

  it('moves with the hand, and only as far as it must to show a cell', () => {
    const near = { x: 10, y: 10, size: 80 };
    expect(panned(near, 80, -40, extent, frame)).toEqual({ x: 9, y: 11, size: 80 });
    expect(revealed(near, { column: 12, row: 15 }, extent, frame)).toBe(near);
    expect(revealed(near, { column: 20, row: 3 }, extent, frame)).toEqual({
      x: 11,
      y: 3,
      size: 80,
    });
  });

  it('looks at a cell in its middle', () => {
    const camera = lookAt({ column: 20, row: 20 }, 200, extent, frame);
    expect(toPixels(camera, { x: 20.5, y: 20.5 }, frame.ratio)).toEqual({ x: 400, y: 250 });
  });

  it('has a way from cells to pixels and back', () => {
    const camera = { x: 3, y: 4, size: 33 };
    const at = toPixels(camera, { x: 7.5, y: 9.25 }, 1.7);
    expect(toCells(camera, at, 1.7).x).toBeCloseTo(7.5, 9);
    expect(toCells(camera, at, 1.7).y).toBeCloseTo(9.25, 9);
  });
});

describe('motion', () => {
  it('begins and ends slowly, and is over when its time is', () => {
    expect(eased(0)).toBe(0);
    expect(eased(-5)).toBe(0);
    expect(eased(MOTION_MS / 2)).toBe(0.5);
    expect(eased(MOTION_MS)).toBe(1);
    expect(eased(1e9)).toBe(1);
    expect(eased(0, 0)).toBe(1);
    const steps = Array.from({ length: 101 }, (_, i) => eased(i, 100));
    expect(steps.every((step, i) => i === 0 || step >= steps[i - 1]!)).toBe(true);
    expect(steps[10]!).toBeLessThan(0.01);
    expect(steps[90]!).toBeGreaterThan(0.99);
  });

  it('passes through the points between two places', () => {
    const [from, to] = [Float32Array.from([0, 10]), Float32Array.from([4, 0])];
    expect([...between(from, to, 0)]).toEqual([0, 10]);
    expect([...between(from, to, 0.25)]).toEqual([1, 7.5]);
    expect([...between(from, to, 1)]).toEqual([4, 0]);
  });

  it('begins where images are seen, even where the window jumps to another place', () => {
    const [before, after] = [
      { x: 2, y: 3, size: 10 },
      { x: -1, y: 0, size: 40 },
    ];
    const [x, y] = seenFrom(Float32Array.from([5, 6]), before, after, 1.5);
    expect(toPixels(after, { x: x!, y: y! }, 1.5)).toEqual(toPixels(before, { x: 5, y: 6 }, 1.5));
  });
});
