import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import { findPreset } from '../../shared/presets.ts';
import {
  COLOUR_SPACES,
  LOSSES,
  OPTIMISERS,
  POSES,
  SCHEDULES,
  SCORERS,
} from '../../shared/recipe.ts';
import type {
  Architecture,
  Loss,
  Optimiser,
  OptionValue,
  Recipe,
  Scorer,
} from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';

/** The command line sends words and single numbers where JSON has booleans and lists. */
const yesOrNo = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const whole = (from: number, to: number) => z.number().int().min(from).max(to);
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, {
    error: ({ input }) =>
      `Expected one of ${names.join(', ')}, received ${JSON.stringify(input)}.${suggest(String(input), names)}`,
  });
const wholes = (to: number, most: number) => {
  const list = z.array(whole(1, to)).min(1).max(most);
  return z.union([list, whole(1, to).transform((one) => [one])]);
};

const preprocess = {
  width: whole(8, 256),
  height: whole(8, 256),
  cropPercent: z.number().min(10).max(100),
  pose: oneOf(POSES),
  colour: oneOf(COLOUR_SPACES),
  blurSigma: z.number().min(0).max(8),
  standardise: yesOrNo,
  reference: oneOf(['mean-image', 'none']),
};

/** Each applies to the architectures that have such an option, and is refused by the others. */
const architecture = {
  channels: wholes(512, 6),
  widths: wholes(4096, 8),
  latent: whole(0, 1024),
  kernel: whole(2, 7),
  patch: whole(2, 64),
  embedding: whole(1, 512),
  klWeight: z.number().min(0).max(1000),
  bottleneck: oneOf(['linear', 'relu', 'tanh']),
  output: oneOf(['linear', 'sigmoid']),
  batchNorm: yesOrNo,
};

const loss = {
  loss: oneOf(LOSSES),
  reduction: oneOf(['mean', 'sum']),
  mseWeight: z.number().min(0).max(1),
  delta: z.number().positive().max(1000),
};

const optimiser = {
  optimiser: oneOf(OPTIMISERS),
  momentum: z.number().min(0).max(0.999),
};

const training = {
  learningRate: z.number().positive().max(10),
  schedule: oneOf(SCHEDULES),
  weightDecay: z.number().min(0).max(1),
  batchSize: whole(1, 4096),
  epochs: whole(1, 1000),
  validationShare: z.number().min(0.05).max(0.5),
  patience: whole(1, 1000),
};

const augmentation = {
  flipHorizontal: yesOrNo,
  flipVertical: yesOrNo,
  shift: whole(0, 128),
  brightnessDrift: z.number().min(0).max(10),
  contrastDrift: z.number().min(0).max(1),
  colourDrift: z.number().min(0).max(10),
};

const corruption = {
  noise: z.number().min(0).max(10),
  noiseShare: z.number().min(0).max(1),
  occlusion: z.number().min(0).max(1),
};

const scorer = { scorer: oneOf(SCORERS) };

const scorerNumbers = {
  keepPercent: z.number().min(1).max(100),
  sigma: z.number().min(0).max(8),
  shrinkage: z.number().min(0).max(1),
  k: whole(1, 1000),
};

const shape = {
  ...preprocess,
  ...architecture,
  ...loss,
  ...optimiser,
  ...training,
  ...augmentation,
  ...corruption,
  ...scorer,
  ...scorerNumbers,
};

/** How a strict object says which of its keys it does not know, and which was meant. */
export function namingUnknown(what: string, known: readonly string[]) {
  return (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `Unknown ${what} "${key}".${suggest(key, known)}`).join(' ')
      : undefined;
}

/** Settings that a person may change on a preset, by name, with their ranges. */
export const settingsSchema = z
  .strictObject(shape, { error: namingUnknown('setting', Object.keys(shape)) })
  .partial();

export type Settings = z.infer<typeof settingsSchema>;

/**
 * A preset with a person's settings laid over it.
 *
 * @throws LunkaError `unknown-preset`, `setting-not-applicable`
 */
export function makeRecipe(presetName: string, settings: Settings): Recipe {
  return withSettings(findPreset(presetName).recipe, settings);
}

/** @throws LunkaError `setting-not-applicable` */
export function withSettings(recipe: Recipe, settings: Settings): Recipe {
  const given = Object.entries<OptionValue | undefined>(settings).filter(
    (pair): pair is [string, OptionValue] => pair[1] !== undefined,
  );
  const among = (section: object) => Object.fromEntries(given.filter(([name]) => name in section));
  const before = recipe.training;
  return {
    ...recipe,
    preprocess: withPose({ ...recipe.preprocess, ...among(preprocess) }),
    architecture: withOptions(recipe.architecture, among(architecture)),
    training: {
      ...before,
      ...among(training),
      loss: withLoss(before.loss, settings),
      optimiser: withOptimiser(before.optimiser, settings),
      augmentation: { ...before.augmentation, ...among(augmentation) },
      corruption: { ...before.corruption, ...among(corruption) },
    },
    scorer: withScorer(recipe.scorer, settings.scorer, among(scorerNumbers)),
  };
}

/** No pose is not written down: with and without the word a recipe is the same. */
function withPose({ pose, ...others }: Recipe['preprocess']): Recipe['preprocess'] {
  return pose === undefined || pose === 'none' ? others : { ...others, pose };
}

function withOptions(
  { name, options }: Architecture,
  changes: Architecture['options'],
): Architecture {
  for (const key of Object.keys(changes)) {
    if (!(key in options)) refuse(key, `the architecture ${name}`, Object.keys(options));
  }
  return { name, options: { ...options, ...changes } };
}

function withLoss(before: Loss, settings: Settings): Loss {
  const name = settings.loss ?? before.name;
  const reduction = settings.reduction ?? before.reduction;
  if (settings.mseWeight !== undefined && name !== 'mse-mae') {
    refuse('mseWeight', `the loss ${name}`, ['reduction']);
  }
  if (settings.delta !== undefined && name !== 'huber') {
    refuse('delta', `the loss ${name}`, ['reduction']);
  }
  switch (name) {
    case 'mse-mae': {
      const usual = before.name === 'mse-mae' ? before.mseWeight : 0.8;
      return { name, reduction, mseWeight: settings.mseWeight ?? usual };
    }
    case 'huber': {
      const usual = before.name === 'huber' ? before.delta : 1;
      return { name, reduction, delta: settings.delta ?? usual };
    }
    default:
      return { name, reduction };
  }
}

function withOptimiser(before: Optimiser, settings: Settings): Optimiser {
  const name = settings.optimiser ?? before.name;
  if (name === 'adam') {
    if (settings.momentum !== undefined) refuse('momentum', 'the optimiser adam', ['learningRate']);
    return { name };
  }
  const usual = before.name === name ? before.momentum : name === 'sgd' ? 0.9 : 0;
  return { name, momentum: settings.momentum ?? usual };
}

/** What each scorer takes, and what it is where nothing is said; a head is made of more. */
const SCORER_NUMBERS = {
  error: {},
  'trimmed-error': { keepPercent: 75 },
  'worst-patch': {},
  psnr: {},
  'worst-deviation': { sigma: 1 },
  mahalanobis: { shrinkage: 0.1 },
  nearest: { k: 5 },
  head: {},
} satisfies Record<Scorer['name'], Partial<Settings>>;

function withScorer(
  before: Scorer,
  name: Scorer['name'] = before.name,
  changes: Record<string, OptionValue>,
): Scorer {
  const usual: Record<string, number> = SCORER_NUMBERS[name];
  for (const key of Object.keys(changes)) {
    if (!(key in usual)) refuse(key, `the scorer ${name}`, ['scorer', ...Object.keys(usual)]);
  }
  if (name === before.name) return { ...before, ...changes } as Scorer;
  if (name === 'head') refuse('scorer=head', `a recipe made for ${before.name}`, ['scorer']);
  return { name, ...usual, ...changes } as Scorer;
}

function refuse(setting: string, owner: string, known: string[]): never {
  throw new LunkaError(
    'setting-not-applicable',
    400,
    `Expected settings of ${owner} (${known.join(', ')}), received "${setting}". Leave it out.`,
  );
}
