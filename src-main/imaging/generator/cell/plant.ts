import { gaussian, seededRandom, type Random } from '../../../shared/random.ts';
import { mix, type Colour } from '../canvas.ts';
import type { Camera, CellSpec, Content, Light, Mould, Texture } from './spec.ts';

/** One place on the line where one camera crop shows one mould: what its images have in common. */
export interface Station {
  /** Number of the cell as it stands in file names. */
  cell: number;
  width: number;
  height: number;
  camera: Camera;
  mould: Mould;
  /** What the cell usually holds when nothing is wrong. */
  content: Content;
}

type Kind = 'pool' | 'column' | 'dull';

/** Some crops catch the runner; spread evenly, so that no seed lacks a kind. */
const KINDS: readonly Kind[] = ['pool', 'pool', 'column', 'dull', 'column'];

/** Stations that training has seen; the plant has as many again that it has not. */
const TRAINED_STATIONS = 10;

/**
 * The stations of a plant, the same for the same seed: `trained` were photographed for the training
 * set, `fresh` are moulds that only later shifts show.
 */
export function plantStations(plantSeed: number): { trained: Station[]; fresh: Station[] } {
  const random = seededRandom(plantSeed ^ 0x51a7104);
  const stations = Array.from({ length: 2 * TRAINED_STATIONS }, (_, i) =>
    makeStation(10 + i, KINDS[i % KINDS.length] as Kind, random),
  );
  return {
    trained: stations.slice(0, TRAINED_STATIONS),
    fresh: stations.slice(TRAINED_STATIONS),
  };
}

function makeStation(cell: number, kind: Kind, random: Random): Station {
  const width = Math.round(gaussian(random, 49, 1.6));
  const station: Station = {
    cell,
    width: clamp(width, 45, 53),
    height: clamp(Math.round(width * gaussian(random, 0.57, 0.03)), 25, 32),
    camera: {
      x: gaussian(random, 0.5, 0.015),
      y: gaussian(random, 0.54, 0.025),
      radiusX: gaussian(random, 0.455, 0.012),
      radiusY: gaussian(random, 0.475, 0.02),
      roll: gaussian(random, 0, 0.015),
      blur: 0.7 + 0.6 * random(),
      noise: 1 + 0.6 * random(),
    },
    mould: makeMould(random),
    content: makeContent(kind, random),
  };
  return kind === 'dull' ? closeUp(station) : station;
}

/** The same mould cropped closely: the rim's sides touch the edges, its front lies below them. */
export function closeUp(station: Station): Station {
  const { camera, mould } = station;
  return {
    ...station,
    camera: { ...camera, y: 0.58, radiusX: 0.47, radiusY: 0.53 },
    mould: { ...mould, soot: 0.45, rim: 0.5, bevel: 0 },
  };
}

function makeMould(random: Random): Mould {
  const tint = random();
  return {
    ground: mix([110, 145, 127], [119, 152, 131], tint),
    wall: mix([103, 132, 121], [110, 138, 126], random()),
    rim: 0.35 + 0.4 * random(),
    bevel: 0.1 + 0.3 * random(),
    soot: random() < 0.3 ? 0.35 * random() : 0.08,
    notch: random() < 0.3,
  };
}

function makeContent(kind: Kind, random: Random): Content {
  if (kind === 'column') return makeColumn(random);
  return kind === 'pool' ? makePool(random) : makeDull(random);
}

/**
 * A brimful cell whose skin has set smooth and gray. Such normals teach an autoencoder the very
 * smoothness that an empty cell has, which is why its error tells it nothing about empty cells.
 */
function makeDull(random: Random): Content {
  return {
    kind: 'pool',
    metal: mix([100, 128, 116], [105, 131, 111], random()),
    depth: -0.5 + 0.15 * random(),
    halfWidth: 0.9,
    shadow: 0.1,
    texture: { grain: 0.025, marks: 0.01, slag: 0.12, glints: 0 },
  };
}

function makePool(random: Random): Content {
  return {
    kind: 'pool',
    metal: metalColour(random),
    depth: 0.05 + 0.45 * random(),
    halfWidth: 0.84 + 0.13 * random(),
    shadow: 0.2 + 0.5 * random() ** 2,
    texture: soundTexture(random),
  };
}

function makeColumn(random: Random): Content {
  return {
    kind: 'column',
    metal: mix(metalColour(random), [112, 138, 114], 0.35),
    neck: 0.36 + 0.16 * random(),
    crust: 0.4 + 0.4 * random(),
    texture: soundTexture(random),
  };
}

function soundTexture(random: Random): Texture {
  return {
    grain: 0.05 + 0.06 * random(),
    marks: 0.02 + 0.035 * random(),
    slag: random() < 0.4 ? 0.25 + 0.35 * random() : 0.1,
    glints: random() < 0.45 ? 2 + Math.floor(random() * 6) : 0,
  };
}

function metalColour(random: Random): Colour {
  return mix([118, 144, 118], [128, 149, 113], random());
}

/** A leak that tore: the strand that is left in a station's mould. */
export function tornContent(random: Random): Content {
  // Some leaks glitter, some are only ragged; the share is that of the images imitated.
  const glitters = random() < 0.75;
  return {
    kind: 'torn',
    metal: mix([116, 141, 113], [124, 150, 126], random()),
    halfWidth: 0.3 + 0.14 * random(),
    offset: gaussian(random, -0.1, 0.3),
    folds: glitters ? 1 : 0.3 + 0.4 * random(),
    facets: glitters ? 42 + Math.floor(random() * 40) : 10 + Math.floor(random() * 10),
    texture: { grain: (glitters ? 0.17 : 0.1) + 0.09 * random(), marks: 0, slag: 0.2, glints: 0 },
  };
}

/** A leak that ran out altogether. */
export function emptyContent(random: Random): Content {
  return { kind: 'empty', splashes: random() < 0.4 ? 3 + Math.floor(random() * 7) : 0 };
}

/** The light of one shift, drawn around `drift` 0 (as on the training days) .. 1 (another lamp). */
export function shiftLight(random: Random, drift: number): Light {
  const warmth = gaussian(random, 0, 0.008 + 0.016 * drift);
  return {
    gain: clamp(gaussian(random, 1 + 0.02 * drift, 0.015 + 0.03 * drift), 0.86, 1.12),
    cast: [1 + warmth, 1 + 0.004 * gaussian(random), 1 - warmth],
    slopeX: gaussian(random, 0.01, 0.015 + 0.02 * drift),
    slopeY: gaussian(random, 0.04, 0.015 + 0.02 * drift),
    contrast: clamp(gaussian(random, 1, 0.04 + 0.06 * drift), 0.82, 1.15),
  };
}

/** How far a shift's light has moved at `time` (0..1): lamps warm up, daylight comes and goes. */
export function drifted(light: Light, time: number): Light {
  const wave = Math.sin(2 * Math.PI * time);
  const [red, green, blue] = light.cast;
  return {
    ...light,
    gain: light.gain * (1 + 0.02 * wave),
    cast: [red * (1 + 0.006 * wave), green, blue * (1 - 0.006 * wave)],
    slopeX: light.slopeX + 0.015 * Math.cos(2 * Math.PI * time),
  };
}

/** A new photograph of a station: the same mould, metal that was cast anew. */
export function photograph(station: Station, light: Light, random: Random): CellSpec {
  const { content } = station;
  let cast = content;
  if (content.kind === 'pool') {
    cast = {
      ...content,
      depth: content.depth + gaussian(random, 0, 0.05),
      metal: aged(content.metal, random),
    };
  } else if (content.kind === 'column') {
    cast = {
      ...content,
      neck: content.neck * gaussian(random, 1, 0.06),
      crust: clamp(gaussian(random, content.crust, 0.12), 0, 1),
      metal: aged(content.metal, random),
    };
  }
  return {
    width: station.width,
    height: station.height,
    camera: station.camera,
    light,
    mould: station.mould,
    content: cast,
    obstacles: [],
    structureSeed: Math.floor(random() * 2 ** 32),
  };
}

/** The same scene an instant later: the crop shifts by a fraction of a pixel, sizes by one or two. */
export function jitter(spec: CellSpec, random: Random): CellSpec {
  const { camera } = spec;
  return {
    ...spec,
    width: clamp(spec.width + Math.round(gaussian(random, 0, 0.6)), 42, 72),
    height: clamp(spec.height + Math.round(gaussian(random, 0, 0.5)), 24, 40),
    camera: {
      ...camera,
      x: camera.x + gaussian(random, 0, 0.006),
      y: camera.y + gaussian(random, 0, 0.008),
    },
    light: { ...spec.light, gain: spec.light.gain * gaussian(random, 1, 0.005) },
  };
}

/** Metal cools through yellow to gray; how long ago it was poured differs from cell to cell. */
function aged(metal: Colour, random: Random): Colour {
  return mix(metal, [104, 130, 110], clamp(gaussian(random, 0.15, 0.2), 0, 1));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
