import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import { findPreset } from '../../shared/presets.ts';
import { COLOUR_SPACES, LOSSES, OPTIMISERS, POSES, SCHEDULES } from '../../shared/recipe.ts';
import type { Architecture, Loss, Optimiser, OptionValue, Recipe } from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';

/** The command line sends words and single numbers where JSON has booleans and lists. */
const yesOrNo = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const whole = (from: number, to: number) => z.number().int().min(from).max(to);
const wholes = (to: number, most: number) => {
  const list = z.array(whole(1, to)).min(1).max(most);
  return z.union([list, whole(1, to).transform((one) => [one])]);
};

const preprocess = {
  width: whole(8, 256),
  height: whole(8, 256),
  cropPercent: z.number().min(10).max(100),
  pose: z.enum(POSES),
  colour: z.enum(COLOUR_SPACES),
  blurSigma: z.number().min(0).max(8),
  standardise: yesOrNo,
  reference: z.enum(['mean-image', 'none']),
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
  bottleneck: z.enum(['linear', 'relu', 'tanh']),
  output: z.enum(['linear', 'sigmoid']),
  batchNorm: yesOrNo,
};

const loss = {
  loss: z.enum(LOSSES),
  reduction: z.enum(['mean', 'sum']),
  mseWeight: z.number().min(0).max(1),
  delta: z.number().positive().max(1000),
};

const optimiser = {
  optimiser: z.enum(OPTIMISERS),
  momentum: z.number().min(0).max(0.999),
};

const training = {
  learningRate: z.number().positive().max(10),
  schedule: z.enum(SCHEDULES),
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

const shape = {
  ...preprocess,
  ...architecture,
  ...loss,
  ...optimiser,
  ...training,
  ...augmentation,
  ...corruption,
};

/** Settings that a person may change on a preset, by name, with their ranges. */
export const settingsSchema = z
  .strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[])
            .map((key) => `Unknown setting "${key}".${suggest(key, Object.keys(shape))}`)
            .join(' ')
        : undefined,
  })
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

function refuse(setting: string, owner: string, known: string[]): never {
  throw new LunkaError(
    'setting-not-applicable',
    400,
    `Expected settings of ${owner} (${known.join(', ')}), received "${setting}". Leave it out.`,
  );
}
