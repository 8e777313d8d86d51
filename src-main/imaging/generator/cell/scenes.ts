import { gaussian, type Random } from '../../../shared/random.ts';
import { mix, type Colour } from '../canvas.ts';
import { closeUp, emptyContent, photograph, tornContent, type Station } from './plant.ts';
import type { CellSpec, Light, Obstacle } from './spec.ts';

/** Why an image is in the set: what a person would call it who goes through the shift. */
export type Family = 'ordinary' | 'tool' | 'knocked' | 'bar' | 'torn' | 'empty';

/** One moment at one station; a burst photographs it several times. */
export interface Scene {
  cell: number;
  label: 'normal' | 'leak';
  family: Family;
  spec: CellSpec;
}

/** The stations at which a shift's families arise: each family is one view, not a mixture. */
export interface ShiftViews {
  tool: Station;
  handle: Colour;
  knocked: Station;
  bar: Station;
  torn: readonly Station[];
  empty: Station;
}

/** Picks each family's station and what is peculiar to this shift's instance of the family. */
export function shiftViews(stations: readonly Station[], random: Random): ShiftViews {
  const pools = stations.filter(({ content }) => content.kind === 'pool');
  const columns = stations.filter(({ content }) => content.kind === 'column');
  const at = (list: readonly Station[], index: number) =>
    (list[index % list.length] ?? stations[0]) as Station;
  const knocked = at(pools, 1);
  return {
    tool: at(pools, 0),
    handle: mix([136, 146, 26], [158, 138, 30], random()),
    knocked: {
      ...knocked,
      width: knocked.width + 2,
      height: knocked.height + 2,
      camera: {
        ...knocked.camera,
        x: knocked.camera.x + 0.05 + 0.03 * random(),
        y: knocked.camera.y + 0.03,
        roll: 0.06 + 0.05 * random(),
        blur: 0.35,
        noise: knocked.camera.noise + 0.4,
      },
      mould: { ...knocked.mould, notch: true },
    },
    bar: at(columns, 0),
    torn: [at(columns, 1), at(pools, 2)],

    empty: closeUp(at(pools, 3)),
  };
}

export function ordinaryScene(station: Station, light: Light, random: Random): Scene {
  return scene('ordinary', station, photograph(station, light, random));
}

/** Now and then a crane hook swings through an ordinary picture of the shift. */
export function withRareHook(ordinary: Scene, random: Random): Scene {
  if (random() > HOOK_SHARE) return ordinary;
  const hook: Obstacle = {
    kind: 'hook',
    x: random() < 0.7 ? 0.05 * random() : 1 - 0.05 * random(),
    y: 0.6 + 0.4 * random(),
    radius: 0.28 + 0.2 * random(),
  };
  return { ...ordinary, spec: { ...ordinary.spec, obstacles: [hook] } };
}

export function toolScene({ tool, handle }: ShiftViews, light: Light, random: Random): Scene {
  const x = 0.915 + 0.012 * gaussian(random);
  const spec = photograph(tool, light, random);
  return scene('tool', tool, spec, [{ kind: 'tool', x, handle }]);
}

export function knockedScene({ knocked }: ShiftViews, light: Light, random: Random): Scene {
  const spec = photograph(knocked, light, random);
  const width = 0.07 + 0.02 * random();
  if (spec.content.kind === 'pool') {
    // Out of its usual angle the lamp rakes over the metal, so its grain stands out.
    spec.content = { ...spec.content, texture: { grain: 0.15, marks: 0.03, slag: 0.1, glints: 3 } };
  }
  return scene('knocked', knocked, spec, [{ kind: 'frame', x: 0, width }]);
}

export function barScene({ bar }: ShiftViews, light: Light, random: Random): Scene {
  const spec = photograph(bar, light, random);
  return scene('bar', bar, spec, [
    {
      kind: 'bar',
      y: 0.62 + 0.05 * gaussian(random),
      thickness: 0.26 + 0.06 * random(),
      block: 0.5 + 0.04 * gaussian(random),
    },
  ]);
}

export function tornScene(station: Station, light: Light, random: Random): Scene {
  const spec = photograph(station, light, random);
  return scene('torn', station, { ...spec, content: tornContent(random) });
}

export function emptyScene({ empty }: ShiftViews, light: Light, random: Random): Scene {
  const spec = photograph(empty, light, random);
  return scene('empty', empty, { ...spec, content: emptyContent(random) });
}

const LABELS: Record<Family, 'normal' | 'leak'> = {
  ordinary: 'normal',
  tool: 'normal',
  knocked: 'normal',
  bar: 'normal',
  torn: 'leak',
  empty: 'leak',
};

const HOOK_SHARE = 0.006;

function scene(
  family: Family,
  station: Station,
  spec: CellSpec,
  obstacles: readonly Obstacle[] = [],
): Scene {
  return { cell: station.cell, label: LABELS[family], family, spec: { ...spec, obstacles } };
}
