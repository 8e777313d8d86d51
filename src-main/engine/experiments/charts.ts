/**
 * Charts as strings of SVG: pure functions of numbers, no library, no script. Colours and type come
 * from the page's style sheet by class.
 */

export interface Point {
  x: number;
  y: number;
}

/** A line; `kind` is its class in the style sheet, `name` what the pointer is told. */
export interface Line {
  name: string;
  kind: 'normal' | 'leak' | 'first' | 'second';
  dashed?: boolean;
  points: readonly Point[];
}

interface Axis {
  label: string;
  min: number;
  max: number;
  /** Whole numbers only. */
  whole?: boolean;
}

const WIDTH = 360;
const HEIGHT = 240;
/** Room for the labels of the axes. */
const LEFT = 52;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 12;

/** Places from `min` to `max` at round numbers (1, 2 or 5 times a power of ten), about `wanted`. */
export function roundTicks({ min, max, whole }: Omit<Axis, 'label'>, wanted = 4): number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= rough) ?? 10;
  const step = whole ? Math.max(1, Math.round(factor * power)) : factor * power;
  const from = Math.ceil(min / step - 1e-9);
  const to = Math.floor(max / step + 1e-9);
  return Array.from({ length: to - from + 1 }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** Text that may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}

/** Lines over two axes. Points that are no numbers break no line; they are left out. */
export function lineChart(title: string, x: Axis, y: Axis, lines: readonly Line[]): string {
  const [atX, atY] = [placeX(x), placeY(y)];
  const drawn = lines.map(({ name, kind, dashed, points }) => {
    const known = points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
    const path = known
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${atX(point.x)} ${atY(point.y)}`)
      .join('');
    return path
      ? `<path class="line ${kind}${dashed ? ' dashed' : ''}" d="${path}"><title>${escapeHtml(name)}</title></path>`
      : '';
  });
  return frame(title, x, y, drawn.join(''));
}

export interface Bars {
  kind: 'normal' | 'leak';
  /** Heights, one a bin, all bins of equal width. */
  heights: readonly number[];
}

/** Histograms over each other, with cuts as upright lines. */
export function histogramChart(
  title: string,
  x: Axis,
  y: Axis,
  histograms: readonly Bars[],
  cuts: readonly { name: string; at: number }[],
): string {
  const [atX, atY] = [placeX(x), placeY(y)];
  const drawn = histograms.map(({ kind, heights }) => {
    const width = (x.max - x.min) / heights.length;
    const steps = heights.map((height, i) => {
      const [from, to] = [x.min + i * width, x.min + (i + 1) * width];
      return `L${atX(from)} ${atY(height)}L${atX(to)} ${atY(height)}`;
    });
    const path = `M${atX(x.min)} ${atY(0)}${steps.join('')}L${atX(x.max)} ${atY(0)}Z`;
    return `<path class="bars ${kind}" d="${path}"/>`;
  });
  const lines = cuts
    .filter(({ at }) => at >= x.min && at <= x.max)
    .map(
      ({ name, at }) =>
        `<path class="cut" d="M${atX(at)} ${TOP}V${HEIGHT - BOTTOM}"><title>${escapeHtml(name)}</title></path>`,
    );
  return frame(title, x, y, drawn.join('') + lines.join(''));
}

/** Shares of the values in equal bins from `min` to `max`; what lies beyond is in the outer bins. */
export function shares(
  values: readonly number[],
  { min, max }: { min: number; max: number },
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = max > min ? Math.floor(((value - min) / (max - min)) * bins) : 0;
    counts[Math.min(bins - 1, Math.max(0, bin))]! += 1;
  }
  return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
}

const placeX = (axis: Axis) => place(axis, LEFT, WIDTH - RIGHT);
const placeY = (axis: Axis) => place(axis, HEIGHT - BOTTOM, TOP);

/** From a value to pixels, to a tenth of one. */
function place({ min, max }: Axis, start: number, end: number): (value: number) => string {
  const span = max > min ? max - min : 1;
  return (value) => {
    const pixels = start + ((value - min) / span) * (end - start);
    return String(Math.round(pixels * 10) / 10);
  };
}

function frame(title: string, x: Axis, y: Axis, inside: string): string {
  const [atX, atY] = [placeX(x), placeY(y)];
  const gridX = roundTicks(x).map(
    (tick) =>
      `<path class="grid" d="M${atX(tick)} ${TOP}V${HEIGHT - BOTTOM}"/><text class="tick" x="${atX(tick)}" y="${HEIGHT - BOTTOM + 14}" text-anchor="middle">${tick}</text>`,
  );
  const gridY = roundTicks(y).map(
    (tick) =>
      `<path class="grid" d="M${LEFT} ${atY(tick)}H${WIDTH - RIGHT}"/><text class="tick" x="${LEFT - 6}" y="${atY(tick)}" dy="0.32em" text-anchor="end">${tick}</text>`,
  );
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  const labels =
    `<text class="axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(x.label)}</text>` +
    `<text class="axis" transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(y.label)}</text>`;
  return `<svg class="chart" role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-label="${escapeHtml(title)}">${gridX.join('')}${gridY.join('')}${inside}${labels}</svg>`;
}
