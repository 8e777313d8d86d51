import * as tf from '@tensorflow/tfjs';
import { seededRandom, shuffle } from '../../shared/random.ts';
import { nearestDistance, toTensor } from '../features/neighbours.ts';
import type { Memory } from '../judge.ts';
import { pickRows, stackRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';
import { squaredDistances } from '../scorers/nearest.ts';
import type { MadeRows, RealRows } from './fit-head.ts';
import { nearestStranger } from './refit.ts';
import type { Grouped } from './refit.ts';

/** Scaled features of images that are known, one row each. */
export interface Known {
  leaks: Matrix;
  normals: Matrix;
}

/** The same with the fold of each row. */
export type KnownByFold = Record<keyof Known, Grouped>;

/**
 * Distances below this are all alike: copies differ by the grain of a JPEG, and the logarithm of
 * nothing would outweigh everything else.
 */
const GRAIN = 0.05;

/**
 * Chooses what unknown images are compared with: imported leaks, imported normals, and what was made of
 * either without changing what it is. An empty cell made of a sound one is not among them: it tells the
 * head a direction, but is no photograph to be near to.
 *
 * @param fold of each real row
 * @param most of each of the four, a random part where there are more; some 2 kB each
 */
export function gatherKnown(
  { features, leak, doubted }: RealRows,
  made: MadeRows,
  fold: Int32Array,
  most: number,
  seed: number,
): KnownByFold {
  const trusted = (row: number): boolean => !doubted?.has(row);
  const random = seededRandom(seed);
  const some = (rows: number[]): number[] => shuffle(rows, random).slice(0, most);
  const of = (wanted: boolean): Grouped => {
    const real = [...leak.keys()].filter((row) => leak[row] === wanted && trusted(row));
    const copies = [...made.source.keys()].filter((at) => {
      const source = made.source[at]!;
      return made.leak[at] === wanted && leak[source] === wanted && trusted(source);
    });
    const [rows, others] = [some(real), some(copies)];
    return {
      features: stackRows(
        [pickRows(features, rows), pickRows(made.features, others)],
        features.columns,
      ),
      group: [...rows, ...others.map((at) => made.source[at]!)].map((row) => fold[row]!),
    };
  };
  return { normals: of(false), leaks: of(true) };
}

/** The leaning of known images by what is known of other folds, one number a row. */
export function leaningOutOfFold(rows: Grouped, { leaks, normals }: KnownByFold): Float64Array {
  return leaning(nearestStranger(rows, leaks, 0), nearestStranger(rows, normals, 0));
}

/** The leaning of other images, one number a row. */
export function leaningOfRows(rows: Matrix, { leaks, normals }: Known): Float64Array {
  return leaning(nearestDistance(rows, leaks), nearestDistance(rows, normals));
}

function leaning(leaks: Float32Array, normals: Float32Array): Float64Array {
  const soft = (away: number): number => Math.hypot(away, GRAIN);
  return Float64Array.from(leaks, (away, row) => Math.log(soft(normals[row]!) / soft(away)));
}

/**
 * How much an image leans towards the leaks: the logarithm of the distance to the nearest known normal
 * over that to the nearest known leak, above 0 where the leak is nearer. It sees what a plane cannot:
 * leaks of one view beside sound cells of another.
 * In a space of d dimensions it is the log-odds of two nearest-neighbour densities divided by d
 * (Loftsgaarden and Quesenberry 1965).
 *
 * @param features [n, d] float32, scaled
 * @returns [n] float32
 */
export function leaningOf(features: tf.Tensor2D, { leaks, normals }: Known): tf.Tensor1D {
  return tf.tidy(() => {
    const away = (sample: Matrix): tf.Tensor1D => {
      const squared = squaredDistances(features, toTensor(sample)).min<tf.Tensor1D>(1);
      return squared.add<tf.Tensor1D>(GRAIN ** 2).log();
    };
    return away(normals).sub<tf.Tensor1D>(away(leaks)).div<tf.Tensor1D>(2);
  });
}

/** Before the names of the parts, so that they are nobody else's. */
const KNOWN = 'known/';

export function rememberKnown({ leaks, normals }: Known): Memory {
  return { [`${KNOWN}leaks`]: leaks, [`${KNOWN}normals`]: normals };
}

/** Undefined where a head was fitted without. */
export function recallKnown(memory: Memory): Known | undefined {
  const leaks = memory[`${KNOWN}leaks`];
  const normals = memory[`${KNOWN}normals`];
  return leaks && normals && { leaks, normals };
}
