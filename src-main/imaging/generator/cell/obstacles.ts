import { noiseField, paint, smoothstep, stamp, type Canvas, type Point } from '../canvas.ts';
import type { Random } from '../../../shared/random.ts';
import type { Obstacle } from './spec.ts';

/** Draws what stands between camera and cell, over everything else. */
export function paintObstacle(canvas: Canvas, obstacle: Obstacle, random: Random): void {
  const uneven = noiseField(random, 7, 7);
  const across = (point: Point) => {
    point.u = point.x * 2 - 1;
    point.v = point.y * 2 - 1;
  };
  const shade = ({ u, v }: Point) => 1 + 0.1 * uneven(u, v);
  switch (obstacle.kind) {
    case 'tool': {
      const { x, handle } = obstacle;
      stamp(canvas, { x: x + 0.02, y: 0.26, radiusX: 0.07, radiusY: 0.34 }, handle, 0.85, 0.8);
      stamp(canvas, { x: x - 0.05, y: 0.55, radiusX: 0.07, radiusY: 0.22 }, handle, 0.4, 0.9);
      stamp(canvas, { x, y: 0.7, radiusX: 0.065, radiusY: 0.32 }, [34, 52, 46], 0.9, 0.7);
      stamp(canvas, { x: x + 0.07, y: 0.12, radiusX: 0.03, radiusY: 0.2 }, [38, 52, 36], 0.8, 0.8);
      stamp(
        canvas,
        { x: x - 0.025, y: 0.62, radiusX: 0.02, radiusY: 0.14 },
        [92, 132, 138],
        0.6,
        0.9,
      );
      return;
    }
    case 'bar': {
      const { y, thickness, block } = obstacle;
      const half = thickness / 2;
      const cover = (p: Point) => smoothstep(half + 0.05, half - 0.02, Math.abs(p.y - y));
      paint(canvas, across, cover, [92, 122, 114], shade);
      const edge = (p: Point) => 0.5 * smoothstep(0.09, 0, Math.abs(p.y - y + half));
      paint(canvas, across, edge, [58, 78, 72]);
      const lug = (p: Point) => 0.75 * cover(p) * smoothstep(0.24, 0.1, Math.abs(p.x - block));
      paint(canvas, across, lug, [62, 82, 70], shade);
      return;
    }
    case 'hook': {
      const { x, y, radius } = obstacle;
      // The image is nearly twice as wide as it is high; a disc has to stay one.
      const radiusY = (radius * canvas.width) / canvas.height;
      const reach = (p: Point) => Math.hypot((p.x - x) / radius, (p.y - y) / radiusY);
      paint(
        canvas,
        across,
        (p) => smoothstep(1.04, 0.94, reach(p)),
        [88, 92, 56],
        (p) => {
          const rounding = 1.12 - 0.4 * smoothstep(0.55, 1, reach(p));
          return rounding * (1 + 0.14 * uneven(p.u, p.v));
        },
      );
      return;
    }
    case 'frame': {
      const { x, width } = obstacle;
      const cover = (p: Point) =>
        smoothstep(x + width, x + width * 0.5, p.x + 0.05 * (1 - p.y)) * smoothstep(0.3, 0.5, p.y);
      paint(canvas, across, (p) => 0.9 * cover(p), [42, 66, 58], shade);
      return;
    }
  }
}
