import { gaussian, type Random } from '../../../shared/random.ts';
import { blur, createCanvas, paint, smoothstep, type Canvas, type Point } from '../canvas.ts';
import type { Picture } from '../../encode.ts';
import type { DefectSpec, ScrewSpec } from './spec.ts';

/** Where along the axis each part begins. */
const SHANK = -0.8;
const THREAD = -0.35;
const TIP = 0.78;
/** Half widths of the head's face, the shank and the thread's core, and what a ridge adds. */
const HEAD_WIDTH = 0.27;
const SHANK_WIDTH = 0.085;
const CORE_WIDTH = 0.075;
const RIDGE = 0.045;
const PITCH = 0.09;
/** How far a ridge runs along the axis from one side of the screw to the other, in pitches. */
const LEAD = 0.5;

/**
 * Photographs one screw, lying on a light table.
 *
 * @param random the sensor's noise and nothing else
 * @returns a gray picture, one byte a pixel
 */
export function renderScrew(spec: ScrewSpec, random: Random): Picture {
  const { size, table, metal, highlight, lamp, defect } = spec;
  const canvas = createCanvas(size, size);
  const place = placeScrew(spec);
  const soft = 1.5 / (spec.half * size);
  const inside = (p: Point): number => {
    const edge = halfWidth(p, spec);
    return edge <= 0 ? 0 : smoothstep(edge + soft, edge - soft, Math.abs(p.v));
  };
  const shadow = (p: Point): number =>
    0.35 * smoothstep(0.12, 0, Math.abs(p.v - lamp * 0.08) - halfWidth(p, spec));

  paint(canvas, place, () => 1, gray(table));
  paint(canvas, place, shadow, gray(table * 0.6));
  paint(canvas, place, inside, gray(metal), (p) => shade(p, spec));
  paint(canvas, place, (p) => inside(p) * glint(p, spec), gray(metal + highlight));
  if (defect) paintDefect(canvas, place, inside, defect, spec);
  blur(canvas, spec.blur);
  const { pixels } = canvas;
  const data = new Uint8ClampedArray(size * size);
  for (let i = 0; i < data.length; i++) data[i] = pixels[i * 3]! + gaussian(random, 0, spec.noise);
  return { width: size, height: size, data: new Uint8Array(data.buffer) };
}

const gray = (level: number): [number, number, number] => [level, level, level];

/** Fills in u, v: along and across the screw, in half lengths; a bent tip is straight in them. */
function placeScrew({ x, y, half, angle, defect }: ScrewSpec): (point: Point) => void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const bend = defect?.kind === 'manipulated_front' ? defect.side * defect.size * 0.6 : 0;
  return (point) => {
    const dx = (point.x - x) / half;
    const dy = (point.y - y) / half;
    point.u = dx * cos + dy * sin;
    point.v = dy * cos - dx * sin;
    if (point.u > TIP - 0.15) point.v -= bend * (point.u - TIP + 0.15) ** 2 * 4;
  };
}

/** Half the screw's width at a place of its axis; the thread's ridges make it uneven. */
function halfWidth({ u, v }: Point, spec: ScrewSpec): number {
  const { defect } = spec;
  if (u < -1 || u > 1) return -1;
  if (u < SHANK) return HEAD_WIDTH + ((u + 1) / (SHANK + 1)) * (SHANK_WIDTH - HEAD_WIDTH);
  if (u < THREAD) return SHANK_WIDTH;
  const taper = u < TIP ? 1 : (1 - u) / (1 - TIP);
  const worn = defect?.kind === 'thread_side' && Math.sign(v) === defect.side;
  const ridge = RIDGE * ridgeAt(u, v, spec) * (worn ? 1 - onThread(u, defect) : 1);
  const chip = worn ? 0.03 * defect.size * onThread(u, defect) : 0;
  return taper * (CORE_WIDTH + ridge - chip);
}

/** 0 in the valley between two ridges, 1 on a ridge. */
function ridgeAt(u: number, v: number, { phase }: ScrewSpec): number {
  const turn = (u - THREAD) / PITCH + phase + LEAD * (v / CORE_WIDTH) * 0.5;
  return (1 - Math.cos(2 * Math.PI * turn)) / 2;
}

/** 1 where the defect has harmed the thread, 0 away from it. */
function onThread(u: number, { place, size }: DefectSpec): number {
  const middle = THREAD + place * (TIP - THREAD);
  const reach = 0.04 + 0.08 * size;
  return smoothstep(reach, reach * 0.6, Math.abs(u - middle));
}

/** A cylinder's light: darker towards its edges, and ridges that throw shadows. */
function shade(p: Point, spec: ScrewSpec): number {
  const edge = Math.max(0.02, halfWidth(p, spec));
  const round = Math.sqrt(Math.max(0, 1 - (p.v / edge) ** 2));
  const { defect } = spec;
  const worn = defect?.kind === 'thread_top' ? 1 - onThread(p.u, defect) : 1;
  const thread = p.u < THREAD ? 1 : 0.7 + 0.5 * worn * ridgeAt(p.u, p.v, spec);
  const head = p.u < SHANK ? 1.15 - 0.3 * (p.u + 1) : 1;
  return (0.55 + 0.55 * round) * thread * head;
}

/** The lamp's reflection along the axis. */
function glint({ u, v }: Point, { lamp }: ScrewSpec): number {
  const across = u < SHANK ? HEAD_WIDTH * 0.6 : CORE_WIDTH;
  return 0.8 * Math.exp(-(((v / across - lamp * 0.6) / 0.28) ** 2));
}

/** Scratches: bright bare metal with a dark lip. What harms the outline is in `halfWidth`. */
function paintDefect(
  canvas: Canvas,
  place: (point: Point) => void,
  inside: (point: Point) => number,
  { kind, place: along, size, side }: DefectSpec,
  { metal, highlight }: ScrewSpec,
): void {
  if (kind !== 'scratch_head' && kind !== 'scratch_neck') return;
  const head = kind === 'scratch_head';
  const u = head ? -1 + along * (SHANK + 1) * 0.7 : SHANK + along * (THREAD - SHANK);
  const reach = head ? 0.1 + 0.1 * size : 0.06 + 0.08 * size;
  const v = side * (head ? HEAD_WIDTH : SHANK_WIDTH) * 0.35;
  const slant = 0.6 * side;
  const line = (p: Point, shift: number): number => {
    const du = p.u - u;
    const dv = p.v - v - slant * du - shift;
    return smoothstep(reach, reach * 0.7, Math.abs(du)) * Math.exp(-((dv / 0.018) ** 2));
  };
  paint(canvas, place, (p) => inside(p) * line(p, 0), gray(metal + highlight + 50));
  paint(canvas, place, (p) => 0.8 * inside(p) * line(p, 0.03), gray(metal * 0.45));
}
