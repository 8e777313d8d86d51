import { LunkaError } from '../shared/errors.ts';
import { OPTIMISERS, SCHEDULES } from '../shared/recipe.ts';
import type { Preprocess, Recipe, Training } from '../shared/recipe.ts';
import { suggest } from '../shared/suggest.ts';
import { checkLoss } from './losses/index.ts';
import { isOnUnitRange } from './preprocess/shape.ts';

/** Name, value and range of one number of a recipe; both ends belong to it. */
type Range = [name: string, value: number, from: number, to: number];

/**
 * Refuses training settings that are unknown or out of range. Recipes come from presets, from
 * people's settings and from files of detectors, and what is wrong should say so before the first
 * image is read.
 *
 * @throws LunkaError `recipe-not-valid`
 */
export function checkTraining(training: Training, preprocess: Preprocess): void {
  const { optimiser, schedule, augmentation, corruption } = training;
  checkLoss(training.loss, preprocess);
  if (!OPTIMISERS.includes(optimiser.name)) refuseWord('optimiser', OPTIMISERS, optimiser.name);
  if (!SCHEDULES.includes(schedule)) refuseWord('schedule', SCHEDULES, schedule);
  const ranges: Range[] = [
    ['learningRate', training.learningRate, Number.MIN_VALUE, Number.MAX_VALUE],
    ['weightDecay', training.weightDecay, 0, 1],
    ['batchSize', training.batchSize, 1, 4096],
    ['epochs', training.epochs, 1, 1e6],
    ['patience', training.patience, 1, 1e6],
    ['validationShare', training.validationShare, 0.01, 0.9],
    ['shift', augmentation.shift, 0, Math.min(preprocess.width, preprocess.height) / 2],
    ['brightnessDrift', augmentation.brightnessDrift, 0, 100],
    ['contrastDrift', augmentation.contrastDrift, 0, 1],
    ['colourDrift', augmentation.colourDrift, 0, 100],
    ['noise', corruption.noise, 0, 100],
    ['noiseShare', corruption.noiseShare, 0, 1],
    ['occlusion', corruption.occlusion, 0, 1],
  ];
  if (optimiser.name !== 'adam') ranges.push(['momentum', optimiser.momentum, 0, 0.999]);
  for (const [name, value, from, to] of ranges) {
    if (!(value >= from && value <= to)) refuse(`${name} from ${from} to ${to}`, String(value));
  }
  for (const name of ['batchSize', 'epochs', 'patience'] as const) {
    if (!Number.isInteger(training[name])) refuse(`a whole ${name}`, String(training[name]));
  }
  if (!Number.isInteger(augmentation.shift)) {
    refuse('a shift of whole pixels', String(augmentation.shift));
  }
}

/**
 * Refuses to train an output that cannot give back its images: a sigmoid's values lie between 0 and 1.
 * Detectors that were trained so go on judging.
 *
 * @throws LunkaError `recipe-not-valid`
 */
export function checkOutput({ architecture, preprocess }: Recipe): void {
  if (architecture.options.output !== 'sigmoid' || isOnUnitRange(preprocess)) return;
  const { reference, standardise, colour } = preprocess;
  refuse(
    'a linear output for images that leave [0, 1], or reference none, standardise false and a colour other than relative',
    `the output sigmoid with reference ${reference}, standardise ${standardise}, colour ${colour}`,
  );
}

function refuseWord(what: string, known: readonly string[], received: string): never {
  refuse(`the ${what} to be one of ${known.join(', ')}`, `"${received}"`, suggest(received, known));
}

function refuse(expected: string, received: string, hint = ''): never {
  throw new LunkaError(
    'recipe-not-valid',
    422,
    `Training: expected ${expected}, received ${received}.${hint} Mend the recipe.`,
  );
}
