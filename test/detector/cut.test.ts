import { describe, expect, it } from 'vitest';
import { cutInTwo } from '../../src-main/detector/features/cut.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';

const rows = (...values: number[][]): Float32Array[] => values.map((row) => Float32Array.from(row));
const PLAIN = Float32Array.of(1, 1);

describe('cutting look-alikes in two', () => {
  it('parts what lies apart, and names the part without the first', () => {
    expect(cutInTwo(rows([0, 0], [9, 9], [0, 1], [9, 8], [1, 0]), PLAIN)).toEqual([1, 3]);
    expect(cutInTwo(rows([9, 9], [0, 0], [0, 1], [9, 8], [1, 0]), PLAIN)).toEqual([1, 2, 4]);
  });

  it('goes by the scale of each feature', () => {
    // By the first feature 0 and 1 belong together; with that one shrunk, 0 and 2 do.
    const points = rows([0, 0], [1, 3], [20, 0], [21, 3]);
    expect(cutInTwo(points, Float32Array.of(1, 1))).toEqual([2, 3]);
    expect(cutInTwo(points, Float32Array.of(0.01, 1))).toEqual([1, 3]);
  });

  it('moves the border to where the parts end: a lone row is not half of a line', () => {
    const points = rows([0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [40, 0]);
    expect(cutInTwo(points, PLAIN)).toEqual([6]);
  });

  it('finds the two families of noise about two centres', () => {
    const random = seededRandom(7);
    const truth = Array.from({ length: 200 }, () => (random() < 0.3 ? 1 : 0));
    const points = truth.map((which) =>
      Float32Array.from({ length: 30 }, (_, j) => gaussian(random) + (j < 10 ? 4 * which : 0)),
    );
    const second = new Set(cutInTwo(points, new Float32Array(30).fill(1)));
    const wrong = truth.filter((which, i) => (which !== truth[0]) !== second.has(i));
    expect(wrong).toEqual([]);
  });

  it('parts nothing that is all alike, alone, or not there', () => {
    expect(cutInTwo(rows([3, 4], [3, 4], [3, 4]), PLAIN)).toEqual([]);
    expect(cutInTwo(rows([3, 4], [7, 8]), Float32Array.of(0, 0))).toEqual([]);
    expect(cutInTwo(rows([3, 4]), PLAIN)).toEqual([]);
    expect(cutInTwo([], PLAIN)).toEqual([]);
  });

  it('parts two that differ', () => {
    expect(cutInTwo(rows([0, 0], [0, 1]), PLAIN)).toEqual([1]);
  });
});
