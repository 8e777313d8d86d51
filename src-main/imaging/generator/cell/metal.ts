import { gaussian, type Random } from '../../../shared/random.ts';
import {
  mix,
  noiseField,
  paint,
  smoothstep,
  stamp,
  type Canvas,
  type Colour,
  type Point,
} from '../canvas.ts';
import type { ColumnContent, PoolContent, Texture, TornContent } from './spec.ts';

const SLAG: Colour = [84, 98, 74];
const SHADOW: Colour = [66, 88, 78];
const GLINT: Colour = [188, 208, 178];

type Place = (point: Point) => void;
type Cover = (point: Point) => number;

/** Metal below the rim's wall: a dome that the lower edge of the image cuts off. */
export function paintPool(
  canvas: Canvas,
  place: Place,
  content: PoolContent,
  random: Random,
): void {
  const wobble = noiseField(random, 9, 9);
  const distance: Cover = ({ u, v }) =>
    Math.hypot(u / content.halfWidth, Math.min(0, v - content.depth - 0.35) / 0.86) +
    0.06 * wobble(u, v) +
    // The front of the mould takes the corners away where the metal's sides turn inwards.
    0.28 * smoothstep(0.45, 1.1, v);
  paint(canvas, place, (p) => content.shadow * smoothstep(1.16, 1.0, distance(p)), SHADOW);
  const cover: Cover = (p) => smoothstep(1.06, 0.9, distance(p));
  paintSkin(canvas, place, cover, content.metal, content.texture, random);
}

/** Metal with its runner: two bluish crescents of wall stay visible left and right. */
export function paintColumn(
  canvas: Canvas,
  place: Place,
  content: ColumnContent,
  random: Random,
): void {
  const wobble = noiseField(random, 8, 8);
  const distance: Cover = ({ u, v }) => {
    const spread = content.neck + (0.86 - content.neck) * smoothstep(-0.75, 0.35, v);
    return (Math.abs(u) + 0.09 * wobble(u, v)) / (spread * (1 - 0.22 * smoothstep(0.5, 1.1, v)));
  };
  paint(canvas, place, (p) => 0.35 * smoothstep(1.3, 0.95, distance(p)), SHADOW);
  const cover: Cover = (p) => smoothstep(1.08, 0.88, distance(p));
  paintSkin(canvas, place, cover, content.metal, content.texture, random);
  paintCrust(canvas, place, cover, content.crust, random);
}

/** The dull brown crust on top of a runner, where it leaves the light. */
function paintCrust(
  canvas: Canvas,
  place: Place,
  cover: Cover,
  strength: number,
  random: Random,
): void {
  const edge = noiseField(random, 10, 6);
  paint(
    canvas,
    place,
    (p) => strength * cover(p) * smoothstep(-0.35, -1.05, p.v + 0.3 * edge(p.u, p.v)),
    [74, 90, 70],
  );
}

/** A strand torn by the leak: voids beside it, ragged edges, and mirror-like facets. */
export function paintTorn(
  canvas: Canvas,
  place: Place,
  content: TornContent,
  random: Random,
): void {
  const ragged = noiseField(random, 11, 9);
  const lumps = noiseField(random, 17, 10);
  const distance: Cover = ({ u, v }) => {
    const middle = content.offset * (0.25 + 0.3 * smoothstep(-0.8, 0.8, v));
    const spread = content.halfWidth * (1 + 0.25 * Math.abs(v) + 0.3 * smoothstep(0.1, 0.9, v));
    return Math.abs(u - middle + 0.16 * ragged(u, v)) / spread;
  };
  paint(canvas, place, (p) => 0.4 * smoothstep(1.5, 0.95, distance(p)), SHADOW);
  const cover: Cover = (p) => smoothstep(1.12, 0.86, distance(p));
  paintSkin(canvas, place, cover, content.metal, content.texture, random);
  // Tearing folds the skin, so light and dark stand side by side far stronger than in sound metal.
  paint(
    canvas,
    place,
    (p) => content.folds * cover(p) * 0.5 * smoothstep(0.1, 0.8, lumps(p.u, p.v)),
    [62, 82, 70],
  );
  paint(
    canvas,
    place,
    (p) =>
      content.folds *
      cover(p) *
      0.7 *
      smoothstep(-0.1, 0.8, -lumps(p.u, p.v)) *
      smoothstep(-0.6, 0.3, p.v),
    [174, 204, 178],
  );
  paintCrust(canvas, place, (p) => smoothstep(1.7, 1, distance(p)), 0.9, random);
}

/**
 * The facets of a torn strand. Called after the lens blur: a mirrored lamp saturates single pixels
 * of the sensor, and its colour filter turns them cyan, yellow, orange, white or nearly black.
 *
 * @param middle where the strand stands, fractions of the image
 */
export function paintFacets(
  canvas: Canvas,
  middle: { x: number; y: number },
  facets: number,
  random: Random,
): void {
  const hues: readonly Colour[] = [
    [232, 244, 240],
    [206, 238, 232],
    [116, 214, 196],
    [214, 222, 96],
    [218, 172, 116],
    [30, 42, 56],
    [44, 60, 60],
    [238, 236, 250],
    [178, 222, 206],
  ];
  // Facets stand in folds: without clusters they would look like salt and pepper.
  const folds = Array.from({ length: 2 + Math.floor(facets / 14) }, () => ({
    x: gaussian(random, middle.x, 0.07),
    y: gaussian(random, middle.y, 0.16),
    hue: Math.floor(random() * hues.length),
  }));
  for (let i = 0; i < facets; i++) {
    const fold = folds[Math.floor(random() * folds.length)] as (typeof folds)[number];
    const hue = random() < 0.45 ? fold.hue : Math.floor(random() * hues.length);
    stamp(
      canvas,
      {
        x: gaussian(random, fold.x, 0.045),
        y: gaussian(random, fold.y, 0.09),
        radiusX: (0.9 + random() * 0.9) / canvas.width,
        radiusY: (1 + random() ** 2 * 4) / canvas.height,
      },
      hues[hue] as Colour,
      0.25 + 0.6 * random(),
      0.9,
    );
  }
}

/** The skin of metal: clumps, grain, ladle marks, slag and glints, within `cover`. */
function paintSkin(
  canvas: Canvas,
  place: Place,
  cover: Cover,
  metal: Colour,
  texture: Texture,
  random: Random,
): void {
  const clumps = noiseField(random, 7, 5);
  const grain = noiseField(random, 24, 14);
  const warp = noiseField(random, 4, 3);
  const slag = noiseField(random, 5, 4);
  const fall = { u: gaussian(random, 0, 0.2), v: gaussian(random, 0.55, 0.15) };
  const rings = 1.6 + random() * 1.2;
  const turn = random() * 2 * Math.PI;
  const shade: Cover = ({ u, v }) => {
    const clump = clumps(u, v);
    const radius = Math.hypot(u - fall.u, (v - fall.v) * 0.9);
    // Arcs, not rings: the ladle swings in from one side and the last pour hides part of the first.
    const side = 0.5 + 0.5 * Math.cos(Math.atan2(v - fall.v, u - fall.u) - turn);
    const wave = Math.sin(2 * Math.PI * rings * radius + 4 * warp(u, v) + 1.2 * clump);
    const mark = wave * side * smoothstep(1.2, 0.4, radius) * smoothstep(0.05, 0.35, radius);
    return 1 + texture.grain * (grain(u, v) + 0.7 * clump) + texture.marks * mark;
  };
  paint(canvas, place, cover, metal, shade);
  paint(
    canvas,
    place,
    (p) => cover(p) * texture.slag * smoothstep(0.05, 0.75, slag(p.u, p.v)),
    SLAG,
    shade,
  );
  for (let i = 0; i < texture.glints; i++) {
    stamp(
      canvas,
      {
        x: gaussian(random, 0.5 + fall.u * 0.3, 0.11),
        y: gaussian(random, 0.84, 0.08),
        radiusX: (1 + random()) / canvas.width,
        radiusY: (0.9 + random() * 0.9) / canvas.height,
      },
      mix(GLINT, metal, random() * 0.6),
      0.75,
      0.9,
    );
  }
}
