import { seededRandom, shuffle, type Random } from '../../../shared/random.ts';
import { requireCount, requireSeed } from '../checks.ts';
import { drawMix, requireMix, type FamilyMix } from './mix.ts';
import { drifted, jitter, plantStations, shiftLight } from './plant.ts';
import {
  barScene,
  emptyScene,
  knockedScene,
  ordinaryScene,
  shiftViews,
  toolScene,
  tornScene,
  type Scene,
  withRareHook,
} from './scenes.ts';
import type { CellSpec } from './spec.ts';

/** One file to be written. */
export interface PlannedImage {
  /** `CELL_CAM_C_DD-MM-YYYY_HH-MM-SS-mmm.jpg`; no two of a project are the same. */
  name: string;
  /** The truth, which for the one wrong label differs from the folder the file stands in. */
  label: Scene['label'];
  family: Scene['family'];
  spec: CellSpec;
  noiseSeed: number;
  /** Name of the image whose bytes this file repeats; that one is never a copy itself. */
  copyOf?: string;
}

export interface TrainingOptions {
  /** Normal images, 0 or more. */
  train: number;
  /** Leak images, 0 or more. */
  proliv: number;
  /** Decides the plant (moulds, cameras) as well as the images. */
  seed: number;
}

export interface ShiftOptions {
  /** Images of the shift, 0 or more. */
  images: number;
  /** Decides the shift's light, its choice of moulds and, unless `mix` is given, its mix. */
  seed: number;
  /** The plant whose moulds are photographed: the seed that its training set was made with. */
  plantSeed: number;
  mix?: FamilyMix;
  /** When it was photographed, as names say it: DD-MM-YYYY; 22-11-2026 unless given. */
  day?: string;
}

/** Groups of 2 to 4 equal files per file: 1,300 for 10,000 in the training set imitated. */
const TRAINING_GROUPS = 0.13;
const LATER_GROUPS = 0.05;
/** Chance that the trigger fires once more while the cell stands still. */
const BURST = 0.35;

/**
 * The training days: normals under several lights, leaks of the torn kind only, and (where both
 * folders have images) one leak that stands among the normals too, byte for byte.
 */
export function planTraining(options: TrainingOptions): {
  train: PlannedImage[];
  proliv: PlannedImage[];
} {
  requireCount('train', options.train);
  requireCount('proliv', options.proliv);
  requireSeed('seed', options.seed);
  const random = seededRandom(options.seed);
  const { trained } = plantStations(options.seed);
  const lights = Array.from({ length: 4 }, () => shiftLight(random, 0));
  const wrong = Math.min(1, options.train, options.proliv);

  const normals = photographs(options.train - wrong, TRAINING_GROUPS, random, () =>
    ordinaryScene(pickUneven(trained, random), pick(lights, random), random),
  );
  // The leaks at hand come from two cells alone, as in the data imitated: what a detector can learn
  // from them is narrow.
  const leaking = trained.filter(({ content }) => content.kind === 'column').slice(0, 2);
  const leaks = photographs(options.proliv, LATER_GROUPS, random, () =>
    tornScene(pick(leaking, random), pick(lights, random), random),
  );
  const train = timeline(shuffle(normals, random), '01-03-2023', random);
  const proliv = timeline(shuffle(leaks, random), '02-03-2023', random);
  const original = proliv[0];
  if (wrong === 1 && original) {
    const misplaced = `${original.name.slice(0, 2)}_CAM_C_03-03-2023_05-00-00-000.jpg`;
    train.push({ ...original, name: misplaced, copyOf: original.name });
  }
  return { train, proliv };
}

/**
 * One production shift of a plant: half of its moulds are new, the light is another, and besides
 * ordinary normals there are three families of normals that look wrong (a tool at the edge, a
 * knocked camera, bars) and one family of leaks that looks right (empty cells).
 */
export function planShift(options: ShiftOptions): PlannedImage[] {
  requireCount('images', options.images);
  requireSeed('seed', options.seed);
  requireSeed('plantSeed', options.plantSeed);
  // The plant's own seed made the training set; without a change here it would repeat its draws.
  const random = seededRandom(options.seed ^ 0x05417f7);
  const mix = options.mix ?? drawMix(random);
  requireMix(mix);
  const { trained, fresh } = plantStations(options.plantSeed);
  const stations = [...shuffle(trained, random).slice(0, 5), ...shuffle(fresh, random).slice(0, 5)];
  const views = shiftViews(shuffle(stations, random), random);
  const light = shiftLight(random, 1);

  let left = options.images;
  const share = (part: number) => {
    // Rounded shares of a handful of images can exceed them; the first families then win.
    const count = Math.min(left, Math.round(part));
    left -= count;
    return count;
  };
  const leaks = Math.round(options.images * mix.leak);
  const shots = (count: number, scene: () => Scene) =>
    photographs(count, LATER_GROUPS, random, scene);
  const bursts = [
    ...shots(share(leaks * mix.empty), () => emptyScene(views, light, random)),
    ...shots(share(leaks - Math.round(leaks * mix.empty)), () =>
      tornScene(pick(views.torn, random), light, random),
    ),
    ...shots(share(options.images * mix.tool), () => toolScene(views, light, random)),
    ...shots(share(options.images * mix.knocked), () => knockedScene(views, light, random)),
    ...shots(share(options.images * mix.bar), () => barScene(views, light, random)),
    ...shots(left, () =>
      withRareHook(ordinaryScene(pickUneven(stations, random), light, random), random),
    ),
  ];
  return timeline(shuffle(bursts, random), options.day ?? '22-11-2026', random);
}

/** One press of the trigger, and how many files it left: 1, or 2 to 4 equal ones. */
type Shot = Scene & { files: number };

/** Exactly `count` files in bursts: shots of one scene that follow each other within a second. */
function photographs(
  count: number,
  groups: number,
  random: Random,
  makeScene: () => Scene,
): Shot[][] {
  const bursts: Shot[][] = [];
  for (let left = count; left > 0;) {
    const scene = makeScene();
    const burst: Shot[] = [];
    do {
      // `groups` counts per file, a shot with copies leaves three on average.
      const wanted = random() < groups / (1 - 2 * groups) ? 2 + Math.floor(random() * 3) : 1;
      const files = Math.min(left, wanted);
      burst.push({ ...scene, spec: jitter(scene.spec, random), files });
      left -= files;
    } while (left > 0 && random() < BURST);
    bursts.push(burst);
  }
  return bursts;
}

/** Strings the bursts along one day, lets the light drift with it, and names every file. */
function timeline(bursts: readonly Shot[][], day: string, random: Random): PlannedImage[] {
  const images: PlannedImage[] = [];
  // 12 hours from 5 o'clock, evenly shared so that any number of bursts fits into the day.
  const pace = (12 * 3_600_000) / Math.max(1, bursts.length);
  let milliseconds = 0;
  bursts.forEach((burst, index) => {
    milliseconds = Math.max(milliseconds, 5 * 3_600_000 + index * pace);
    for (const { files, cell, label, family, spec } of burst) {
      const drift = { ...spec, light: drifted(spec.light, index / bursts.length) };
      const noiseSeed = Math.floor(random() * 2 ** 32);
      let first: string | undefined;
      for (let file = 0; file < files; file++) {
        const name = `${cell}_CAM_C_${day}_${clock(milliseconds)}.jpg`;
        const image = { name, label, family, spec: drift, noiseSeed };
        images.push(first === undefined ? image : { ...image, copyOf: first });
        first ??= name;
        milliseconds += 1 + random() * Math.min(90, pace / 8);
      }
    }
  });
  return images;
}

function clock(milliseconds: number): string {
  const stamp = new Date(Math.floor(milliseconds)).toISOString().slice(11, 23);
  return stamp.replaceAll(/[:.]/g, '-');
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Prefers the front of the list: some moulds pass the camera far more often than others. */
function pickUneven<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() ** 1.4 * items.length)] as T;
}
