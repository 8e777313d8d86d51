import { seededRandom, type Random } from '../../../shared/random.ts';
import {
  blur,
  createCanvas,
  mix,
  noiseField,
  paint,
  smoothstep,
  stamp,
  toBytes,
  type Canvas,
  type Colour,
  type Point,
} from '../canvas.ts';
import { paintColumn, paintFacets, paintPool, paintTorn } from './metal.ts';
import { paintObstacle } from './obstacles.ts';
import type { Camera, CellSpec, EmptyContent, Light, Mould } from './spec.ts';

const RIM: Colour = [54, 76, 66];
const SOOT: Colour = [84, 104, 74];

/** An image before it is encoded: RGB interleaved, row by row, length width * height * 3. */
export interface RawImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * Photographs one cell.
 *
 * What the cell looks like comes from the spec alone (its metal's skin from `structureSeed`);
 * `random` is the sensor's noise and nothing else, so that a burst is one spec photographed again.
 */
export function renderCell(spec: CellSpec, random: Random): RawImage {
  const canvas = createCanvas(spec.width, spec.height);
  const structure = seededRandom(spec.structureSeed);
  const place = placeMould(spec.camera, spec.width / spec.height);

  paintMould(canvas, place, spec, structure);
  const { content } = spec;
  if (content.kind === 'pool') paintPool(canvas, place, content, structure);
  else if (content.kind === 'column') paintColumn(canvas, place, content, structure);
  else if (content.kind === 'torn') paintTorn(canvas, place, content, structure);
  else paintEmpty(canvas, place, spec.mould);
  for (const obstacle of spec.obstacles) paintObstacle(canvas, obstacle, structure);

  illuminate(canvas, spec.light);
  addNoise(canvas, spec.camera.noise * 2, random);
  blur(canvas, spec.camera.blur);
  if (content.kind === 'torn') {
    const middle = {
      x: spec.camera.x + content.offset * 0.35 * spec.camera.radiusX,
      y: spec.camera.y + 0.45 * spec.camera.radiusY,
    };
    paintFacets(canvas, middle, content.facets, structure);
    blur(canvas, 0.3);
  } else if (content.kind === 'empty') {
    paintSplashes(canvas, content, structure);
  }
  addNoise(canvas, spec.camera.noise * 0.5, random);
  return { width: spec.width, height: spec.height, data: toBytes(canvas) };
}

/** Fills in u, v so that the rim is the unit circle, whatever the camera's offset and roll. */
function placeMould(camera: Camera, aspect: number): (point: Point) => void {
  const cos = Math.cos(camera.roll);
  const sin = Math.sin(camera.roll);
  return (point) => {
    const dx = (point.x - camera.x) * aspect;
    const dy = point.y - camera.y;
    point.u = (dx * cos + dy * sin) / (camera.radiusX * aspect);
    point.v = (dy * cos - dx * sin) / camera.radiusY;
  };
}

/** Ground, wall, the rim's lines and the notch: the cell before any metal. */
function paintMould(
  canvas: Canvas,
  place: (point: Point) => void,
  { mould, camera }: CellSpec,
  random: Random,
): void {
  const stains = noiseField(random, 5, 4);
  const radius = ({ u, v }: Point) => Math.hypot(u, v);
  const upper = ({ v }: Point) => smoothstep(0.5, -0.7, v);
  const stained = ({ u, v }: Point) => 1 + 0.03 * stains(u, v);
  paint(canvas, place, () => 1, mould.ground, stained);
  paint(canvas, place, (p) => mould.soot * smoothstep(-0.2, -1.2, p.v), SOOT, stained);
  paint(
    canvas,
    place,
    (p) => smoothstep(1.06, 0.94, radius(p)),
    mould.wall,
    (p) => {
      const hollow = 0.97 - 0.05 * upper(p) + 0.05 * p.v;
      return hollow * stained(p);
    },
  );
  const line = (at: number, width: number) => (p: Point) =>
    Math.exp(-(((radius(p) - at) / width) ** 2));
  const rimLine = line(0.98, 0.07);
  const bevelLine = line(0.8, 0.06);
  paint(canvas, place, (p) => mould.rim * (0.25 + 0.75 * upper(p)) * rimLine(p), RIM);
  paint(canvas, place, (p) => mould.bevel * upper(p) * bevelLine(p), mix(RIM, mould.wall, 0.3));
  if (mould.notch) {
    const { x, y, radiusY } = camera;
    const notch = { x: x + camera.roll * radiusY, y: y - radiusY, radiusX: 0.025, radiusY: 0.08 };
    stamp(canvas, notch, RIM, 0.9, 0.8);
  }
}

/** An empty cell: the wall's hollow in smooth light, and the front edge that metal hides else. */
function paintEmpty(canvas: Canvas, place: (point: Point) => void, mould: Mould): void {
  paint(
    canvas,
    place,
    (p) => smoothstep(1.0, 0.85, Math.hypot(p.u, p.v)),
    mix(mould.wall, [98, 128, 123], 0.7),
    (p) => 0.95 + 0.07 * smoothstep(-1, 0.8, p.v),
  );
  paint(
    canvas,
    place,
    (p) => smoothstep(0.62, 0.7, p.v) * smoothstep(0.52, 0.6, Math.abs(p.u)),
    mix(mould.ground, RIM, 0.3),
  );
}

function paintSplashes(canvas: Canvas, content: EmptyContent, random: Random): void {
  for (let i = 0; i < content.splashes; i++) {
    const bright = random() < 0.6;
    stamp(
      canvas,
      {
        x: 0.5 + (random() - 0.5) * 0.26,
        y: 0.96 - random() * 0.09,
        radiusX: (0.9 + random()) / canvas.width,
        radiusY: (0.8 + random() * 0.8) / canvas.height,
      },
      bright ? [190, 208, 190] : [58, 74, 78],
      0.7,
      0.9,
    );
  }
}

function illuminate(canvas: Canvas, light: Light): void {
  const haze: Colour = [108, 137, 118];
  const { width, height, pixels } = canvas;
  for (let row = 0, offset = 0; row < height; row++) {
    const vertical = light.slopeY * ((row + 0.5) / height - 0.5);
    for (let column = 0; column < width; column++) {
      const gain = light.gain * (1 + vertical + light.slopeX * ((column + 0.5) / width - 0.5));
      for (let channel = 0; channel < 3; channel++, offset++) {
        const mean = haze[channel] as number;
        const seen = mean + ((pixels[offset] as number) - mean) * light.contrast;
        pixels[offset] = seen * gain * (light.cast[channel] as number);
      }
    }
  }
}

/**
 * Sensor noise, mostly in brightness and a little in each channel. Sums of uniform draws: at
 * thousands of images a second the tails of a true normal distribution cost more than they show.
 */
function addNoise({ pixels }: Canvas, deviation: number, random: Random): void {
  // A sum of two uniform draws on [-0.5, 0.5) has variance 1/6.
  const scale = deviation * Math.sqrt(6);
  for (let i = 0; i < pixels.length; i += 3) {
    const shared = (random() + random() - 1) * 0.85;
    for (let channel = 0; channel < 3; channel++) {
      const own = (random() - 0.5) * 0.75;
      pixels[i + channel] = (pixels[i + channel] as number) + (shared + own) * scale;
    }
  }
}
