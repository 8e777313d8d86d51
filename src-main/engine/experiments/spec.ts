import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import { findPreset } from '../../shared/presets.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { checkStrategy } from '../../shared/thresholds.ts';
import {
  namingUnknown,
  settingsSchema,
  withSettings,
  type Settings,
} from '../detectors/recipes.ts';
import { invalidInput } from '../http.ts';

const path = z.string().trim().min(1);

const distinct = <Item>(items: Item[]): boolean => new Set(items).size === items.length;

const parts = {
  name: z.string().trim().min(1).max(200),
  presets: z.array(z.string()).min(1).max(100).refine(distinct, 'Expected each preset once.'),
  /** Laid over every preset. */
  settings: settingsSchema.default({}),
  /** Every combination of these values is tried on every preset. */
  grid: z.record(z.string(), z.array(z.unknown()).min(1).max(100)).default({}),
  seeds: z
    .array(
      z
        .int()
        .min(0)
        .max(2 ** 31),
    )
    .min(1)
    .max(100)
    .refine(distinct, 'Expected each seed once.')
    .default([1]),
  /** The images that judge: a folder with its annotations, or the labelled images of a shift. */
  judge: z.union(
    [z.strictObject({ images: path, annotations: path }), z.strictObject({ shift: path })],
    'Expected {"images": FOLDER, "annotations": FILE} or {"shift": NAME}.',
  ),
  /** Strategies to compare, with their numbers; the recipe's own where there are none. */
  thresholds: z
    .array(
      z.union(
        [
          z.string().transform((strategy) => ({ strategy, value: undefined })),
          z.strictObject({
            strategy: z.string(),
            value: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
          }),
        ],
        'Expected the name of a strategy or {"strategy": NAME, "value": NUMBER}.',
      ),
    )
    .max(50)
    .default([]),
};

/** What an experiment is to do; docs/experiments.md has an example of every part. */
export const specSchema = z.strictObject(parts, {
  error: namingUnknown('part of an experiment', Object.keys(parts)),
});

export type Spec = z.infer<typeof specSchema>;
export type ThresholdChoice = Spec['thresholds'][number];

/** One recipe of the experiment; each seed trains it once. */
export interface Cell {
  /** The preset, and what the grid changed in it: `small-conv, epochs=5`. */
  name: string;
  recipe: Recipe;
}

/** One value of each of the grid's settings. */
type Point = Record<string, unknown>;

/** A slip of the pen in a grid asks for weeks of work. */
const MOST_RUNS = 2000;

/**
 * The cells of a spec, presets first, the grid's last setting fastest.
 *
 * @throws LunkaError `unknown-preset`, `setting-not-applicable`, `invalid-input`, `unknown-strategy`,
 *   `invalid-strategy-value`, `too-many-runs`
 */
export function planCells(spec: Spec): Cell[] {
  for (const { strategy, value } of spec.thresholds) checkStrategy(strategy, value);
  const axes = Object.entries(spec.grid);
  const runs = axes.reduce(
    (product, [, values]) => product * values.length,
    spec.presets.length * spec.seeds.length,
  );
  if (runs > MOST_RUNS) {
    throw new LunkaError(
      'too-many-runs',
      400,
      `Expected at most ${MOST_RUNS} trainings, received ${runs}. Split the grid into several specs.`,
    );
  }
  const points = axes.reduce<Point[]>(
    (before, [name, values]) =>
      before.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
  return spec.presets.flatMap((preset) => {
    const recipe = withSettings(findPreset(preset).recipe, spec.settings);
    return points.map((point) => ({
      name: [
        preset,
        ...Object.entries(point).map(([name, value]) => `${name}=${String(value)}`),
      ].join(', '),
      recipe: withSettings(recipe, parseSettings(point)),
    }));
  });
}

function parseSettings(point: Point): Settings {
  const parsed = settingsSchema.safeParse(point);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}
