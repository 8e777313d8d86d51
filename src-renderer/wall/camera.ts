/** What part of the wall is in sight. */
export interface Camera {
  /** The point at the top left of the window, in cells. */
  x: number;
  y: number;
  /** Width of a cell in CSS pixels; its height follows from its shape. */
  size: number;
}

/** The window in CSS pixels, and the height of a cell by its width. */
export interface Frame {
  width: number;
  height: number;
  ratio: number;
}

/** How many cells there are; the bars of a histogram stand on the ground, rows hang in the middle. */
export interface Extent {
  columns: number;
  rows: number;
  kind?: 'grid' | 'histogram';
}

/** The largest a cell can get, in CSS pixels of its width. */
const LARGEST = 640;

/** Everything in sight, in the middle of the window. */
export function whole(extent: Extent, frame: Frame): Camera {
  const size = smallest(extent, frame);
  return { ...centred(extent, frame, size), size };
}

function smallest({ columns, rows }: Extent, { width, height, ratio }: Frame): number {
  return Math.max(0.05, Math.min(LARGEST, width / columns, height / (rows * ratio)));
}

function centred({ columns, rows, kind }: Extent, { width, height, ratio }: Frame, size: number) {
  const spare = rows - height / (size * ratio);
  return { x: (columns - width / size) / 2, y: kind === 'histogram' ? spare : spare / 2 };
}

/** Enlarges by a factor about a point of the window, which keeps showing what it shows. */
export function zoomed(
  camera: Camera,
  factor: number,
  at: { x: number; y: number },
  extent: Extent,
  frame: Frame,
): Camera {
  const size = Math.min(LARGEST, Math.max(smallest(extent, frame), camera.size * factor));
  const under = toCells(camera, at, frame.ratio);
  return held(
    { x: under.x - at.x / size, y: under.y - at.y / (size * frame.ratio), size },
    extent,
    frame,
  );
}

/** Moves by pixels of the window. */
export function panned(camera: Camera, dx: number, dy: number, extent: Extent, frame: Frame) {
  const { size } = camera;
  return held(
    { x: camera.x - dx / size, y: camera.y - dy / (size * frame.ratio), size },
    extent,
    frame,
  );
}

/** Keeps the wall in the window: no edge comes further in than it must. */
export function held(camera: Camera, extent: Extent, frame: Frame): Camera {
  const size = Math.min(LARGEST, Math.max(smallest(extent, frame), camera.size));
  const middle = centred(extent, frame, size);
  const clamp = (value: number, spare: number, centre: number): number =>
    spare <= 0 ? centre : Math.min(spare, Math.max(0, value));
  return {
    x: clamp(camera.x, extent.columns - frame.width / size, middle.x),
    y: clamp(camera.y, extent.rows - frame.height / (size * frame.ratio), middle.y),
    size,
  };
}

/** Moves just far enough for a cell to be in sight. */
export function revealed(
  camera: Camera,
  cell: { column: number; row: number },
  extent: Extent,
  frame: Frame,
): Camera {
  const [wide, high] = [frame.width / camera.size, frame.height / (camera.size * frame.ratio)];
  const near = (from: number, at: number, seen: number): number =>
    at < from ? at : at + 1 > from + seen ? at + 1 - seen : from;
  const x = near(camera.x, cell.column, wide);
  const y = near(camera.y, cell.row, high);
  return x === camera.x && y === camera.y ? camera : held({ ...camera, x, y }, extent, frame);
}

/** Enlarges a cell to a width in pixels, in the middle of the window. */
export function lookAt(
  cell: { column: number; row: number },
  size: number,
  extent: Extent,
  frame: Frame,
): Camera {
  return held(
    {
      x: cell.column + 0.5 - frame.width / size / 2,
      y: cell.row + 0.5 - frame.height / (size * frame.ratio) / 2,
      size,
    },
    extent,
    frame,
  );
}

/** The point of the wall, in cells, at a point of the window. */
export function toCells({ x, y, size }: Camera, at: { x: number; y: number }, ratio: number) {
  return { x: x + at.x / size, y: y + at.y / (size * ratio) };
}

/** The point of the window, in CSS pixels, at a point of the wall. */
export function toPixels({ x, y, size }: Camera, at: { x: number; y: number }, ratio: number) {
  return { x: (at.x - x) * size, y: (at.y - y) * size * ratio };
}
