import type { WallLayout } from './layout.ts';

/** Points and shapes in cells of the wall. */
export interface Point {
  x: number;
  y: number;
}

/** Whether a point lies in a polygon, whose last point is joined to its first; even-odd rule. */
export function inPolygon({ x, y }: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i]!, polygon[j]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Images whose middle lies in the polygon, in the order of the wall. */
export function imagesInPolygon(layout: WallLayout, polygon: readonly Point[]): number[] {
  if (polygon.length < 3) return [];
  return imagesWithin(layout, boxOf(polygon), (middle) => inPolygon(middle, polygon));
}

/** Images that a rectangle touches, in the order of the wall. */
export function imagesInRectangle(layout: WallLayout, a: Point, b: Point): number[] {
  return imagesWithin(layout, boxOf([a, b]), () => true);
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function boxOf(points: readonly Point[]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

function imagesWithin(
  { columns, rows, cells }: WallLayout,
  box: Box,
  chosen: (middle: Point) => boolean,
): number[] {
  const found: number[] = [];
  const [left, right] = [Math.max(0, Math.floor(box.left)), Math.min(columns - 1, box.right)];
  const [top, bottom] = [Math.max(0, Math.floor(box.top)), Math.min(rows - 1, box.bottom)];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const image = cells[row * columns + column]!;
      if (image >= 0 && chosen({ x: column + 0.5, y: row + 0.5 })) found.push(image);
    }
  }
  return found;
}
