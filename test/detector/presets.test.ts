import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createDetector, scoreImages } from '../../src-main/detector/detector.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { PRESETS } from '../../src-main/shared/presets.ts';

beforeAll(() => loadTensorFlow());

it.each(PRESETS.map(({ name, recipe }) => [name, recipe] as const))(
  '%s fits its own sizes and scores an image',
  (_, recipe) => {
    const before = tf.memory().numTensors;
    const detector = createDetector(recipe, 1);
    // What learns from images is fitted by training; until then there is the net to be scored by.
    const learns = ['head', 'worst-deviation'].includes(recipe.scorer.name);
    if (learns) detector.recipe = { ...recipe, scorer: { name: 'error' } };
    const { height, width, channels } = detector.shape;
    const image = tf.fill<tf.Rank.R4>([1, height, width, channels], 0.5);
    const [score] = scoreImages(detector, image);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(10);
    image.dispose();
    detector.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);
