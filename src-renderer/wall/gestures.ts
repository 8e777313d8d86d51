/** What a hand on the wall means. Points are in CSS pixels from the top left of the element. */
export interface Point {
  x: number;
  y: number;
}

export type Shape = 'rectangle' | 'lasso';

export interface Modifiers {
  /** Shift: on from where the cursor was. */
  extend: boolean;
  /** Ctrl or Cmd: this one too, or not this one. */
  toggle: boolean;
}

interface Listeners {
  /** What a plain drag does at present. */
  tool(): 'move' | Shape;
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  click(at: Point, modifiers: Modifiers): void;
  look(at: Point): void;
  /** A shape is being drawn; null once it is given up or done. */
  draft(shape: Shape, points: readonly Point[] | null): void;
  draw(shape: Shape, points: readonly Point[], modifiers: Modifiers): void;
}

/** Pixels that a hand may shake and still click. */
const SLACK = 4;
/** Pixels between two points of a lasso. */
const STEP = 3;

interface Drag {
  what: 'move' | Shape;
  points: Point[];
  last: Point;
  moved: boolean;
}

/** Listens to mouse, pen and fingers. Returns the way to stop. */
export function listenGestures(element: HTMLElement, on: Listeners): () => void {
  const pointers = new Map<number, Point>();
  let drag: Drag | null = null;

  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const modifiersOf = (event: MouseEvent): Modifiers => ({
    extend: event.shiftKey,
    toggle: event.ctrlKey || event.metaKey,
  });
  const give = (up: Drag | null): void => {
    if (up && up.what !== 'move') on.draft(up.what, null);
    drag = null;
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0 && event.button !== 1) return;
    element.setPointerCapture(event.pointerId);
    const at = pointOf(event);
    pointers.set(event.pointerId, at);
    if (pointers.size > 1) return give(drag);
    const tool = on.tool();
    // Shift or Alt draw whatever tool is chosen, the middle button always moves.
    let what = tool;
    if (event.button === 1) what = 'move';
    else if (event.altKey) what = 'lasso';
    else if (event.shiftKey && tool === 'move') what = 'rectangle';
    drag = { what, points: [at], last: at, moved: false };
  }

  function move(event: PointerEvent): void {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const at = pointOf(event);
    pointers.set(event.pointerId, at);
    if (pointers.size === 2) return pinch(event.pointerId, before, at);
    if (!drag) return;
    const [start] = drag.points as [Point];
    if (!drag.moved && Math.hypot(at.x - start.x, at.y - start.y) < SLACK) return;
    drag.moved = true;
    if (drag.what === 'move') on.pan(at.x - drag.last.x, at.y - drag.last.y);
    else if (drag.what === 'rectangle') drag.points = [start, at];
    else if (Math.hypot(at.x - drag.points.at(-1)!.x, at.y - drag.points.at(-1)!.y) >= STEP) {
      drag.points.push(at);
    }
    drag.last = at;
    if (drag.what !== 'move') on.draft(drag.what, drag.points);
  }

  /** Two fingers: what is between them stays between them. */
  function pinch(moved: number, before: Point, at: Point): void {
    const other = [...pointers].find(([id]) => id !== moved)![1];
    const apart = (point: Point): number =>
      Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    on.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    on.zoom(apart(at) / apart(before), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  function up(event: PointerEvent): void {
    if (!pointers.delete(event.pointerId) || !drag) return;
    const { what, points, moved } = drag;
    give(drag);
    if (event.type === 'pointercancel') return;
    if (!moved) on.click(points[0]!, modifiersOf(event));
    else if (what !== 'move') on.draw(what, points, modifiersOf(event));
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    // Lines and pages, as some mice count, in pixels.
    const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1;
    // A pinch on a touchpad comes as a wheel with Ctrl and small steps.
    const rate = event.ctrlKey ? 0.01 : 0.0015;
    if (event.shiftKey) on.pan(-(event.deltaX + event.deltaY) * unit, 0);
    else on.zoom(Math.exp(-event.deltaY * unit * rate), pointOf(event));
  }

  const double = (event: MouseEvent): void => on.look(pointOf(event));
  const stopping = new AbortController();
  const { signal } = stopping;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('dblclick', double, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stopping.abort();
}
