import { describe, expect, it } from 'vitest';
import { splitByGroup } from '../../src-main/detector/split.ts';
import { seededRandom } from '../../src-main/shared/random.ts';

function grouped(...sizes: number[]): { id: number; group: number }[] {
  return sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, i) => ({ id: group * 1000 + i, group })),
  );
}

describe('the split of normals', () => {
  it('never puts one group on both sides and loses no image', () => {
    const random = seededRandom(3);
    const images = grouped(...Array.from({ length: 200 }, () => 1 + Math.floor(random() * 5)));
    for (let seed = 0; seed < 20; seed++) {
      const { fit, validation } = splitByGroup(images, 0.2, seed);
      const groups = new Set(fit.map(({ group }) => group));
      expect(validation.some(({ group }) => groups.has(group))).toBe(false);
      expect(fit.length + validation.length).toBe(images.length);
      expect(validation.length).toBe(Math.round(images.length * 0.2));
    }
  });

  it('is the same for the same seed and another for another', () => {
    const images = grouped(...Array.from({ length: 50 }, () => 1));
    expect(splitByGroup(images, 0.2, 7)).toEqual(splitByGroup(images, 0.2, 7));
    expect(splitByGroup(images, 0.2, 7)).not.toEqual(splitByGroup(images, 0.2, 8));
  });

  it('hardly moves an image when others are added', () => {
    const before = splitByGroup(grouped(...new Array<number>(400).fill(1)), 0.15, 5);
    const after = splitByGroup(grouped(...new Array<number>(500).fill(1)), 0.15, 5);
    const held = new Set(after.validation.map(({ id }) => id));
    const stayed = before.validation.filter(({ id }) => held.has(id)).length;
    expect(stayed / before.validation.length).toBeGreaterThan(0.85);
  });

  it('does not let one large family overfill the hold-out', () => {
    const { validation } = splitByGroup(
      grouped(300, ...Array.from({ length: 100 }, () => 1)),
      0.1,
      1,
    );
    expect(validation).toHaveLength(40);
    expect(validation.every(({ group }) => group > 0)).toBe(true);
  });

  it('holds out enough for a threshold where there are few images', () => {
    const images = grouped(...new Array<number>(20).fill(1));
    for (let seed = 0; seed < 10; seed++) {
      expect(splitByGroup(images, 0.1, seed).validation).toHaveLength(5);
    }
  });

  it('holds out the smallest of a few families that are all too large', () => {
    const { validation } = splitByGroup(grouped(30, 20, 40), 0.05, 1);
    expect(new Set(validation.map(({ group }) => group))).toEqual(new Set([1]));
  });

  it('holds out nothing where all images are one group', () => {
    expect(splitByGroup(grouped(30), 0.2, 1).validation).toHaveLength(0);
  });
});
